import CZlib
import Glibc

/// A file that can't be read, in one sentence.
struct FileProblem: Error, CustomStringConvertible {
    let description: String

    init(_ path: String, _ complaint: String) { description = "\(path): \(complaint)" }
}

/// Reads a file as it is, or unpacked where it is gzip.
enum CompressedFile {
    private static let chunk = 1 << 18

    /// Calls `body` with one piece after the other.
    static func read(_ path: String, _ body: ([UInt8]) throws -> Void) throws {
        guard let file = gzopen(path, "rb") else {
            throw FileProblem(path, String(cString: strerror(errno)))
        }
        defer { gzclose(file) }
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = gzread(file, &buffer, UInt32(chunk))
            guard count >= 0 else {
                var code: Int32 = 0
                throw FileProblem(path, String(cString: gzerror(file, &code)))
            }
            if count == 0 { break }
            try body(Array(buffer[..<Int(count)]))
        }
    }

    /// The whole of it.
    static func bytes(_ path: String, limit: Int = 256 << 20) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path) { piece in
            guard bytes.count + piece.count <= limit else {
                throw FileProblem(path, "it is larger than \(limit >> 20) MiB")
            }
            bytes += piece
        }
        return bytes
    }
}
