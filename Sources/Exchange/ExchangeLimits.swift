import Bedrock
import Platform

/// The limits of what goes in and out.
enum ExchangeLimits {
    /// Items of a page.
    static let page = 200
    /// After every id: where a list that goes backwards begins.
    static let last = ID<Import>(uuid: UUIDBytes(high: .max, low: .max))

    /// Before every import that began at that instant or later.
    static func earliest(at instant: Instant) -> ID<Import> {
        ID(uuid: UUIDBytes(high: UInt64(max(0, instant.microseconds / 1_000)) << 16, low: 0))
    }
}
