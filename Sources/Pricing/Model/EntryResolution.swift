import Bedrock
import Platform
import Postgres
import Wire

/// Finds what given entries name, and says of each that can't stand why.
struct EntryResolution {
    private let list: ID<PriceList>
    private let currency: Currency
    private let byID: [ID<Variant>: PricedVariant]
    private let bySKU: [String: PricedVariant]
    private let categories: Set<ID<Category>>
    private let lists: Set<ID<PriceList>>

    /// Locks the list and looks everything up, in one round trip.
    init(
        _ entries: [PriceEntryInput], list: ID<PriceList>, _ organization: ID<Organization>,
        _ effect: borrowing Effect
    ) async throws(Problem) {
        var trip = Trip()
        let head = trip.add(PriceListStatements.lock, organization, list)
        let variants = trip.add(
            PriceEntryStatements.variants, organization, entries.compactMap(\.variant),
            entries.compactMap(\.sku))
        let categories = trip.add(
            PriceEntryStatements.categories, organization, entries.compactMap(\.category))
        let lists = trip.add(
            PriceEntryStatements.lists, organization, entries.compactMap(\.baseList))
        try await effect.send(trip)
        guard let code = head.first else { throw .notFound }
        self.list = list
        currency = Currency(code: code) ?? .usd
        byID = Dictionary(variants.rows.map { ($0.id, $0) }) { first, _ in first }
        bySKU = Dictionary(variants.rows.map { ($0.sku, $0) }) { first, _ in first }
        self.categories = Set(categories.rows)
        self.lists = Set(lists.rows)
    }

    /// The entries as they are stored; every one that can't stand is a violation.
    func entries(_ inputs: [PriceEntryInput]) throws(Problem) -> [PriceEntry] {
        var violations: [Violation] = []
        var entries: [PriceEntry] = []
        entries.reserveCapacity(inputs.count)
        var seen: Set<PriceEntry.Key> = []
        for (index, input) in inputs.enumerated() {
            let before = violations.count
            func refuse(_ field: String, _ code: String, _ message: String) {
                violations.append(
                    Violation(
                        pointer: "/entries/\(index)/\(field)", code: code, message: message))
            }
            check(input, refuse)
            let variant = input.variant.flatMap { byID[$0] } ?? input.sku.flatMap { bySKU[$0] }
            guard let unit = input.unit ?? variant?.baseUnit, violations.count == before else {
                continue
            }
            let entry = PriceEntry(input, variant: variant?.id, unit: unit)
            if !seen.insert(entry.key).inserted {
                refuse("unit", "duplicate", "Another entry here prices the same in this unit.")
            }
            entries.append(entry)
        }
        guard violations.isEmpty else {
            throw .invalid(Array(violations.prefix(WireLimits.violations)))
        }
        return entries
    }

    private func check(
        _ input: PriceEntryInput, _ refuse: (String, String, String) -> Void
    ) {
        if input.scope == .variant {
            let variant = input.variant.flatMap { byID[$0] } ?? input.sku.flatMap { bySKU[$0] }
            if let variant {
                if let unit = input.unit, !variant.units.contains(unit) {
                    let units = variant.units.joined(separator: ", ")
                    refuse("unit", "unknown_unit", "It is sold by these units: \(units).")
                }
            } else {
                let field = input.variant == nil ? "sku" : "variant_id"
                refuse(field, "unknown_variant", "There is no such variant.")
            }
        }
        if let category = input.category, !categories.contains(category) {
            refuse("category_id", "unknown", "There is no such category.")
        }
        if let base = input.baseList, base == list || !lists.contains(base) {
            refuse("base_list_id", "unknown", "There is no such other list.")
        }
        for (place, step) in input.breaks.enumerated() {
            if let price = step.price, price.currency != currency {
                refuse(
                    "breaks/\(place)/price/currency", "currency",
                    "The list's prices are in \(currency.code).")
            }
        }
    }
}
