import Glibc

/// What has to be known of an answer to find its end.
enum HTTPAnswer {
    /// Bytes of head and body together; nil until the head is complete.
    static func length(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { raw in
            guard let end = place(of: "\r\n\r\n", in: raw) else { return nil }
            let head = UnsafeRawBufferPointer(rebasing: raw[..<end])
            guard var at = place(of: "Content-Length: ", in: head) else { return end + 4 }
            at += 16
            var body = 0
            while at < end, raw[at] >= 0x30, raw[at] <= 0x39 {
                body = body * 10 + Int(raw[at] - 0x30)
                at += 1
            }
            return end + 4 + body
        }
    }

    /// The body of an answer.
    static func body(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { raw in
            place(of: "\r\n\r\n", in: raw).map { Array(raw[($0 + 4)...]) } ?? []
        }
    }

    private static func place(of words: StaticString, in raw: UnsafeRawBufferPointer) -> Int? {
        let count = words.utf8CodeUnitCount
        guard raw.count >= count else { return nil }
        return (0...raw.count - count).first { at in
            raw[at] == words.utf8Start[0]
                && memcmp(raw.baseAddress! + at, words.utf8Start, count) == 0
        }
    }
}
