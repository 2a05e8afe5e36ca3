import Bedrock

/// What a builder hands to the book it makes.
struct PriceBookParts {
    var version: Int64
    var mode: ResolutionMode
    var strategy: PricingStrategy
    var defects: [BookDefect]
    var lists: [ListRecord] = []
    var variants: [VariantRecord] = []
    /// What a base unit of each variant costs; nil for unknown.
    var costs: [Money?] = []
    var packs: [PackRecord] = []
    var categories: [UInt32] = []
    var unitNames: [String] = []
    var entries: [EntryRecord] = []
    var entryKeys: [EntryKey] = []
    var broadStarts: [UInt32] = []
    /// From when on entries hold that don't hold always, by their place.
    var starts: [UInt32: Int64] = [:]
    var breaks: [BreakRecord] = []
    /// Of compact ladders: the quantities, shared by those that step alike, and the amounts.
    var minimums: [Int64] = []
    var amounts: [UInt32] = []
    var rules: [RuleRecord] = []
    var assigned: [Audience: [UInt32]] = [:]
    var promotions = PromotionIndex()
    var levies = LevyIndex()
}

/// An entry whose target and list are known by number, before the lists are ranked.
struct UnsortedEntry {
    let id: UUIDBytes
    /// The list's number in the order of adding.
    let list: UInt32
    let target: EntryTarget
    let unit: UInt16
    let price: Int64
    let firstBreak: UInt32
    let breakCount: UInt16
    let mixGroup: UInt32
    let rule: UInt32
    let flags: UInt8
    /// Microseconds; the least for always.
    let from: Int64
}

/// A target by number, before it is known how many variants there are.
enum EntryTarget {
    case variant(UInt32)
    case category(UInt32)
    case wholeList
}
