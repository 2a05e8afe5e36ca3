import CZlib

/// Makes the bodies of answers smaller for clients that ask for it; one for each server, whose
/// memory serves one answer after the other.
final class Compressor {
    /// Bytes below which an answer fits the first packets anyway.
    private static let worthwhile = 1400
    /// Fast: most of what there is to gain, at a tenth of the best level's time.
    private static let level: Int32 = 2

    private var stream = z_stream()
    private var isStarted = false

    deinit {
        if isStarted {
            deflateEnd(&stream)
        }
    }

    /// Compresses an answer in place, if it is of a kind and size to gain by it and the client has
    /// said that it can undo it.
    ///
    /// One with a strong entity tag stays as it is: the tag names these very bytes, and is sent
    /// back in `If-Match`.
    ///
    /// - Returns: what a streamed answer is to be written through.
    func compress(_ response: inout Response, for head: RequestHead) -> GzipStream? {
        guard response.status == 200, Self.isCompressible(response.headers) else { return nil }
        if case .bytes(let bytes) = response.body, bytes.count < Self.worthwhile { return nil }
        response.headers.append(("vary", "accept-encoding"))
        guard Self.isAccepted(head) else { return nil }
        var encoder: GzipStream?
        switch response.body {
        case .bytes(let bytes):
            guard let smaller = gzip(bytes) else { return nil }
            response.body = .bytes(smaller)
        case .stream:
            guard head.method != .head, let stream = GzipStream(level: Self.level) else {
                return nil
            }
            encoder = stream
        }
        response.headers.append(("content-encoding", "gzip"))
        return encoder
    }

    private static func isAccepted(_ head: RequestHead) -> Bool {
        guard let field = head.header("accept-encoding") else { return false }
        return field.split(separator: ",").contains { part in
            let words = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard words.first == "gzip" || words.first == "*" else { return false }
            // A weight of zero, however it is spelt, is a refusal.
            return !words.contains { word in
                word.hasPrefix("q=0") && !word.contains { "123456789".contains($0) }
            }
        }
    }

    private static func isCompressible(_ headers: [(String, String)]) -> Bool {
        var isText = false
        for (name, value) in headers {
            switch name.lowercased() {
            case "content-encoding", "content-range":
                return false
            case "etag" where !value.hasPrefix("W/"):
                return false
            case "content-type":
                let kind = value.split(separator: ";").first.map { $0.lowercased() } ?? ""
                // Events are small, and each is to be there at once.
                isText =
                    kind.hasPrefix("text/") || kind.hasSuffix("json") || kind.hasSuffix("xml")
                    || kind == "application/javascript"
                if kind == "text/event-stream" { isText = false }
            default:
                break
            }
        }
        return isText
    }

    private func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        guard isStarted ? deflateReset(&stream) == Z_OK : start() else { return nil }
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        let result = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            bytes.withUnsafeBufferPointer { source in
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.avail_in = UInt32(clamping: source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(clamping: bound)
                if deflate(&stream, Z_FINISH) == Z_STREAM_END {
                    count = bound - Int(stream.avail_out)
                }
            }
        }
        return result.isEmpty || result.count >= bytes.count ? nil : result
    }

    private func start() -> Bool {
        isStarted = start_gzip(&stream, Self.level) == Z_OK
        return isStarted
    }
}
