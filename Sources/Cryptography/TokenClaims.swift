/// What `JWT` checks of every payload; times are seconds since 1970 UTC, as in the token.
public protocol TokenClaims {
    /// `aud`: whom the token is meant for.
    var audience: String { get }

    /// `exp`: the first second at which it is no longer valid.
    var expiresAt: Int64 { get }

    /// `nbf`: the first second at which it is valid; nothing when it always was.
    var notBefore: Int64? { get }
}

extension TokenClaims {
    /// Most tokens are valid from the moment they are made.
    public var notBefore: Int64? { nil }
}
