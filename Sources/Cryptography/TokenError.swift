/// Why a token is refused; for the log, and never in detail for whoever sent it.
public enum TokenError: Error, Hashable, Sendable {
    /// Longer than the limit.
    case tooLong
    /// Not three parts of canonical base64url without padding.
    case malformed
    /// The header is none of those expected: another kind, algorithm, key id, or spelling.
    case foreign
    /// The signature is another's, or the content was changed.
    case forged
    /// The payload isn't the claims that the endpoint reads.
    case badClaims
    /// Meant for another audience.
    case wrongAudience
    /// Its time is over.
    case expired
    /// Its time has not begun.
    case notYetValid
}
