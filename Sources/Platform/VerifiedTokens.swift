import Bedrock
import Loop

/// The tokens whose signature one loop has checked already, by the whole header they came in.
///
/// Only what proved genuine is held, and only until it expires; whether its epoch still holds is
/// asked in every transaction as ever. Saves a client that keeps its token the check of its
/// signature on every request.
struct VerifiedTokens {
    private static let limit = 4096

    /// How long an answer that needs no database relies on what a transaction found.
    private static let trust: UInt64 = 5_000_000_000

    private struct Entry {
        let caller: Caller
        let expiresAt: Int64
        /// The moment of `Monotonic` at which it was last known to hold.
        var provenAt: UInt64?
    }

    private var held: [String: Entry] = [:]

    /// The caller of a header seen before; nil for one that has to be checked.
    func caller(of authorization: String, at now: Instant) -> Caller? {
        guard let known = held[authorization], now.seconds < known.expiresAt else { return nil }
        return known.caller
    }

    /// When a header's token expires, as a moment of `Monotonic`.
    func end(of authorization: String?, _ now: Instant) -> UInt64? {
        guard let known = authorization.flatMap({ held[$0] }) else { return nil }
        let left = Duration.seconds(max(0, known.expiresAt - now.seconds))
        return Monotonic.nanoseconds &+ left.clampedNanoseconds
    }

    /// Holds a header whose token was checked; at the limit, all others are checked anew.
    mutating func hold(_ authorization: String, _ claims: AccessClaims) {
        hold(authorization, claims.caller, until: claims.expiresAt)
    }

    /// Holds a caller by its header until those seconds since 1970.
    mutating func hold(_ authorization: String, _ caller: Caller, until seconds: Int64) {
        if held.count >= VerifiedTokens.limit { held.removeAll(keepingCapacity: true) }
        held[authorization] = Entry(caller: caller, expiresAt: seconds)
    }

    /// Whether it was known to hold a moment ago.
    func isProven(_ authorization: String, at moment: UInt64) -> Bool {
        guard let proven = held[authorization]?.provenAt else { return false }
        return moment &- proven < VerifiedTokens.trust
    }

    /// Notes that it holds.
    mutating func prove(_ authorization: String, at moment: UInt64) {
        held[authorization]?.provenAt = moment
    }

    /// Has a header checked anew.
    mutating func forget(_ authorization: String) {
        held[authorization] = nil
    }
}
