import Bedrock
import PriceEngine

/// A small seller for examples worked by hand: ids by name, and defaults that are valid.
struct Shop {
    var rows = BookRows()
    var buyer = Buyer(role: "retailer")
    var instant = Instant(microseconds: 1_000)
    private var entries = 0

    init(mode: ResolutionMode = .mostSpecific) { rows.mode = mode }

    /// The same id for the same name; names sort as their ids do.
    static func id(_ name: String) -> UUIDBytes {
        var high: UInt64 = 0
        for byte in name.utf8.prefix(8) { high = high << 8 | UInt64(byte) }
        return UUIDBytes(high: high, low: UInt64(name.utf8.count))
    }

    mutating func list(
        _ name: String, to audiences: Audience..., currency: Currency = .usd,
        priority: Int32 = 0, from: Int64? = nil, until: Int64? = nil,
        casePriceServesBottles: Bool = false, orderMinimum: OrderMinimum? = nil
    ) {
        rows.lists.append(
            PriceListRow(
                id: Shop.id(name), name: name, currency: currency,
                validFrom: from.map { Instant(microseconds: $0) },
                validUntil: until.map { Instant(microseconds: $0) }, priority: priority,
                assignments: audiences, casePriceServesBottles: casePriceServesBottles,
                orderMinimum: orderMinimum))
    }

    mutating func variant(
        _ name: String, in path: [String] = [], packs: [PackRow] = [PackRow("case", 12)],
        cost: Int64? = nil
    ) {
        rows.variants.append(
            VariantRow(
                id: Shop.id(name), categoryPath: path.map(Shop.id), packs: packs,
                cost: cost.map { Money($0, .usd) }))
    }

    mutating func price(
        _ target: PriceTarget, on list: String, _ breaks: [PriceBreak], per unit: SaleUnit = .base,
        mix: String? = nil, mode: BreakMode = .volume, rule: QuantityRule? = nil
    ) {
        entries += 1
        rows.entries.append(
            PriceEntryRow(
                id: UUIDBytes(high: 3, low: UInt64(entries)), list: Shop.id(list),
                target: target, unit: unit, mixGroup: mix.map(Shop.id), mode: mode,
                breaks: breaks, rule: rule))
    }

    mutating func price(
        _ variant: String, on list: String, _ amount: Int64, per unit: SaleUnit = .base,
        mix: String? = nil, rule: QuantityRule? = nil
    ) {
        price(
            .variant(Shop.id(variant)), on: list, [PriceBreak(1, .fixed(amount))], per: unit,
            mix: mix, rule: rule)
    }

    mutating func price(
        _ variant: String, on list: String, _ breaks: [PriceBreak], per unit: SaleUnit = .base,
        mix: String? = nil, mode: BreakMode = .volume, rule: QuantityRule? = nil
    ) {
        price(
            .variant(Shop.id(variant)), on: list, breaks, per: unit, mix: mix, mode: mode,
            rule: rule)
    }

    func basket(
        _ lines: [(String, SaleUnit, Int64)], currency: Currency = .usd
    ) -> PricedBasket {
        let requested = lines.map { name, unit, quantity in
            RequestedLine(variant: Shop.id(name), unit: unit, quantity: quantity)
        }
        return rows.compiled().price(
            PricingRequest(buyer: buyer, instant: instant, currency: currency, lines: requested))
    }

    func line(
        _ variant: String, _ quantity: Int64, _ unit: SaleUnit = .base,
        currency: Currency = .usd
    ) -> PricedLine {
        basket([(variant, unit, quantity)], currency: currency).lines[0]
    }
}

extension SaleUnit {
    static let cases = SaleUnit.named("case")
}

extension PricedLine {
    var total: Int64? { lineTotal?.amount }
    var each: Int64? { unitPrice?.amount }
    var listName: String? { trace?.list.name }
}
