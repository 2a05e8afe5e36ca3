import Bedrock
import Platform
import PriceEngine

struct BookHead: Sendable {
    let version: Int64
    let currency: Currency
    /// Where the seller is; empty where that isn't known.
    let place: String
}

struct BookVariant: Sendable {
    let facts: VariantFacts
    let category: ID<Category>
    let cost: Int64?
    let brand: ID<Brand>?
    let packUnits: [String]
    let packSizes: [Int32]
    let levies: VariantLevies

    /// Every unit that holds several base units: the case, and those under names of their own.
    private var packs: [PackRow] {
        (facts.caseSize > 1 ? [PackRow("case", Int64(facts.caseSize))] : [])
            + zip(packUnits, packSizes).map { PackRow($0, Int64($1)) }
    }

    func priced(_ path: [UUIDBytes], _ tags: [String], _ currency: Currency) -> VariantRow {
        VariantRow(
            id: facts.id.uuid, categoryPath: path, baseUnit: facts.baseUnit,
            packs: packs, cost: cost.map { Money($0, currency) }, brand: brand?.uuid,
            tags: tags, levies: levies)
    }
}

struct BookPromotion: Sendable {
    let id: ID<Promotion>
    let terms: PromotionTerms
    let hasStoredCodes: Bool

    var value: PromotionRow {
        var row = terms.row(id)
        row.conditions.hasStoredCodes = hasStoredCodes
        return row
    }
}

struct BookList: Sendable {
    let id: ID<PriceList>
    let name: String
    let currency: String
    let purpose: String
    let validFrom: Instant?
    let validUntil: Instant?
    let priority: Int32
    let caseServesBottles: Bool
    let orderMinimum: Int64?
    let orderMinimumQuantity: Int64?

    func value(_ audiences: [Audience]) -> PriceListRow {
        PriceListRow(
            id: id.uuid, name: name, currency: Currency(code: currency) ?? .usd,
            purpose: ListPurpose(rawValue: purpose) ?? .wholesale, validFrom: validFrom,
            validUntil: validUntil, priority: priority, assignments: audiences,
            casePriceServesBottles: caseServesBottles,
            orderMinimum: orderMinimum == nil && orderMinimumQuantity == nil
                ? nil : OrderMinimum(amount: orderMinimum, quantity: orderMinimumQuantity))
    }
}

struct BookAssignment: Sendable {
    let list: ID<PriceList>
    /// Nil for what no audience is made of.
    let audience: Audience?
}

struct BookEntry: Sendable {
    let list: ID<PriceList>
    let variant: ID<Variant>?
    let category: ID<Category>?
    let unit: String
    let mode: String
    let mixGroup: String?
    let minimum: Int64?
    let maximum: Int64?
    let multiple: Int64?
    let kind: String
    let baseList: ID<PriceList>?
    let minimums: [Int64]
    let values: [Int64]
    /// The ladder that takes its place at an instant.
    let nextFrom: Instant?
    let nextMinimums: [Int64]?
    let nextValues: [Int64]?

    /// The entry as it is after its change, where one waits on it or came into force.
    var next: PriceEntryRow? {
        guard let nextFrom, let nextMinimums, let nextValues else { return nil }
        var row = value
        row.breaks = zip(nextMinimums, nextValues).map { PriceBreak($0, price($1)) }
        row.validFrom = nextFrom
        return row
    }

    /// The engine's row.
    var value: PriceEntryRow {
        let target: PriceTarget =
            if let variant { .variant(variant.uuid) } else if let category {
                .category(category.uuid)
            } else { .wholeList }
        let hasRule = minimum != nil || maximum != nil || multiple != nil
        return PriceEntryRow(
            id: id, list: list.uuid, target: target,
            unit: .named(unit), mixGroup: mixGroup.map(BookEntry.mixGroupID),
            mode: mode == "graduated" ? .graduated : .volume,
            breaks: zip(minimums, values).map { PriceBreak($0, price($1)) },
            rule: hasRule
                ? QuantityRule(minimum: minimum, maximum: maximum, multiple: multiple) : nil)
    }

    var key: BookEntryKey {
        BookEntryKey(list: list, variant: variant, category: category, unit: unit)
    }

    private var id: UUIDBytes { key.id }

    private func price(_ value: Int64) -> BreakPrice {
        switch (kind, baseList) {
        case ("percent_off", let list?):
            .percentOff(list: list.uuid, basisPoints: Int32(clamping: value))
        case ("cost_plus", _): .costPlus(basisPoints: Int32(clamping: value))
        default: .fixed(value)
        }
    }

    /// A mix group's name as the engine's id: equal names meet, and 128 bits keep others apart.
    fileprivate static func mixGroupID(_ name: String) -> UUIDBytes {
        var high: UInt64 = 0xcbf2_9ce4_8422_2325
        var low: UInt64 = 0x9e37_79b9_7f4a_7c15
        for byte in name.utf8 {
            high = (high ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            low = (low &+ UInt64(byte)) &* 0xff51_afd7_ed55_8ccd
            low ^= low >> 33
        }
        return UUIDBytes(high: high, low: low)
    }
}

/// What an entry is known by.
struct BookEntryKey: Hashable, Sendable {
    let list: ID<PriceList>
    let variant: ID<Variant>?
    let category: ID<Category>?
    let unit: String

    /// An entry has no id of its own; by this one a defect of it is told.
    var id: UUIDBytes {
        let target = variant?.uuid ?? category?.uuid ?? UUIDBytes(high: 0, low: 0)
        let name = BookEntry.mixGroupID(unit)
        return UUIDBytes(
            high: list.uuid.high ^ (target.high &* 0x9E37_79B9_7F4A_7C15) ^ name.high,
            low: list.uuid.low ^ (target.low &* 0xBF58_476D_1CE4_E5B9) ^ name.low)
    }
}

/// What moved a book since a version of it.
struct BookMoves: Sendable {
    let count: Int64
    let first: Int64?
    let last: Int64?
    /// The tables that changed.
    let causes: [String]

    /// Whether every version is known between one that is held and the one that is there now.
    func lead(from held: Int64, to head: Int64) -> Bool {
        guard let first, let last else { return held == head }
        return first == held + 1 && last >= head && count == last - first + 1
    }
}

struct BookListing: Sendable {
    let channel: ID<Channel>
    let channelName: String
    let variant: ID<Variant>
    let facts: ListingFacts
    let price: Int64?

    var key: ListingKey { ListingKey(channel: channel, variant: variant) }

    /// The list of the channel's own prices.
    func list(_ currency: Currency) -> PriceListRow {
        PriceListRow(
            id: channel.uuid, name: "Listing of \(channelName)", currency: currency,
            priority: .max, assignments: [.channel(channel.uuid)])
    }

    func entry(_ price: Int64) -> PriceEntryRow {
        PriceEntryRow(
            id: UUIDBytes(high: channel.uuid.low, low: variant.uuid.low), list: channel.uuid,
            target: .variant(variant.uuid), breaks: [PriceBreak(1, .fixed(price))])
    }
}
