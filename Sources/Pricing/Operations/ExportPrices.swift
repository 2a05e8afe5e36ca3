import Bedrock
import Catalog
import Exchange
import Platform
import Postgres
import Wire

/// Exports a list's prices of variants, a row for each step of a ladder: fixed, a percentage off
/// another list, margins on cost.
///
/// Entries of categories or of the whole list have no place in such a file; importing it again
/// leaves them as they are.
struct ExportPrices: Query {
    static let route = Route.get("/v1/exports/prices")
    static let summary = "Export a list's prices as CSV or lines of JSON."
    static let access = Access.member(.readPrices)
    static let streams: String? = Exports.mediaType

    let list: ID<PriceList>
    let terms: ExportTerms

    init(_ fields: inout Fields) {
        list = fields.requiredQuery("price_list_id", "The list.")
        terms = ExportTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        var trip = context.trip()
        let found = trip.add(PriceListStatements.currency, context.caller.organization, list)
        try await context.read(trip)
        guard let code = found.first else {
            throw .invalid("query:price_list_id", "unknown", "There is no such price list.")
        }
        let exponent = Currency(code: code)?.exponent ?? 2
        let list = list
        return try await Exports.stream(
            [
                "sku", "unit", "minimum_quantity", "price", "kind", "base_list", "percent",
            ], terms, context,
            read: {
                (last: ExportedPrice?, context: Context<Member>)
                    async throws(Problem) -> [ExportedPrice] in
                var trip = context.trip()
                let page = trip.add(
                    PriceExportStatements.page, context.caller.organization, list,
                    last?.sku ?? "", Exports.page)
                try await context.read(trip)
                return page.rows
            },
            // Of the last page, fewer variants than it takes.
            isLast: { Set($0.map(\.sku)).count < Int(Exports.page) },
            cells: { price in
                guard let unit = price.unit else { return nil }
                return [
                    .text(price.sku), .text(unit), .whole(price.minimum),
                    .decimal(price.isFixed ? price.amount : nil, places: exponent),
                    .text(price.kind), .text(price.baseList),
                    .decimal(price.isFixed ? nil : price.amount, places: 2),
                ]
            })
    }
}

/// A step of a variant's ladder on its way out; a variant without a price has none.
struct ExportedPrice: Sendable {
    let sku: String
    let unit: String?
    let minimum: Int64?
    let amount: Int64?
    let kind: String?
    let baseList: String?

    var isFixed: Bool { kind == EntryKind.fixed.rawValue }
}

enum PriceExportStatements {
    /// The prices of so many variants, in the order of their SKUs, behind the one given.
    static let page = Statement<ExportedPrice, ID<Organization>, ID<PriceList>, String, Int64>(
        """
        select v.sku, e.unit, e.minimum, e.amount, e.kind, l.name
        from (select id, sku from catalog.variants
            where organization_id = $1 and sku > $3 order by sku limit $4) v
        left join lateral (
            select unit, b.minimum, b.amount, kind, base_list_id
            from pricing.entries, unnest(break_minimums, break_values) as b (minimum, amount)
            where organization_id = $1 and price_list_id = $2 and variant_id = v.id
            offset 0
        ) e on true
        left join pricing.price_lists l on l.organization_id = $1 and l.id = e.base_list_id
        order by v.sku, e.unit, e.minimum
        """
    ) { row in
        ExportedPrice(
            sku: try row.read(), unit: try row.read(), minimum: try row.read(),
            amount: try row.read(), kind: try row.read(), baseList: try row.read())
    }
}
