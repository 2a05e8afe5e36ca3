import COpenSSL

/// A key that authenticates messages by HMAC-SHA256.
///
/// Its contexts are keyed once and reused, so a code over a short message costs about one digest.
public final class HMACKey: Sendable, CustomStringConvertible {
    /// The length of a code in bytes.
    public static let codeLength = 32

    private let contexts: ContextStock

    /// Takes a secret of at least one byte; one's own keys should have 32 random ones.
    public init(_ secret: [UInt8]) {
        precondition(!secret.isEmpty, "an empty key authenticates nothing")
        contexts = ContextStock(
            make: { Self.context(keyed: secret) }, drop: { EVP_MAC_CTX_free($0) })
    }

    /// A new key of 32 random bytes.
    public static func generate() -> HMACKey { HMACKey(Random.bytes(32)) }

    /// Says nothing of the key.
    public var description: String { "HMACKey(***)" }

    /// The code over a message.
    public func code(over message: Span<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.codeLength) { buffer, filled in
            write(over: message, into: buffer.baseAddress!)
            filled = Self.codeLength
        }
    }

    /// The code over a message.
    public func code(over message: [UInt8]) -> [UInt8] { code(over: message.span) }

    /// Whether this is the code over that message, compared in constant time.
    public func isCode(_ code: Span<UInt8>, over message: Span<UInt8>) -> Bool {
        guard code.count == Self.codeLength else { return false }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.codeLength) { own in
            write(over: message, into: own.baseAddress!)
            return code.withUnsafeBufferPointer { code in
                CRYPTO_memcmp(code.baseAddress!, own.baseAddress!, Self.codeLength) == 0
            }
        }
    }

    /// Whether this is the code over that message, compared in constant time.
    public func isCode(_ code: [UInt8], over message: [UInt8]) -> Bool {
        isCode(code.span, over: message.span)
    }

    private func write(over message: Span<UInt8>, into code: UnsafeMutablePointer<UInt8>) {
        message.withUnsafeBufferPointer { message in
            contexts.lend { context in
                // No key here: the context goes back to the state after its own was set.
                precondition(EVP_MAC_init(context, nil, 0, nil) == 1)
                if let start = message.baseAddress {
                    precondition(EVP_MAC_update(context, start, message.count) == 1)
                }
                precondition(EVP_MAC_final(context, code, nil, Self.codeLength) == 1)
            }
        }
    }

    private struct Algorithm: @unchecked Sendable { let pointer: OpaquePointer }

    private static let algorithm = Algorithm(pointer: EVP_MAC_fetch(nil, "HMAC", nil)!)

    private static func context(keyed secret: [UInt8]) -> OpaquePointer {
        let context = EVP_MAC_CTX_new(algorithm.pointer)!
        var digest: [CChar] = Array("SHA256".utf8CString)
        digest.withUnsafeMutableBufferPointer { digest in
            let parameters: [OSSL_PARAM] = [
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            precondition(EVP_MAC_init(context, secret, secret.count, parameters) == 1)
        }
        return context
    }
}
