import CZlib

/// Makes a streamed body smaller, each piece by itself: what was written can be read at once.
final class GzipStream {
    /// Bytes of output made at a time.
    private static let step = 16 * 1024

    private var stream = z_stream()

    init?(level: Int32) {
        guard start_gzip(&stream, level) == Z_OK else { return nil }
    }

    deinit {
        deflateEnd(&stream)
    }

    /// The next piece, so that all of it can be undone.
    func compress(_ bytes: [UInt8]) -> [UInt8] { run(bytes, Z_SYNC_FLUSH) }

    /// What ends the body.
    func finish() -> [UInt8] { run([], Z_FINISH) }

    private func run(_ bytes: [UInt8], _ flush: Int32) -> [UInt8] {
        var result: [UInt8] = []
        bytes.withUnsafeBufferPointer { source in
            stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            stream.avail_in = UInt32(clamping: source.count)
            var isFull = true
            while isFull {
                let piece = [UInt8](unsafeUninitializedCapacity: Self.step) { target, count in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    _ = deflate(&stream, flush)
                    count = target.count - Int(stream.avail_out)
                }
                result += piece
                isFull = stream.avail_out == 0
            }
        }
        return result
    }
}
