import Bedrock

/// A list in a book; its index orders lists by priority, the greater first, then by id.
struct ListRecord: Sendable {
    let id: UUIDBytes
    let name: String
    let currency: Currency
    /// Microseconds; the extremes stand for always and never.
    let from: Int64
    let until: Int64
    let priority: Int32
    let packServesBase: Bool
    /// Whether any entry is for more than one variant.
    var hasBroadEntries: Bool
    let orderMinimum: OrderMinimum?

    func holds(at instant: Instant) -> Bool {
        from <= instant.microseconds && instant.microseconds < until
    }
}

/// What of a list decides which of its entries could price a line.
struct ListTraits: Sendable {
    let packServesBase: Bool
    let hasBroadEntries: Bool

    init(_ list: ListRecord) {
        packServesBase = list.packServesBase
        hasBroadEntries = list.hasBroadEntries
    }
}

/// A variant in a book, with ranges into its packs, its category targets and its entries.
struct VariantRecord: Sendable {
    let id: UUIDBytes
    let firstPack: UInt32
    let firstCategory: UInt32
    var firstEntry: UInt32 = 0
    var entryCount: UInt32 = 0
    let baseName: UInt16
    let packCount: UInt8
    let categoryCount: UInt8
    /// Which promotions want it: a set of the promotion index.
    var promotionSet: UInt32 = 0
}

/// A pack in a book; a variant's packs are in the order of size, then of name.
struct PackRecord: Sendable {
    let name: UInt16
    let size: Int64
}

/// The list and the unit of an entry in one word, by which a target's entries are sorted.
struct EntryKey: Comparable, Sendable {
    /// 17 bits of the list, 14 of the unit: a name of a unit, or 0 for the base unit.
    let packed: UInt32

    init(list: UInt32, unit: UInt16) { packed = list << 14 | UInt32(unit) }

    /// The index of the list.
    var list: UInt32 { packed >> 14 }
    /// The name of the unit.
    var unit: Int { Int(packed & 0x3FFF) }

    static func < (a: EntryKey, b: EntryKey) -> Bool { a.packed < b.packed }
}

/// An entry in a book: the most frequent kind needs no other record.
struct EntryRecord: Sendable {
    static let simple: UInt8 = 1
    static let graduated: UInt8 = 2
    /// It doesn't hold always, or another takes its place at an instant.
    static let dated: UInt8 = 4
    /// A ladder of fixed prices in 32 bits: nearly all ladders.
    static let compact: UInt8 = 8

    /// Of a simple entry: one fixed price from 1 on. Of a compact one: where its quantities stand.
    let price: Int64
    let firstBreak: UInt32
    /// 1 + index; 0 for none.
    let mixGroup: UInt32
    /// 1 + index; 0 for none.
    let rule: UInt32
    let breakCount: UInt16
    var flags: UInt8

    var isCompact: Bool { flags & EntryRecord.compact != 0 }
    var isDated: Bool { flags & EntryRecord.dated != 0 }
    var isSimple: Bool { flags & EntryRecord.simple != 0 }
    /// Whether what one counting unit costs stands in it as it is, for all units alike.
    var saysPrices: Bool { isSimple || (isCompact && mode == .volume) }
    var mode: BreakMode { flags & EntryRecord.graduated != 0 ? .graduated : .volume }
}

/// A break in a book.
struct BreakRecord: Sendable {
    enum Kind: UInt8 {
        case fixed
        case percentOff
        case costPlus
    }

    let minimum: Int64
    /// Of a fixed price.
    let amount: Int64
    let basisPoints: Int32
    /// The index of the list referred to; `UInt32.max` where the book has no such list.
    let reference: UInt32
    let kind: Kind
}

/// A quantity rule in a book; 0 where there is none.
struct RuleRecord: Hashable, Sendable {
    let minimum: Int64
    let maximum: Int64
    let multiple: Int64
}
