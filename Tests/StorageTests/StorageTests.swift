import Bedrock
import Cryptography
import Glibc
import HTTP
import Loop
import Rclone
import Testing

@testable import Storage

/// A storage on a loop, with the spool before it.
private struct Bench: Sendable {
    let loop: EventLoop
    let spool: Spool
    let storage: any ObjectStorage
    let folder: TestFolder

    /// Spools pieces and puts them.
    func put(_ key: ObjectKey, _ pieces: [[UInt8]]) async throws -> [UInt8] {
        let file = try await spool.open(limit: 8 << 20)
        for piece in pieces { try await file.append(piece) }
        try await file.finish()
        do {
            try await storage.put(file, as: key)
        } catch {
            await file.discard()
            throw error
        }
        await file.discard()
        return file.sha256
    }

    func get(_ key: ObjectKey, limit: Int = 8 << 20) async throws -> [UInt8] {
        try await storage.get(key, limit: limit).readAll()
    }
}

private enum Kind: CaseIterable, Sendable { case folder, s3 }

private func onBench(
    _ kind: Kind, server: RcloneServer? = nil, secret: String = RcloneServer.secretKey,
    bucket: String = RcloneServer.bucket, endpoint: String? = nil,
    _ body: @escaping @Sendable (Bench) async throws -> Void
) async throws {
    let group = LoopGroup(count: 1)
    group.start()
    defer { group.stop() }
    let workers = WorkerPool(threads: 2, queueLimit: 64)
    defer { workers.stop() }
    let folder = try TestFolder()
    let loop = group.loops[0]
    let client = HTTPClient(loop: loop)
    let storage: any ObjectStorage
    var own: RcloneServer?
    switch kind {
    case .folder: storage = FolderStorage(folder: folder.path + "/objects", workers: workers)
    case .s3:
        if server == nil, endpoint == nil { own = try RcloneServer(folder: folder.path) }
        let settings = S3Settings(
            endpoint: endpoint ?? server?.endpoint ?? own!.endpoint, region: "us-east-1",
            bucket: bucket, accessKey: RcloneServer.accessKey, secretKey: Secret(secret))
        storage = S3Storage(settings, client: client)
    }
    let bench = Bench(
        loop: loop,
        spool: Spool(folder: folder.path + "/incoming", reserve: 0, workers: workers),
        storage: storage, folder: folder)
    let result = await Task(executorPreference: loop) { try await body(bench) }.result
    await client.close()
    withExtendedLifetime(own) {}
    try result.get()
}

private func key(_ name: String = UUIDBytes.version7(at: .now()).text) -> ObjectKey {
    ObjectKey("documents/\(name.suffix(2))/\(name)")
}

@Suite("A storage, be it a folder or another's S3 server")
struct StorageTests {
    @Test("gives back the bytes that it was given, of any size", arguments: Kind.allCases)
    fileprivate func roundTrip(kind: Kind) async throws {
        try await onBench(kind) { bench in
            for size in [1, 4_095, 131_072, 3_000_001] {
                let bytes = Random.bytes(size)
                let pieces = stride(from: 0, to: size, by: 100_000).map {
                    Array(bytes[$0..<min($0 + 100_000, size)])
                }
                let name = key()
                let digest = try await bench.put(name, pieces)
                #expect(digest == SHA256.digest(of: bytes))
                let back = try await bench.get(name)
                #expect(back == bytes)
                let isThere = try await bench.storage.exists(name)
                #expect(isThere)
            }
            #expect(try !bench.folder.files.contains { $0.contains("incoming") })
        }
    }

    @Test("knows what isn't there, and removes what is, twice as well", arguments: Kind.allCases)
    fileprivate func missing(kind: Kind) async throws {
        try await onBench(kind) { bench in
            let name = key()
            #expect(try await !bench.storage.exists(name))
            await #expect(throws: StorageError.missing) { _ = try await bench.get(name) }
            _ = try await bench.put(name, [[1, 2, 3]])
            try await bench.storage.delete(name)
            #expect(try await !bench.storage.exists(name))
            try await bench.storage.delete(name)
        }
    }

    @Test("refuses to hand out more than was asked for", arguments: Kind.allCases)
    fileprivate func limit(kind: Kind) async throws {
        try await onBench(kind) { bench in
            let name = key()
            _ = try await bench.put(name, [Random.bytes(100_000)])
            await #expect(throws: StorageError.tooLarge(limit: 70_000)) {
                _ = try await bench.get(name, limit: 70_000)
            }
        }
    }
}

