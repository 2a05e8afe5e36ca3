public import Bedrock
import Glibc

/// Tokens of one kind for one audience: a compact JWS (RFC 7515) whose header is fixed.
///
/// The header is `{"alg":…,"typ":…,"kid":…}`, spelled once per key when this value is made. A token
/// is compared with those spellings and refused when it has none of them: its header is never
/// parsed, so it can choose neither algorithm nor kind.
public struct JWT<Key: TokenKey>: Sendable {
    /// A key, and the header of its tokens: base64url and the dot after it.
    private struct Signer: Sendable {
        let prefix: [UInt8]
        let key: Key
    }

    private let signers: [Signer]

    /// `aud`: whom the tokens are meant for.
    public let audience: String

    /// The longest token in characters.
    public let limit: Int

    /// How far clocks may differ, in seconds.
    public let leeway: Int64

    /// Tokens of a kind (`typ`, as in `at+jwt`; 1 to 32 letters, digits, `. _ - +`).
    public init(
        kind: String, audience: String, keys: KeyRing<Key>, limit: Int = 1024, leeway: Int64 = 0
    ) {
        precondition(isTokenWord(kind, limit: 32), "a kind is a short word")
        let headers = keys.entries.map { entry in
            let header = #"{"alg":"\#(Key.tokenAlgorithm)","typ":"\#(kind)","kid":"\#(entry.id)"}"#
            return (header: Array(header.utf8), key: entry.key)
        }
        self.init(headers: headers, audience: audience, limit: limit, leeway: leeway)
    }

    /// Tokens whose headers have the spellings given; published vectors are verified through this.
    package init(
        headers: [(header: [UInt8], key: Key)], audience: String, limit: Int = 1024,
        leeway: Int64 = 0
    ) {
        precondition((0...300).contains(leeway), "clocks may differ by minutes, not more")
        signers = headers.map { header, key in
            var prefix: [UInt8] = []
            Base64URL.append(header.span, to: &prefix)
            prefix.append(dot)
            return Signer(prefix: prefix, key: key)
        }
        self.audience = audience
        self.limit = limit
        self.leeway = leeway
    }

    /// A token around a payload, by the current key; throws `tooLong` past the limit.
    public func sign(_ payload: [UInt8]) throws(TokenError) -> String {
        let signer = signers[0]
        precondition(signer.key.signsTokens, "the current key only verifies")
        var token = signer.prefix
        Base64URL.append(payload.span, to: &token)
        let signature = signer.key.tokenSignature(over: token.span)
        token.append(dot)
        Base64URL.append(signature.span, to: &token)
        guard token.count <= limit else { throw .tooLong }
        return String(decoding: token, as: UTF8.self)
    }

    /// The claims of a token that is authentic, meant for this audience and valid now.
    ///
    /// The payload is read only after its signature was verified; `read` throws `badClaims` when
    /// it is not what the endpoint expects.
    public func open<Claims: TokenClaims>(
        _ token: String, at now: Instant, read: ([UInt8]) throws(TokenError) -> Claims
    ) throws(TokenError) -> Claims {
        let claims = try read(try payload(of: token))
        guard ConstantTime.equal(claims.audience, audience) else { throw .wrongAudience }
        guard now.seconds - leeway < claims.expiresAt else { throw .expired }
        if let notBefore = claims.notBefore {
            guard now.seconds + leeway >= notBefore else { throw .notYetValid }
        }
        return claims
    }

    /// The payload of an authentic token of this kind; says nothing about its audience or times.
    package func payload(of token: String) throws(TokenError) -> [UInt8] {
        let text = token.utf8.span
        guard text.count <= limit else { throw .tooLong }
        guard let signer = signers.first(where: { text.begins(with: $0.prefix) }) else {
            throw .foreign
        }
        // Base64url has no dots: a third one is refused with the signature's text.
        let start = signer.prefix.count
        guard let end = text.firstDot(from: start), end > start,
            let signature = Base64URL.decode(text.extracting((end + 1)..<text.count)),
            signature.count == Key.tokenSignatureLength
        else { throw .malformed }
        guard signer.key.isTokenSignature(signature.span, over: text.extracting(0..<end)) else {
            throw .forged
        }
        guard let payload = Base64URL.decode(text.extracting(start..<end)) else {
            throw .malformed
        }
        return payload
    }
}

private let dot = UInt8(ascii: ".")

extension Span<UInt8> {
    /// Whether it begins with these bytes; headers are public, so time may show where they differ.
    fileprivate func begins(with prefix: [UInt8]) -> Bool {
        guard count > prefix.count else { return false }
        return withUnsafeBufferPointer { memcmp($0.baseAddress!, prefix, prefix.count) == 0 }
    }

    /// Where the next dot stands.
    fileprivate func firstDot(from start: Int) -> Int? {
        withUnsafeBufferPointer { bytes in
            bytes[start...].firstIndex(of: dot)
        }
    }
}
