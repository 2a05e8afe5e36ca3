import Bedrock
import Platform
import Wire

/// An entry of a price list, as it is stored.
struct PriceEntry: Hashable, Sendable {
    /// What an entry prices and in which unit: unique in a list.
    struct Key: Hashable, Sendable {
        var variant: ID<Variant>?
        var category: ID<Category>?
        var unit: String

        /// The same in whatever unit.
        var subject: Key { Key(variant: variant, category: category, unit: "") }
    }

    var key: Key
    var kind = EntryKind.fixed
    var baseList: ID<PriceList>?
    var mode = LadderMode.volume
    var mixGroup: String?
    var minimum: Int64?
    var maximum: Int64?
    var multiple: Int64?
    /// Ascending; as many as there are values. None where the entry is to go.
    var minimums: [Int64]
    /// Minor units for a fixed price, else basis points.
    var values: [Int64]
    /// What waits for its instant: of the same kind, off the same list.
    var next: NextLadder?

    var scope: EntryScope {
        key.variant != nil ? .variant : key.category != nil ? .category : .list
    }
}

extension PriceEntry {
    /// The entry that an input says, once what it names was found.
    init(_ input: PriceEntryInput, variant: ID<Variant>?, unit: String) {
        let ladder = input.breaks.sorted { $0.minimum < $1.minimum }
        self.init(
            key: Key(variant: variant, category: input.category, unit: unit), kind: input.kind,
            baseList: input.baseList, mode: input.mode, mixGroup: input.mixGroup,
            minimum: input.minimum, maximum: input.maximum, multiple: input.multiple,
            minimums: ladder.map(\.minimum),
            values: ladder.map { $0.price?.amount ?? $0.basisPoints ?? 0 })
    }
}

/// A break of an entry, as it is answered.
struct BreakView: Output, Sendable {
    let minimum: Int64
    let price: Money?
    let basisPoints: Int64?

    static let example = BreakView(minimum: 5, price: Money(23_400, .usd), basisPoints: nil)

    func write(_ out: inout OutputWriter) {
        out("minimum_quantity", minimum, "From how many of the unit on.")
        out("price", price, "The price of one of the unit; null unless the kind is fixed.")
        out("basis_points", basisPoints, "Off the base list or on the cost; null if fixed.")
    }
}

/// An entry of a price list, as it is answered.
struct PriceEntryView: Output, Sendable {
    let entry: PriceEntry
    let sku: String?
    let name: String?
    let currency: Currency

    static let example = PriceEntryView(
        entry: PriceEntry(
            key: .init(variant: ID(uuid: UUIDBytes(high: 1, low: 1)), unit: "case"),
            mixGroup: "gin", multiple: 1, minimums: [5], values: [23_400],
            next: NextLadder(
                from: Instant(microseconds: 1_790_000_000_000_000), minimums: [5],
                values: [23_900])),
        sku: "BW-1001", name: "Harbour Light Gin", currency: .usd)

    func write(_ out: inout OutputWriter) {
        out("target", entry.scope, "What it prices.")
        out("variant_id", entry.key.variant, "The variant; null for the other targets.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("category_id", entry.key.category, "The category; null for the other targets.")
        out("unit", entry.key.unit, "The unit it prices.")
        out("kind", entry.kind, "How the breaks say the price.")
        out("base_list_id", entry.baseList, "The list that `percent_off` takes off from.")
        out("mode", entry.mode, "How the ladder is read.")
        out("mix_group", entry.mixGroup, "Entries of one group count their lines together.")
        out("minimum_quantity", entry.minimum, "The least that may be ordered.")
        out("maximum_quantity", entry.maximum, "The most that may be ordered.")
        out("multiple_quantity", entry.multiple, "What quantities must be a multiple of.")
        out("breaks", entry.breaks(in: currency), "The ladder, from the least quantity.")
        out("next_from", entry.next?.from, "When another ladder comes into force; null for never.")
        out(
            "next_breaks", entry.next.map { entry.after($0).breaks(in: currency) },
            "That ladder; null where none waits.")
    }
}

/// What an entry's ladder becomes at an instant.
struct NextLadder: Hashable, Sendable {
    let from: Instant
    let minimums: [Int64]
    let values: [Int64]
}

extension PriceEntry {
    /// The ladder as it is answered.
    func breaks(in currency: Currency) -> [BreakView] {
        zip(minimums, values).map { minimum, value in
            kind == .fixed
                ? BreakView(minimum: minimum, price: Money(value, currency), basisPoints: nil)
                : BreakView(minimum: minimum, price: nil, basisPoints: value)
        }
    }

    /// The same entry with the ladder that waits on it.
    func after(_ next: NextLadder) -> PriceEntry {
        var entry = self
        entry.minimums = next.minimums
        entry.values = next.values
        return entry
    }
}

/// Where a page of entries begins: behind an entry, by what it prices and its unit.
///
/// Entries of variants come first, by the variant's id, then the category's, then the list's own.
struct EntryCursor {
    let key: PriceEntry.Key

    /// Behind that entry.
    init(behind entry: PriceEntry) {
        key = entry.key
    }

    /// Behind the entry of that key.
    init(key: PriceEntry.Key) { self.key = key }

    /// Reads the text form; nil for anything else.
    init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let target = text[..<colon]
        let unit = String(text[colon...].dropFirst())
        if target == "list" {
            key = .init(unit: unit)
        } else if let variant = ID<Variant>(target) {
            key = .init(variant: variant, unit: unit)
        } else if let category = ID<Category>(target) {
            key = .init(category: category, unit: unit)
        } else {
            return nil
        }
    }

    var text: String {
        "\(key.variant?.text ?? key.category?.text ?? "list"):\(key.unit)"
    }
}
