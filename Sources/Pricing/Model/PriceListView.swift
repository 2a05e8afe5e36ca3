import Bedrock
import Platform
import PriceEngine
public import Wire

extension ListPurpose: FieldEnum {}

/// A price list without its entries.
struct PriceListView: Sendable {
    let id: ID<PriceList>
    var name: String
    let currency: Currency
    var purpose: ListPurpose
    var validFrom: Instant?
    var validUntil: Instant?
    var priority: Int32
    var caseServesBottles: Bool
    /// Minor units of the currency.
    var orderMinimum: Int64?
    /// Base units.
    var orderMinimumQuantity: Int64?
    var assignments: [Assignment]
    let createdAt: Instant
    var updatedAt: Instant
    var version: Int32
}

extension PriceListView: Output {
    static let example = PriceListView(
        id: ID(uuid: UUIDBytes(high: 1, low: 1)), name: "Trade prices", currency: .usd,
        purpose: .wholesale, validFrom: Instant(microseconds: 1_790_000_000_000_000),
        validUntil: nil, priority: 0, caseServesBottles: false, orderMinimum: 10_000,
        assignments: [.example], createdAt: Instant(microseconds: 1_790_000_000_000_000),
        updatedAt: Instant(microseconds: 1_790_000_000_000_000), version: 1)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The list's id.")
        out("name", name, "Its name.")
        out("currency", currency, "The currency of its prices.")
        out("purpose", purpose, "What it is for.")
        out("valid_from", validFrom, "It holds from this instant on; null for always.")
        out("valid_until", validUntil, "It holds before this instant; null for ever.")
        out("priority", priority, "The greater wins among lists that are equally specific.")
        out(
            "case_serves_bottles", caseServesBottles,
            "Whether a bottle without a price has its share of the case's.")
        out(
            "order_minimum", orderMinimum.map { Money($0, currency) },
            "The least an order may take from the list.")
        out(
            "order_minimum_quantity", orderMinimumQuantity,
            "The fewest base units that an order may take from the list.")
        out("assignments", assignments, "Whom it is for; nobody where there are none.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it last changed; its entries aside.")
        out("version", version, "Its version, which If-Match takes.")
    }
}
