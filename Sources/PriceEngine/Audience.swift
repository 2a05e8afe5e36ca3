public import Bedrock

/// Whom a price list is assigned to.
public enum Audience: Hashable, Sendable {
    case everybody
    case channel(UUIDBytes)
    /// A kind of buyer: `retailer`, `distributor`, `consumer`.
    case role(String)
    case group(UUIDBytes)
    case company(UUIDBytes)

    /// How specific this assignment is.
    public var specificity: Specificity {
        switch self {
        case .everybody: .everybody
        case .channel: .channel
        case .role: .role
        case .group: .group
        case .company: .company
        }
    }
}

/// The order in which assignments win: a company's before its group's, before its role's …
public enum Specificity: UInt8, Comparable, Sendable, CaseIterable {
    case everybody
    case channel
    case role
    case group
    case company

    public static func < (a: Specificity, b: Specificity) -> Bool { a.rawValue < b.rawValue }

    /// The stable slug.
    public var slug: String {
        switch self {
        case .everybody: "everybody"
        case .channel: "channel"
        case .role: "role"
        case .group: "group"
        case .company: "company"
        }
    }
}
