public import Bedrock

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
        guard let parts = TokenParts(text) else { throw .malformed }
        guard let signer = signers.first(where: { parts.hasHeader($0.prefix, in: text) }) else {
            throw .foreign
        }
        guard let signature = Base64URL.decode(text.extracting((parts.second + 1)..<text.count))
        else { throw .malformed }
        let signed = text.extracting(0..<parts.second)
        guard signer.key.isTokenSignature(signature.span, over: signed) else { throw .forged }
        let content = text.extracting((parts.first + 1)..<parts.second)
        guard let payload = Base64URL.decode(content) else { throw .malformed }
        return payload
    }
}

private let dot = UInt8(ascii: ".")

/// Where the two dots of a compact token stand.
private struct TokenParts {
    let first: Int
    let second: Int

    /// Nothing unless there are exactly two dots, with something around each.
    init?(_ text: Span<UInt8>) {
        var dots: (first: Int, second: Int) = (-1, -1)
        for index in text.indices where text[index] == dot {
            if dots.first < 0 {
                dots.first = index
            } else if dots.second < 0 {
                dots.second = index
            } else {
                return nil
            }
        }
        guard dots.first > 0, dots.second > dots.first + 1, dots.second < text.count - 1 else {
            return nil
        }
        first = dots.first
        second = dots.second
    }

    /// Whether the first part and its dot are these bytes; they are public, so time may show.
    func hasHeader(_ prefix: [UInt8], in text: Span<UInt8>) -> Bool {
        guard first + 1 == prefix.count else { return false }
        for index in 0..<first where prefix[index] != text[index] { return false }
        return true
    }
}
