import Wire

/// The development mailbox, where letters stand that a real server would have sent.
struct Mailbox: Sendable {
    let client: APIClient
    /// Its path on the server.
    let path: String

    /// The mailbox at `url`, or the one of the server itself.
    init(_ client: APIClient, url: String? = nil) {
        guard let url else {
            self.client = client
            path = "/dev/mailbox"
            return
        }
        self.client = APIClient(base: url, http: client.http)
        path = ""
    }

    /// The code in the newest letter to an address that has one; nil where none has.
    func code(for email: String) async throws -> String? {
        var request = APIRequest("GET", "\(path)?to=\(Self.escaped(email))")
        request.isAnonymous = true
        let letters = try await client.send(request).document().items("items")
        for letter in letters {
            if let code = Self.code(in: try letter.text("body")) { return code }
        }
        return nil
    }

    /// The first six digits that stand alone.
    static func code(in text: String) -> String? {
        text.split { !($0.isASCII && $0.isNumber) }.first { $0.count == 6 }.map(String.init)
    }

    private static func escaped(_ email: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var text = ""
        for byte in email.utf8 {
            let isPlain =
                byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
                || byte == 0x2D || byte == 0x2E || byte == 0x5F
            if isPlain {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return text
    }
}
