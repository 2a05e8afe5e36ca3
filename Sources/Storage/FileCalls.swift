import Glibc
import Loop

/// Calls on files, which block: made on worker threads only.
enum FileCalls {
    /// What the system says of a call that failed.
    static func failure(_ call: String, _ path: String, _ code: Int32 = errno) -> StorageError {
        switch code {
        case ENOSPC, EDQUOT: .full
        case ENOENT: .missing
        case EMFILE, ENFILE, ENOMEM: .busy
        default: .failed("\(call) \(path): \(String(cString: strerror(code)))")
        }
    }

    /// Writes all of the bytes, however many calls it takes.
    static func write(
        _ bytes: [UInt8], to descriptor: Int32, _ path: String
    ) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write", path)
            }
            done += count
        }
    }

    /// Reads at most so many bytes from a place on; fewer at the end only.
    static func read(
        _ limit: Int, from descriptor: Int32, at offset: Int, _ path: String
    ) throws(StorageError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var done = 0
        while done < limit {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + done, limit - done, off_t(offset + done))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("read", path)
            }
            if count == 0 { break }
            done += count
        }
        bytes.removeLast(limit - done)
        return bytes
    }

    /// Makes what was written to a file, or renamed in a folder, survive a power cut.
    static func sync(_ path: String, isFolder: Bool) throws(StorageError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (isFolder ? O_DIRECTORY : 0))
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("fsync", path) }
    }

    /// Makes a folder, and those above it that are missing; each one made is there for good.
    static func makeFolder(_ path: String) throws(StorageError) {
        if mkdir(path, 0o700) == 0 {
            return try sync(parent(of: path), isFolder: true)
        }
        switch errno {
        case EEXIST: return
        case ENOENT:
            let above = parent(of: path)
            guard above != path else { throw .failed("mkdir \(path): there is no such folder") }
            try makeFolder(above)
            try makeFolder(path)
        default: throw failure("mkdir", path)
        }
    }

    /// The folder that a path stands in.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// How many bytes a volume has left for those who aren't its keeper.
    static func room(at path: String) -> Int? {
        var figures = statvfs()
        guard statvfs(path, &figures) == 0 else { return nil }
        return Int(clamping: UInt64(figures.f_bavail) &* UInt64(figures.f_frsize))
    }
}

extension WorkerPool {
    /// Does work on files on one of the threads.
    func onFiles<T: Sendable>(
        _ work: @escaping @Sendable () throws(StorageError) -> T
    ) async throws(StorageError) -> T {
        do {
            return try await run(work)
        } catch let error as StorageError {
            throw error
        } catch is WorkerPoolFull {
            throw .busy
        } catch {
            throw .failed("\(error)")
        }
    }
}
