import Bedrock
import Platform

/// The limits of what goes in and out.
enum ExchangeLimits {
    /// Items of a page.
    static let page = 200
    /// After every id: where a list that goes backwards begins.
    static let last = ID<Import>(uuid: UUIDBytes(high: .max, low: .max))
}
