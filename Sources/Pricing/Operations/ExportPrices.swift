import Bedrock
import Catalog
import Exchange
import Platform
import Postgres
import Wire

/// Exports a list's prices, a row for each step of a ladder: fixed, a percentage off another list,
/// margins on cost. Those of categories and of the whole list come first, and behind a ladder in
/// force the one that follows it, with the instant from which it holds.
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
                "target", "category", "mode", "mix_group", "least_quantity", "most_quantity",
                "multiple_quantity", "valid_from",
            ], terms, context,
            read: {
                (last: ExportedPrice?, context: Context<Member>)
                    async throws(Problem) -> [ExportedPrice] in
                var trip = context.trip()
                let page = trip.add(
                    PriceExportStatements.page, context.caller.organization, list,
                    last?.sku ?? "", Exports.page)
                let broad =
                    last == nil
                    ? trip.add(PriceExportStatements.broad, context.caller.organization, list)
                    : nil
                try await context.read(trip)
                return (broad?.rows ?? []) + page.rows
            },
            // Of the last page, fewer variants than it takes.
            isLast: { Set($0.compactMap(\.sku)).count < Int(Exports.page) },
            cells: { price in
                guard let unit = price.unit else { return nil }
                return [
                    .text(price.sku), .text(unit), .whole(price.minimum),
                    .decimal(price.isFixed ? price.amount : nil, places: exponent),
                    .text(price.kind), .text(price.baseList),
                    .decimal(price.isFixed ? nil : price.amount, places: 2),
                    .text(price.target.rawValue), .text(price.category), .text(price.mode),
                    .text(price.mixGroup), .whole(price.least), .whole(price.most),
                    .whole(price.multiple), .text(price.validFrom?.rfc3339),
                ]
            })
    }
}

/// A step of a variant's ladder on its way out; a variant without a price has none.
struct ExportedPrice: Sendable {
    let sku: String?
    /// By its name where no other has it, else by its names from the root on.
    let category: String?
    let unit: String?
    let minimum: Int64?
    let amount: Int64?
    let kind: String?
    let baseList: String?
    let mode: String?
    let mixGroup: String?
    let least: Int64?
    let most: Int64?
    let multiple: Int64?
    /// Nil for the ladder in force.
    let validFrom: Instant?

    var target: EntryScope { sku != nil ? .variant : category != nil ? .category : .list }

    var isFixed: Bool { kind == EntryKind.fixed.rawValue }
}

enum PriceExportStatements {
    /// The prices of so many variants, in the order of their SKUs, behind the one given: both
    /// ladders of an entry as one, told apart by their places.
    static let page = Statement<ExportedPrice, ID<Organization>, ID<PriceList>, String, Int64>(
        """
        select v.sku, null::text, e.unit, e.minimum, e.amount, e.kind, l.name, e.mode,
            e.mix_group, e.minimum_quantity, e.maximum_quantity, e.multiple_quantity, e.valid_from
        from (select id, sku from catalog.variants
            where organization_id = $1 and sku > $3 order by sku limit $4) v
        left join lateral (
            select unit, b.minimum, b.amount, kind, base_list_id, mode, mix_group,
                minimum_quantity, maximum_quantity, multiple_quantity,
                case when next_from > now() and b.place > cardinality(break_minimums)
                    then next_from end as valid_from
            from pricing.entries, unnest(
                case when next_from <= now() then next_minimums
                    else break_minimums || next_minimums end,
                case when next_from <= now() then next_values
                    else break_values || next_values end)
                with ordinality as b (minimum, amount, place)
            where organization_id = $1 and price_list_id = $2 and variant_id = v.id
            offset 0
        ) e on true
        left join pricing.price_lists l on l.organization_id = $1 and l.id = e.base_list_id
        order by v.sku, e.unit, e.valid_from nulls first, e.minimum
        """, row: read)

    /// Those of categories and of the whole list.
    static let broad = Statement<ExportedPrice, ID<Organization>, ID<PriceList>>(
        """
        with recursive paths as (
            select id, name, name as path from catalog.categories
            where organization_id = $1 and parent_id is null
            union all
            select c.id, c.name, p.path || ' > ' || c.name
            from paths p join catalog.categories c
                on c.organization_id = $1 and c.parent_id = p.id
        )
        select null::text, case when exists (select from paths o
                where o.name = p.name and o.id <> p.id) then p.path else p.name end,
            e.unit, b.minimum, b.amount, e.kind, l.name, e.mode, e.mix_group,
            e.minimum_quantity, e.maximum_quantity, e.multiple_quantity, b.valid_from
        from pricing.entries e
        cross join lateral (
            select u.minimum, u.amount,
                case when e.next_from > now() and u.place > cardinality(e.break_minimums)
                    then e.next_from end as valid_from
            from unnest(
                case when e.next_from <= now() then e.next_minimums
                    else e.break_minimums || e.next_minimums end,
                case when e.next_from <= now() then e.next_values
                    else e.break_values || e.next_values end)
                with ordinality as u (minimum, amount, place)) b
        left join paths p on p.id = e.category_id
        left join pricing.price_lists l on l.organization_id = $1 and l.id = e.base_list_id
        where e.organization_id = $1 and e.price_list_id = $2 and e.variant_id is null
        order by p.path nulls first, e.unit, b.valid_from nulls first, b.minimum
        """, row: read)

    private static let read: @Sendable (inout RowReader) throws -> ExportedPrice = { row in
        let sku: String? = try row.read()
        let category: String? = try row.read()
        return ExportedPrice(
            sku: sku, category: category, unit: try row.read(), minimum: try row.read(),
            amount: try row.read(), kind: try row.read(), baseList: try row.read(),
            mode: try row.read(), mixGroup: try row.read(), least: try row.read(),
            most: try row.read(), multiple: try row.read(), validFrom: try row.read())
    }
}
