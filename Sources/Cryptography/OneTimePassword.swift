import COpenSSL

/// Passwords that change every half minute (RFC 6238), as authenticator apps show them.
public struct OneTimePassword: Sendable {
    /// The digest underneath; apps know SHA-1 alone for sure.
    public enum Digest: String, Sendable, CaseIterable {
        case sha1 = "SHA1"
        case sha256 = "SHA256"
        case sha512 = "SHA512"
    }

    /// How long a password is shown, in seconds.
    public static let period: Int64 = 30
    /// Bytes of a new secret, as RFC 4226 recommends.
    public static let secretLength = 20

    private let secret: [UInt8]
    private let digest: Digest
    private let digits: Int

    /// What a shared secret of at least one byte leads to.
    public init(secret: [UInt8], digest: Digest = .sha1, digits: Int = 6) {
        precondition(!secret.isEmpty && (6...8).contains(digits), "a secret and 6 to 8 digits")
        self.secret = secret
        self.digest = digest
        self.digits = digits
    }

    /// The number of the half minute that a moment is in.
    public static func step(at seconds: Int64) -> Int64 { seconds / period }

    /// The password of a step.
    public func password(at step: Int64) -> String {
        let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let code = authenticate(message)
        let offset = Int(code[code.count - 1] & 0x0F)
        var number = UInt32(code[offset] & 0x7F)
        for byte in code[(offset + 1)...(offset + 3)] { number = number << 8 | UInt32(byte) }
        var bound: UInt32 = 1
        for _ in 0..<digits { bound *= 10 }
        let text = String(number % bound)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// The step within `drift` steps of that one whose password it is; every one of them is
    /// compared, so that the time it takes tells nothing.
    public func step(of password: String, near step: Int64, drift: Int64 = 1) -> Int64? {
        var found: Int64?
        for candidate in (step - drift)...(step + drift)
        where ConstantTime.equal(self.password(at: candidate), password) {
            found = candidate
        }
        return found
    }

    private func authenticate(_ message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, filled in
            let code = EVP_Q_mac(
                nil, "HMAC", nil, digest.rawValue, nil, secret, secret.count, message,
                message.count, buffer.baseAddress, buffer.count, &filled)
            precondition(code != nil, "HMAC is there")
        }
    }

    /// The secret as authenticator apps take it: base32 (RFC 4648) without padding.
    public static func text(of secret: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var text: [UInt8] = []
        var bits = 0
        var rest: UInt32 = 0
        for byte in secret {
            rest = rest << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(rest >> UInt32(bits)) & 31])
            }
            rest &= (1 << UInt32(bits)) - 1
        }
        if bits > 0 { text.append(alphabet[Int(rest << UInt32(5 - bits)) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }
}
