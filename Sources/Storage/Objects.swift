public import Platform
import HTTP
import Postgres

/// The storage on one loop, with the way into it.
///
/// An object is noted as nobody's (`ObjectStatements.note`), then stored, then claimed by the
/// transaction that writes its row; the row's end condemns it. What is left over the sweep removes.
public final class Objects: @unchecked Sendable {
    // Unchecked: used on its loop only.

    /// Where the objects are.
    public let storage: any ObjectStorage
    /// Where uploads wait while they come in.
    public let spool: Spool
    private let client: HTTPClient?

    init(storage: any ObjectStorage, spool: Spool, client: HTTPClient?) {
        self.storage = storage
        self.spool = spool
        self.client = client
    }

    /// Closes what is open towards the storage.
    public func close() async { await client?.close() }

    /// Opens a spool file that takes at most so many bytes.
    public func open(limit: Int) async throws(Problem) -> SpooledFile {
        do throws(StorageError) {
            return try await spool.open(limit: limit)
        } catch {
            throw Problem(error)
        }
    }

    /// Stores a spooled file, all of whose bytes have come.
    public func store(_ file: SpooledFile, as key: ObjectKey) async throws(Problem) {
        do throws(StorageError) {
            try await file.finish()
            try await storage.put(file, as: key)
        } catch .missing {
            throw Problem(StorageError.refused("there is no such bucket or folder"))
        } catch {
            throw Problem(error)
        }
    }

    /// Stores bytes that are in memory.
    public func store(_ bytes: [UInt8], as key: ObjectKey) async throws(Problem) {
        let file = try await open(limit: bytes.count)
        let result: Result<Void, Problem>
        do throws(Problem) {
            do throws(StorageError) {
                try await file.append(bytes)
            } catch {
                throw Problem(error)
            }
            result = .success(try await store(file, as: key))
        } catch {
            result = .failure(error)
        }
        await file.discard()
        try result.get()
    }

    /// Opens an object of at most so many bytes.
    public func get(_ key: ObjectKey, limit: Int) async throws(Problem) -> StoredObject {
        do throws(StorageError) {
            return try await storage.get(key, limit: limit)
        } catch {
            throw Problem(error)
        }
    }

    /// Removes an object whose row is gone. What fails here the sweep does later.
    public func remove(_ key: ObjectKey, _ services: Services) async throws(Problem) {
        do throws(StorageError) {
            try await storage.delete(key)
        } catch {
            throw Problem(error)
        }
        var trip = Trip()
        trip.add(ObjectStatements.forget, key.text)
        try await services.read(trip)
    }
}
