import COpenSSL

/// A key of Ed25519 (RFC 8032): a pair that signs, or a public half that only verifies.
public final class Ed25519Key: Sendable, CustomStringConvertible {
    /// The length of a signature in bytes.
    public static let signatureLength = 64

    /// The length of a seed and of a public key in bytes.
    public static let length = 32

    private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

    private let handle: Handle

    /// Whether this key can sign.
    public let canSign: Bool

    /// The public half, 32 bytes.
    public let publicKey: [UInt8]

    /// Makes the pair of a secret seed of 32 bytes; nothing for another length.
    public init?(seed: [UInt8]) {
        guard seed.count == Self.length,
            let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        else { return nil }
        handle = Handle(pointer: key)
        canSign = true
        publicKey = [UInt8](unsafeUninitializedCapacity: Self.length) { buffer, filled in
            filled = Self.length
            precondition(
                EVP_PKEY_get_raw_public_key(key, buffer.baseAddress, &filled) == 1
                    && filled == Self.length)
        }
    }

    /// Takes a public key of 32 bytes; nothing for another length.
    public init?(publicKey: [UInt8]) {
        guard publicKey.count == Self.length,
            let key = EVP_PKEY_new_raw_public_key(
                EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return nil }
        handle = Handle(pointer: key)
        canSign = false
        self.publicKey = publicKey
    }

    deinit { EVP_PKEY_free(handle.pointer) }

    /// A new random pair.
    public static func generate() -> Ed25519Key { Ed25519Key(seed: Random.bytes(length))! }

    /// Says nothing of the secret half.
    public var description: String { "Ed25519Key(\(Base64URL.encode(publicKey)))" }

    /// The signature over a message; only a key that `canSign` may be asked.
    public func signature(over message: Span<UInt8>) -> [UInt8] {
        precondition(canSign, "a public key signs nothing")
        let context = EVP_MD_CTX_new()!
        defer { EVP_MD_CTX_free(context) }
        precondition(EVP_DigestSignInit(context, nil, nil, nil, handle.pointer) == 1)
        return message.withUnsafeBufferPointer { message in
            [UInt8](unsafeUninitializedCapacity: Self.signatureLength) { buffer, filled in
                filled = Self.signatureLength
                precondition(
                    EVP_DigestSign(
                        context, buffer.baseAddress, &filled, message.baseAddress, message.count)
                        == 1 && filled == Self.signatureLength)
            }
        }
    }

    /// The signature over a message; only a key that `canSign` may be asked.
    public func signature(over message: [UInt8]) -> [UInt8] { signature(over: message.span) }

    /// Whether this is the signature over that message.
    public func isSignature(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        isSignature(signature.span, over: message.span)
    }

    /// Whether this is the signature over that message.
    public func isSignature(_ signature: Span<UInt8>, over message: Span<UInt8>) -> Bool {
        guard signature.count == Self.signatureLength else { return false }
        let context = EVP_MD_CTX_new()!
        defer { EVP_MD_CTX_free(context) }
        precondition(EVP_DigestVerifyInit(context, nil, nil, nil, handle.pointer) == 1)
        let valid = message.withUnsafeBufferPointer { message in
            signature.withUnsafeBufferPointer { signature in
                EVP_DigestVerify(
                    context, signature.baseAddress, signature.count, message.baseAddress,
                    message.count) == 1
            }
        }
        // A refusal leaves entries in this thread's error queue, which others would find.
        if !valid { ERR_clear_error() }
        return valid
    }
}
