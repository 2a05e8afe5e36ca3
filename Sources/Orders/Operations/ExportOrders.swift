import Bedrock
import Exchange
import Platform
import Wire

/// Exports orders, a row each, as a list of the same filters has them.
struct ExportOrders: Query {
    static let route = Route.get("/v1/exports/orders")
    static let summary = "Export orders, a row each, as CSV or lines of JSON."
    static let access = Access.member(.readOrders)
    static let streams: String? = Exports.mediaType

    let filter: OrderFilter
    let terms: ExportTerms

    init(_ fields: inout Fields) {
        filter = OrderFilter(&fields)
        terms = ExportTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        let filter = filter
        return try await Exports.stream(
            [
                "id", "number", "state", "seller_id", "buyer_id", "company_id", "channel_id",
                "reference", "currency", "net", "excise", "tax", "deposit", "total", "line_count",
                "base_quantity", "ordered_at", "placed_at", "deliver_from", "deliver_until",
            ], terms, context,
            read: {
                (last: OrderHead?, context: Context<Member>)
                    async throws(Problem) -> [OrderHead] in
                try await filter.read(after: last?.id, Exports.page, context)
            },
            cells: { $0.cells })
    }
}

extension OrderHead {
    /// What a file says of it; amounts in major units.
    fileprivate var cells: [ExportCell] {
        let places = currency.exponent
        func amount(_ units: Int64) -> ExportCell { .decimal(units, places: places) }
        let net = totalAmount - levies.tax - levies.excise - levies.deposit
        return [
            .text(id.text), .text(number), .text(state), .text(seller.text), .text(buyer.text),
            .text(company.text), .text(channel.text), .text(reference), .text(currency.code),
            amount(net), amount(levies.excise), amount(levies.tax), amount(levies.deposit),
            amount(totalAmount), .whole(lineCount), .whole(baseQuantity),
            .text(orderedAt.rfc3339), .text(placedAt.rfc3339), .text(delivery.from?.rfc3339),
            .text(delivery.until?.rfc3339),
        ]
    }
}
