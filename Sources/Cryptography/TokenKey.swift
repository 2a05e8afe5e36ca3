/// A key that signs tokens: what `JWT` asks of it.
public protocol TokenKey: Sendable {
    /// The name of the algorithm in a token's header; a type has exactly one.
    static var tokenAlgorithm: String { get }

    /// The length of its signatures in bytes.
    static var tokenSignatureLength: Int { get }

    /// Whether it can sign, or only verify.
    var signsTokens: Bool { get }

    /// The signature over a token's first two parts.
    func tokenSignature(over input: Span<UInt8>) -> [UInt8]

    /// Whether this is the signature over a token's first two parts.
    func isTokenSignature(_ signature: Span<UInt8>, over input: Span<UInt8>) -> Bool
}

extension HMACKey: TokenKey {
    public static var tokenAlgorithm: String { "HS256" }
    public static var tokenSignatureLength: Int { codeLength }
    public var signsTokens: Bool { true }

    public func tokenSignature(over input: Span<UInt8>) -> [UInt8] { code(over: input) }

    public func isTokenSignature(_ signature: Span<UInt8>, over input: Span<UInt8>) -> Bool {
        isCode(signature, over: input)
    }
}

extension Ed25519Key: TokenKey {
    public static var tokenAlgorithm: String { "EdDSA" }
    public static var tokenSignatureLength: Int { signatureLength }
    public var signsTokens: Bool { canSign }

    public func tokenSignature(over input: Span<UInt8>) -> [UInt8] { signature(over: input) }

    public func isTokenSignature(_ signature: Span<UInt8>, over input: Span<UInt8>) -> Bool {
        isSignature(signature, over: input)
    }
}
