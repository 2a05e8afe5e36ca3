import Glibc
import Loop

/// An object that was opened: its size, and its bytes piece by piece.
public final class StoredObject: @unchecked Sendable {
    // Unchecked: used by one task.

    private static let piece = 256 << 10

    private enum Source {
        case file(descriptor: Int32, path: String, workers: WorkerPool)
        case bytes([UInt8])
    }

    /// How many bytes it has.
    public let size: Int
    private var source: Source
    private var offset = 0

    init(file descriptor: Int32, _ path: String, size: Int, workers: WorkerPool) {
        self.size = size
        source = .file(descriptor: descriptor, path: path, workers: workers)
    }

    init(bytes: [UInt8]) {
        size = bytes.count
        source = .bytes(bytes)
    }

    deinit {
        if case .file(let descriptor, _, _) = source { close(descriptor) }
    }

    /// The next bytes; nil at the end.
    public func read() async throws(StorageError) -> [UInt8]? {
        guard offset < size else { return nil }
        let count = min(Self.piece, size - offset)
        let bytes: [UInt8]
        switch source {
        case .bytes(let all): bytes = Array(all[offset..<offset + count])
        case .file(let descriptor, let path, let workers):
            let offset = offset
            bytes = try await workers.onFiles { () throws(StorageError) in
                try FileCalls.read(count, from: descriptor, at: offset, path)
            }
        }
        guard bytes.count == count else { throw .failed("the object is shorter than it was") }
        offset += count
        return bytes
    }

    /// All the bytes that weren't read yet.
    public func readAll() async throws(StorageError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size - offset)
        while let piece = try await read() { bytes += piece }
        return bytes
    }
}
