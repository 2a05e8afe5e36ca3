/// Why a token is refused; for the log, and never in detail for whoever sent it.
public enum TokenError: Error, Hashable, Sendable {
    /// Longer than the limit.
    case tooLong
    /// The first part is none of the headers expected: another kind, algorithm, key id, or
    /// spelling; or it is no token at all.
    case foreign
    /// Not three parts of canonical base64url without padding, or the signature's length is wrong.
    case malformed
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
