public import Loop
import Bedrock
import Cryptography
import Glibc

/// Where uploads wait while they come in: a folder of files that belong to nobody yet.
public struct Spool: Sendable {
    private let folder: String
    private let reserve: Int
    private let workers: WorkerPool

    /// - Parameters:
    ///   - folder: on the volume of the storage; made when the first upload comes.
    ///   - reserve: bytes of the volume that uploads leave free.
    public init(folder: String, reserve: Int, workers: WorkerPool) {
        self.folder = folder
        self.reserve = reserve
        self.workers = workers
    }

    /// Opens a file that takes at most so many bytes; `full` where the volume would be.
    public func open(limit: Int) async throws(StorageError) -> SpooledFile {
        let path = "\(folder)/\(UUIDBytes.version7(at: .now()).text)"
        let (folder, reserve) = (folder, reserve)
        let descriptor = try await workers.onFiles { () throws(StorageError) in
            try FileCalls.makeFolder(folder)
            if let room = FileCalls.room(at: folder), room < reserve { throw .full }
            let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw FileCalls.failure("open", path) }
            return descriptor
        }
        return SpooledFile(path: path, descriptor: descriptor, limit: limit, workers: workers)
    }

    /// Removes what a server that was killed left behind: files that nobody has written to for
    /// longer than that. Answers how many.
    @discardableResult
    public func clear(unusedFor age: Duration) async throws(StorageError) -> Int {
        let folder = folder
        return try await workers.onFiles { () throws(StorageError) in
            guard let listing = opendir(folder) else { return 0 }
            defer { closedir(listing) }
            let now = Int(time(nil))
            var removed = 0
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard UUIDBytes(text: name) != nil else { continue }
                var facts = stat()
                let path = "\(folder)/\(name)"
                guard stat(path, &facts) == 0, S_IFREG == facts.st_mode & S_IFMT,
                    now - facts.st_mtim.tv_sec >= Int(age.components.seconds)
                else { continue }
                if unlink(path) == 0 { removed += 1 }
            }
            return removed
        }
    }
}

/// An upload on its way in: bytes in a file, counted and digested as they pass.
///
/// Whoever opened it ends with `discard`, which does nothing once a storage has taken it over.
public final class SpooledFile: @unchecked Sendable {
    // Unchecked: used by one task, and by one thread at a time.

    private static let batch = 128 << 10
    private static let shown = 512

    let path: String
    let workers: WorkerPool
    private let limit: Int
    private var descriptor: Int32
    private var digest: SHA256Stream? = SHA256Stream()
    private var waiting: [UInt8] = []
    private var isTaken = false

    /// Bytes so far.
    public private(set) var size = 0
    /// The first bytes, to tell by what it is.
    public private(set) var head: [UInt8] = []
    /// The SHA-256 of all bytes, once it is finished.
    public private(set) var sha256: [UInt8] = []

    init(path: String, descriptor: Int32, limit: Int, workers: WorkerPool) {
        self.path = path
        self.descriptor = descriptor
        self.limit = limit
        self.workers = workers
    }

    deinit {
        // Its task was broken off without a word: two short calls, rather than a leak.
        if descriptor >= 0 { close(descriptor) }
        if !isTaken { unlink(path) }
    }

    /// Takes the next bytes.
    public func append(_ piece: [UInt8]) async throws(StorageError) {
        guard size + piece.count <= limit else { throw .tooLarge(limit: limit) }
        size += piece.count
        if head.count < Self.shown { head += piece.prefix(Self.shown - head.count) }
        digest?.update(piece.span)
        waiting += piece
        if waiting.count >= Self.batch { try await flush() }
    }

    /// Takes the end: what was written will survive a power cut, and the digest is known.
    public func finish() async throws(StorageError) {
        try await flush()
        let (descriptor, path) = (descriptor, path)
        try await workers.onFiles { () throws(StorageError) in
            guard fsync(descriptor) == 0 else { throw FileCalls.failure("fsync", path) }
        }
        if let digest = digest.take() { sha256 = digest.digest() }
    }

    /// Removes it, unless a storage took it over.
    public func discard() async {
        guard !isTaken else { return }
        isTaken = true
        let (descriptor, path) = (descriptor, path)
        self.descriptor = -1
        let removed: Void? = try? await workers.onFiles { () throws(StorageError) in
            close(descriptor)
            unlink(path)
        }
        guard removed == nil else { return }
        close(descriptor)
        unlink(path)
    }

    /// All of its bytes, for a storage that sends them elsewhere.
    func bytes() async throws(StorageError) -> [UInt8] {
        let (descriptor, path, size) = (descriptor, path, size)
        return try await workers.onFiles { () throws(StorageError) in
            try FileCalls.read(size, from: descriptor, at: 0, path)
        }
    }

    /// Called by a storage that has moved the file away.
    func take() {
        isTaken = true
        close(descriptor)
        descriptor = -1
    }

    private func flush() async throws(StorageError) {
        guard !waiting.isEmpty else { return }
        let (bytes, descriptor, path) = (waiting, descriptor, path)
        waiting = []
        try await workers.onFiles { () throws(StorageError) in
            try FileCalls.write(bytes, to: descriptor, path)
        }
    }
}
