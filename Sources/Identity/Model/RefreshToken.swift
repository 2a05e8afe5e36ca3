import Bedrock
import Cryptography
import Platform

/// A refresh token: a session, a secret, and a code over both that shows it was made here.
///
/// The successor's secret is derived from the presented one, so that presenting a token twice
/// leads to one successor and nothing secret is stored. The code keeps a made-up token from ever
/// reaching the database, where an unknown one would end its session.
struct RefreshToken {
    private static let secretLength = 32
    private static let length = 16 + secretLength + HMACKey.codeLength

    let session: ID<Session>
    private let secret: [UInt8]
    /// The key it was made with, which makes the successor's secret too.
    private let key: HMACKey

    /// The first token of a session.
    init(first session: ID<Session>, _ keys: KeyRing<HMACKey>) {
        self.session = session
        secret = Random.bytes(RefreshToken.secretLength)
        key = keys.current.key
    }

    /// Reads a token; nil unless one of the keys made it.
    init?(_ text: String, _ keys: KeyRing<HMACKey>) {
        guard text.utf8.count < 2 * RefreshToken.length, let bytes = Base64URL.decode(text),
            bytes.count == RefreshToken.length
        else { return nil }
        let session = bytes.withUnsafeBytes { bytes in
            UUIDBytes(bytes: UnsafeRawBufferPointer(rebasing: bytes[..<16]))
        }
        let secret = Array(bytes[16..<(16 + RefreshToken.secretLength)])
        let code = Array(bytes[(16 + RefreshToken.secretLength)...])
        self.session = ID(uuid: session)
        self.secret = secret
        let message = RefreshToken.message("token", session, secret)
        guard let entry = keys.entries.first(where: { $0.key.isCode(code, over: message) }) else {
            return nil
        }
        key = entry.key
    }

    private init(after token: RefreshToken) {
        session = token.session
        secret = token.key.code(
            over: RefreshToken.message("successor", token.session.uuid, token.secret))
        key = token.key
    }

    /// The one token that this one leads to.
    var successor: RefreshToken { RefreshToken(after: self) }

    /// What the database keeps of it.
    var hash: [UInt8] { SHA256.digest(of: RefreshToken.message("hash", session.uuid, secret)) }

    /// The token as the client keeps it.
    func text(_ keys: KeyRing<HMACKey>) -> String {
        let message = RefreshToken.message("token", session.uuid, secret)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(RefreshToken.length)
        RefreshToken.append(session.uuid, to: &bytes)
        bytes.append(contentsOf: secret)
        bytes.append(contentsOf: keys.current.key.code(over: message))
        return Base64URL.encode(bytes)
    }

    private static func message(
        _ purpose: String, _ session: UUIDBytes, _ secret: [UInt8]
    ) -> [UInt8] {
        var message = Array("dray refresh \(purpose) ".utf8)
        append(session, to: &message)
        message.append(contentsOf: secret)
        return message
    }

    private static func append(_ uuid: UUIDBytes, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: uuid.high.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: uuid.low.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
