import COpenSSL

/// Seals secrets that have to be read again (AES-256-GCM), so that a copy of the database alone
/// gives none of them away.
public final class SealingKey: Sendable, CustomStringConvertible {
    private static let nonceLength = 12
    private static let tagLength = 16
    /// The first byte of what is sealed, so that another way of sealing can be told from this one.
    private static let version: UInt8 = 1

    private let key: [UInt8]

    /// A key of 32 bytes derived from a secret for one purpose.
    public init(from secret: [UInt8], for purpose: String) {
        key = HMACKey(secret).code(over: Array("dray seal \(purpose)".utf8))
    }

    /// Says nothing of the key.
    public var description: String { "SealingKey(***)" }

    /// Seals a secret. What it belongs to is not part of it and has to be given again to open it:
    /// moved to another row it can't be opened.
    public func seal(_ secret: [UInt8], for owner: [UInt8]) -> [UInt8] {
        let nonce = Random.bytes(Self.nonceLength)
        let context = EVP_CIPHER_CTX_new()!
        defer { EVP_CIPHER_CTX_free(context) }
        var sealed = [UInt8](repeating: 0, count: secret.count)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        var count: Int32 = 0
        precondition(EVP_EncryptInit_ex2(context, EVP_aes_256_gcm(), key, nonce, nil) == 1)
        precondition(EVP_EncryptUpdate(context, nil, &count, owner, Int32(owner.count)) == 1)
        precondition(
            EVP_EncryptUpdate(context, &sealed, &count, secret, Int32(secret.count)) == 1)
        precondition(EVP_EncryptFinal_ex(context, &tag, &count) == 1)
        precondition(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), &tag) == 1)
        return [Self.version] + nonce + sealed + tag
    }

    /// Opens what was sealed for that owner; nil for anything else.
    public func open(_ sealed: [UInt8], for owner: [UInt8]) -> [UInt8]? {
        let least = 1 + Self.nonceLength + Self.tagLength
        guard sealed.count >= least, sealed[0] == Self.version else { return nil }
        let nonce = Array(sealed[1..<(1 + Self.nonceLength)])
        let body = Array(sealed[(1 + Self.nonceLength)..<(sealed.count - Self.tagLength)])
        var tag = Array(sealed.suffix(Self.tagLength))
        let context = EVP_CIPHER_CTX_new()!
        defer { EVP_CIPHER_CTX_free(context) }
        var secret = [UInt8](repeating: 0, count: body.count)
        var rest = [UInt8](repeating: 0, count: Self.tagLength)
        var count: Int32 = 0
        precondition(EVP_DecryptInit_ex2(context, EVP_aes_256_gcm(), key, nonce, nil) == 1)
        precondition(EVP_DecryptUpdate(context, nil, &count, owner, Int32(owner.count)) == 1)
        precondition(EVP_DecryptUpdate(context, &secret, &count, body, Int32(body.count)) == 1)
        precondition(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), &tag) == 1)
        return EVP_DecryptFinal_ex(context, &rest, &count) == 1 ? secret : nil
    }
}
