import Cryptography
public import HTTP

extension StoredObject {
    /// Sends it to a client; one that isn't what was stored, by its SHA-256 or the beginning of
    /// that, ends short, and so is no file.
    public func send(to writer: ResponseWriter, digest expected: [UInt8]) async throws {
        var digest = SHA256Stream()
        var held: [UInt8] = []
        while let piece = try await read() {
            digest.update(piece.span)
            try await writer.write(held)
            held = piece
        }
        guard digest.digest().starts(with: expected) else {
            throw StorageError.failed("another digest")
        }
        try await writer.write(held)
    }
}