@Suite("Storage in a folder")
struct FolderStorageTests {
    @Test("keeps nothing of an upload that is too large, broke off or was never put")
    func nothingHalf() async throws {
        try await onBench(.folder) { bench in
            let file = try await bench.spool.open(limit: 1_000)
            try await file.append(Random.bytes(1_000))
            await #expect(throws: StorageError.tooLarge(limit: 1_000)) {
                try await file.append([0])
            }
            await file.discard()
            do {
                let forgotten = try await bench.spool.open(limit: 1_000)
                try await forgotten.append([1])
            }
            #expect(try bench.folder.files == [])
        }
    }

    @Test("a volume without room is refused by name, before anything is written")
    func full() async throws {
        let workers = WorkerPool(threads: 1, queueLimit: 8)
        defer { workers.stop() }
        let folder = try TestFolder()
        let spool = Spool(folder: folder.path + "/in", reserve: .max, workers: workers)
        await #expect(throws: StorageError.full) { _ = try await spool.open(limit: 10) }
        #expect(try folder.files == [])
        // What the kernel says when the last byte is gone.
        let device = open("/dev/full", O_WRONLY)
        defer { close(device) }
        #expect(throws: StorageError.full) {
            try FileCalls.write([1, 2, 3], to: device, "/dev/full")
        }
    }

    @Test("what a killed server left in the spool goes once it is old, and no sooner")
    func leftovers() async throws {
        try await onBench(.folder) { bench in
            let file = try await bench.spool.open(limit: 1_000)
            try await file.append([1])
            #expect(try await bench.spool.clear(unusedFor: .seconds(3_600)) == 0)
            #expect(try await bench.spool.clear(unusedFor: .zero) == 1)
            #expect(try bench.folder.files == [])
            await file.discard()
        }
    }

    @Test("a folder that can't be written to is an error with a name, and no crash")
    func unwritable() async throws {
        let workers = WorkerPool(threads: 1, queueLimit: 8)
        defer { workers.stop() }
        let spool = Spool(folder: "/dev/null/spool", reserve: 0, workers: workers)
        await #expect(throws: StorageError.self) { _ = try await spool.open(limit: 10) }
    }

    @Test("work past the workers' queue is refused as busy")
    func busy() async throws {
        let workers = WorkerPool(threads: 1, queueLimit: 1)
        workers.stop()
        let folder = try TestFolder()
        let storage = FolderStorage(folder: folder.path, workers: workers)
        await #expect(throws: StorageError.busy) { _ = try await storage.exists(key()) }
    }
}

@Suite("Storage on an S3 server")
struct S3StorageTests {
    @Test("a wrong secret is refused, and shows itself nowhere")
    func wrongSecret() async throws {
        let files = try TestFolder()
        let server = try RcloneServer(folder: files.path)
        defer { withExtendedLifetime(files) { server.end() } }
        let wrong = "another-secret-than-the-servers"
        try await onBench(.s3, server: server, secret: wrong) { bench in
            do {
                _ = try await bench.put(key(), [[1, 2, 3]])
                Issue.record("a wrong secret was taken")
            } catch let error as StorageError {
                #expect(error == .refused("PUT: 403 SignatureDoesNotMatch"))
                #expect(!"\(error)".contains(wrong))
            }
            await #expect(throws: StorageError.self) { _ = try await bench.get(key()) }
            #expect(try !bench.folder.files.contains { $0.contains("incoming") })
        }
        #expect(try files.files == [])
    }

    @Test("a bucket that isn't there is refused by name")
    func noBucket() async throws {
        try await onBench(.s3, bucket: "another") { bench in
            await #expect(throws: StorageError.refused("PUT: 404 NoSuchBucket")) {
                _ = try await bench.put(key(), [[1, 2, 3]])
            }
        }
    }

    @Test("a server that went away is unreachable, which is said at once")
    func away() async throws {
        let files = try TestFolder()
        let server = try RcloneServer(folder: files.path)
        defer { withExtendedLifetime(files) { server.end() } }
        try await onBench(.s3, server: server) { bench in
            let name = key()
            _ = try await bench.put(name, [[1, 2, 3]])
            server.end()
            do {
                _ = try await bench.get(name)
                Issue.record("nobody answered")
            } catch StorageError.unreachable {}
            do {
                _ = try await bench.put(key(), [[4]])
                Issue.record("nobody answered")
            } catch StorageError.unreachable {}
        }
    }

    @Test("what is sent is signed together with its digest", arguments: [0, 1, 2_000_000])
    func signed(size: Int) async throws {
        try await onBench(.s3) { bench in
            let name = key()
            let bytes = Random.bytes(max(1, size))
            _ = try await bench.put(name, [bytes])
            #expect(try await bench.get(name) == bytes)
        }
    }
}
