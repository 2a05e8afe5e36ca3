public import Bedrock

/// The hard roles that an account holds by itself: what a token without an organization is made
/// from.
public struct PersonalHolding: Sendable {
    /// `consumer`, which everybody is, and what an onboarding gave.
    public let roles: [String]
    /// When a timeframe next begins or ends: no token of it may outlive that.
    public let until: Instant?

    /// The roles with the one that every account has.
    public var all: [String] { ["authenticated"] + roles }

    static let everybody = PersonalHolding(roles: ["consumer"], until: nil)
}
