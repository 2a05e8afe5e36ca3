import Bedrock

/// The tokens whose signature one loop has checked already, by the whole header they came in.
///
/// Only what proved genuine is held, and only until it expires; whether its epoch still holds is
/// asked in every transaction as ever. Saves a client that keeps its token the check of its
/// signature on every request.
struct VerifiedTokens {
    private static let limit = 4096

    private var held: [String: (caller: Caller, expiresAt: Int64)] = [:]

    /// The caller of a header seen before; nil for one that has to be checked.
    func caller(of authorization: String, at now: Instant) -> Caller? {
        guard let known = held[authorization], now.seconds < known.expiresAt else { return nil }
        return known.caller
    }

    /// Holds a header whose token was checked; at the limit, all others are checked anew.
    mutating func hold(_ authorization: String, _ claims: AccessClaims) {
        if held.count >= VerifiedTokens.limit { held.removeAll(keepingCapacity: true) }
        held[authorization] = (claims.caller, claims.expiresAt)
    }
}
