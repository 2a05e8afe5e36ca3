public import Bedrock

/// A row a book could not use, and why; the rest of the book stands.
public struct BookDefect: Hashable, Sendable {
    /// What is wrong with the row.
    public enum Kind: String, Hashable, Sendable {
        case duplicateList = "duplicate_list"
        case duplicateVariant = "duplicate_variant"
        /// Another entry of the list prices the same target in the same unit.
        case duplicateEntry = "duplicate_entry"
        case unknownList = "unknown_list"
        case unknownVariant = "unknown_variant"
        /// The variant has no pack of that name.
        case unknownUnit = "unknown_unit"
        /// A pack of no size, or of a name that is taken.
        case invalidPack = "invalid_pack"
        case noBreaks = "no_breaks"
        /// A minimum below 1, or the same twice.
        case invalidBreak = "invalid_break"
        /// A negative price, or a rate beyond what is possible.
        case invalidPrice = "invalid_price"
        /// A minimum, maximum or multiple below 1, or a maximum below the minimum.
        case invalidRule = "invalid_rule"
        case duplicatePromotion = "duplicate_promotion"
        /// A promotion whose parts don't belong together, or whose numbers give nothing.
        case invalidPromotion = "invalid_promotion"
        case duplicateLevy = "duplicate_levy"
        /// A tax, an excise or a deposit that makes no sense, or a variant's container that there
        /// is no kind or no unit of.
        case invalidLevy = "invalid_levy"
        case limitExceeded = "limit_exceeded"
    }

    /// The list's, variant's or entry's.
    public let id: UUIDBytes
    public let kind: Kind

    public init(id: UUIDBytes, kind: Kind) {
        self.id = id
        self.kind = kind
    }
}
