import Cryptography

/// An API key as a machine has it: `dk_`, a prefix that everybody may see, `_`, and the secret.
public struct ApiKeyText: Sendable {
    private static let mark = "dk_"
    private static let prefixLength = 16
    private static let secretLength = 43

    /// By which the key is found, and shown in lists.
    public let prefix: String
    private let secret: String

    /// A key's text for whoever made it.
    public init(prefix: String, secret: [UInt8]) {
        self.prefix = prefix
        self.secret = Base64URL.encode(secret)
    }

    /// The key in an `Authorization` header; nil where it isn't one of ours by its form.
    init?(authorization: String) {
        let text = authorization.utf8
        let start = "Bearer \(ApiKeyText.mark)"
        let length = start.utf8.count + ApiKeyText.prefixLength + 1 + ApiKeyText.secretLength
        guard text.count == length, ApiKeyText.claims(authorization) else { return nil }
        let rest = authorization.dropFirst(start.count)
        let prefix = rest.prefix(ApiKeyText.prefixLength)
        let secret = rest.dropFirst(ApiKeyText.prefixLength + 1)
        guard prefix.utf8.allSatisfy(ApiKeyText.isHexadecimal),
            rest.dropFirst(ApiKeyText.prefixLength).first == "_",
            Base64URL.decode(String(secret))?.count == 32
        else { return nil }
        self.prefix = String(prefix)
        self.secret = String(secret)
    }

    /// Whether a header means to bring a key, well-formed or not.
    static func claims(_ authorization: String) -> Bool {
        guard authorization.utf8.count >= 10 else { return false }
        let scheme = authorization.prefix(7).lowercased()
        return scheme == "bearer " && authorization.dropFirst(7).hasPrefix(mark)
    }

    /// What the machine sends.
    public var text: String { "\(ApiKeyText.mark)\(prefix)_\(secret)" }

    /// What is kept of the secret.
    public var hash: [UInt8] { SHA256.digest(of: secret) }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
