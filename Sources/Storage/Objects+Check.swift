import Bedrock

extension Objects {
    /// Keeps, finds and removes an object of its own, as an upload would; what is wrong, or nil.
    public func check() async -> String? {
        do throws(StorageError) {
            let key = ObjectKey("probe-\(UUIDBytes.version7(at: .now()).text)")
            try await keep(Array("A probe of dray doctor.\n".utf8), as: key)
            // What was kept goes, whatever is found out about it.
            let found: Result<Bool, StorageError>
            do throws(StorageError) {
                found = .success(try await storage.exists(key))
            } catch {
                found = .failure(error)
            }
            try await storage.delete(key)
            guard try found.get() else { return "what it took is not there" }
            return try await storage.exists(key) ? "what was removed is still there" : nil
        } catch {
            return Self.words(for: error)
        }
    }

    private func keep(_ bytes: [UInt8], as key: ObjectKey) async throws(StorageError) {
        let file = try await spool.open(limit: bytes.count)
        let result: Result<Void, StorageError>
        do throws(StorageError) {
            try await file.append(bytes)
            try await file.finish()
            result = .success(try await storage.put(file, as: key))
        } catch {
            result = .failure(error)
        }
        await file.discard()
        try result.get()
    }

    private static func words(for error: StorageError) -> String {
        switch error {
        case .missing: "there is no such bucket or folder"
        case .tooLarge(let limit): "it takes at most \(limit) bytes"
        case .full: "the volume has less room than DRAY_STORAGE_RESERVE leaves free"
        case .busy: "it is busy"
        case .unreachable(let said): "it can't be reached: \(said)"
        case .refused(let said): "it refuses: \(said)"
        case .failed(let said): said
        }
    }
}
