import CGd
import HTTP
import Testing
import Wire

/// Pictures drawn for a test, each of bytes that no other has.
enum Drawing {
    static func png(_ width: Int = 48, _ height: Int = 32) -> [UInt8] {
        draw(width, height) { gdImagePngPtr($0, &$1) }
    }

    static func jpeg(_ width: Int = 48, _ height: Int = 32) -> [UInt8] {
        draw(width, height) { gdImageJpegPtr($0, &$1, 90) }
    }

    static func webp(_ width: Int = 48, _ height: Int = 32) -> [UInt8] {
        draw(width, height) { gdImageWebpPtrEx($0, &$1, 80) }
    }

    /// Bytes that begin as a picture does, and go on as none.
    static var damaged: [UInt8] {
        var bytes = png(400, 300)
        bytes.replaceSubrange(60..<bytes.count, with: [UInt8](repeating: 7, count: 200))
        return bytes
    }

    /// The size of a picture; nil for what is none.
    static func size(of webp: [UInt8]) -> (width: Int, height: Int)? {
        var bytes = webp
        let image = bytes.withUnsafeMutableBytes {
            gdImageCreateFromWebpPtr(Int32($0.count), $0.baseAddress)
        }
        guard let image else { return nil }
        defer { gdImageDestroy(image) }
        return (Int(image.pointee.sx), Int(image.pointee.sy))
    }

    private static func draw(
        _ width: Int, _ height: Int,
        _ write: (gdImagePtr, inout Int32) -> UnsafeMutableRawPointer?
    ) -> [UInt8] {
        guard let image = gdImageCreateTrueColor(Int32(width), Int32(height)) else { return [] }
        defer { gdImageDestroy(image) }
        for _ in 0..<4 {
            gdImageFilledRectangle(
                image, .random(in: 0..<Int32(width)), .random(in: 0..<Int32(height)),
                Int32(width), Int32(height), .random(in: 0...0xFFFFFF))
        }
        var count: Int32 = 0
        guard let file = write(image, &count) else { return [] }
        defer { gdFree(file) }
        return Array(UnsafeRawBufferPointer(start: file, count: Int(count)))
    }
}

extension Person {
    /// Uploads an image to the organization's library.
    func upload(
        image bytes: [UInt8], type: String? = "image/png", alt: String? = nil,
        key: String = Client.freshKey()
    ) async throws -> Answer {
        var headers = [("Authorization", "Bearer \(token)"), ("Idempotency-Key", key)]
        if let type { headers.append(("Content-Type", type)) }
        let query = alt.map { "?alt=\($0)" } ?? ""
        return try await client.send(.post, "/v1/images\(query)", bytes, headers: headers)
    }

    /// Follows a link to an image, without any token.
    func follow(_ url: String, _ headers: [(String, String)] = []) async throws -> Answer {
        try await client.send(.get, url, [], headers: headers)
    }
}
