import Bedrock
import Platform
import Postgres

/// What pricing asks of a variant before it takes an entry for it.
struct PricedVariant: Sendable {
    let id: ID<Variant>
    let sku: String
    let baseUnit: String
    let caseSize: Int32
    let packUnits: [String]

    /// The units it is sold in.
    var units: [String] { (caseSize > 1 ? [baseUnit, "case"] : [baseUnit]) + packUnits }
}

// `offset 0` keeps a lateral query apart, so that each row is found by its whole key: right after a
// large import the planner knows nothing of the tables' sizes and would read a whole organization.
enum PriceEntryStatements {
    static let variants = Statement<PricedVariant, ID<Organization>, [ID<Variant>], [String]>(
        """
        select v.id, v.sku, v.base_unit, v.case_size, v.pack_units
        from unnest($2) as n (id) cross join lateral (
            select id, sku, base_unit, case_size, pack_units from catalog.variants
            where organization_id = $1 and id = n.id offset 0) v
        union
        select v.id, v.sku, v.base_unit, v.case_size, v.pack_units
        from unnest($3) as n (sku) cross join lateral (
            select id, sku, base_unit, case_size, pack_units from catalog.variants
            where organization_id = $1 and sku = n.sku offset 0) v
        """
    ) { row in
        PricedVariant(
            id: try row.read(), sku: try row.read(), baseUnit: try row.read(),
            caseSize: try row.read(), packUnits: try row.read())
    }

    static let categories = Statement<ID<Category>, ID<Organization>, [ID<Category>]>(
        "select id from catalog.categories where organization_id = $1 and id = any($2)")

    static let lists = Statement<ID<PriceList>, ID<Organization>, [ID<PriceList>]>(
        "select id from pricing.price_lists where organization_id = $1 and id = any($2)")

    /// The entries of a list for these variants, each given once, and its broad ones where they are
    /// wanted, with what waits on them.
    static let standing = Statement<
        StandingEntry, ID<Organization>, ID<PriceList>, [ID<Variant>], Bool
    >(
        """
        select e.variant_id, e.category_id, e.unit, e.kind, e.base_list_id, e.mode, e.mix_group,
            e.minimum_quantity, e.maximum_quantity, e.multiple_quantity, e.break_minimums,
            e.break_values, e.next_from, e.next_minimums, e.next_values, e.next_change_id
        from unnest($3) as n (id) cross join lateral (
            select variant_id, category_id, unit, kind, base_list_id, mode, mix_group,
                minimum_quantity, maximum_quantity, multiple_quantity,
                case when next_from <= now() then next_minimums else break_minimums end
                    as break_minimums,
                case when next_from <= now() then next_values else break_values end
                    as break_values,
                case when next_from > now() then next_from end as next_from, next_minimums,
                next_values, next_change_id
            from pricing.entries
            where organization_id = $1 and price_list_id = $2 and variant_id = n.id offset 0) e
        union all
        select variant_id, category_id, unit, kind, base_list_id, mode, mix_group,
            minimum_quantity, maximum_quantity, multiple_quantity,
            case when next_from <= now() then next_minimums else break_minimums end,
            case when next_from <= now() then next_values else break_values end,
            case when next_from > now() then next_from end, next_minimums, next_values,
            next_change_id
        from pricing.entries
        where $4 and organization_id = $1 and price_list_id = $2 and variant_id is null
        """
    ) { row in
        var entry = try PriceEntry.read(&row)
        entry.next = try NextLadder.read(&row)
        let change: ID<PriceChange>? = try row.read()
        return StandingEntry(entry: entry, change: entry.next == nil ? nil : change)
    }

    /// Writes entries, which stand in the order of their keys so that two writers never wait for
    /// each other in a circle. Ladders come as array literals: arrays of arrays are rectangles.
    /// What waits on an entry stays the change's whose it is for as long as it is the same.
    static let upsert = Statement<
        Void, ID<Organization>, ID<PriceList>, [ID<Variant>?], [ID<Category>?], [String], [String],
        [ID<PriceList>?], [String], [String?], [Int64?], [Int64?], [Int64?], [String], [String],
        [Instant?], [String?], [String?]
    >(
        """
        insert into pricing.entries
            (organization_id, price_list_id, target, variant_id, category_id, unit, kind,
            base_list_id, mode, mix_group, minimum_quantity, maximum_quantity, multiple_quantity,
            break_minimums, break_values, next_from, next_minimums, next_values)
        select $1, $2,
            case when n.variant_id is not null then 'variant'
                when n.category_id is not null then 'category' else 'list' end,
            n.variant_id, n.category_id, n.unit, n.kind, n.base_list_id, n.mode, n.mix_group,
            n.minimum, n.maximum, n.multiple, n.minimums::bigint[], n.amounts::bigint[],
            n.next_from, n.next_minimums::bigint[], n.next_amounts::bigint[]
        from unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) as n
            (variant_id, category_id, unit, kind, base_list_id, mode, mix_group, minimum, maximum,
            multiple, minimums, amounts, next_from, next_minimums, next_amounts)
        on conflict (organization_id, price_list_id, variant_id, category_id, unit) do update
        set kind = excluded.kind, base_list_id = excluded.base_list_id, mode = excluded.mode,
            mix_group = excluded.mix_group, minimum_quantity = excluded.minimum_quantity,
            maximum_quantity = excluded.maximum_quantity,
            multiple_quantity = excluded.multiple_quantity,
            break_minimums = excluded.break_minimums, break_values = excluded.break_values,
            next_from = excluded.next_from, next_minimums = excluded.next_minimums,
            next_values = excluded.next_values,
            next_change_id = case
                when (entries.next_from, entries.next_minimums, entries.next_values)
                    = (excluded.next_from, excluded.next_minimums, excluded.next_values)
                then entries.next_change_id end
        """)

    static let remove = Statement<
        Void, ID<Organization>, ID<PriceList>, [ID<Variant>?], [ID<Category>?], [String]
    >(
        """
        delete from pricing.entries e
        using unnest($3, $4, $5) as n (variant_id, category_id, unit)
        where e.organization_id = $1 and e.price_list_id = $2 and e.unit = n.unit
            and e.variant_id is not distinct from n.variant_id
            and e.category_id is not distinct from n.category_id
        """)

    /// Entries of variants behind the one given, in the order of their keys.
    static let variantPage = Statement<
        PriceEntryView, ID<Organization>, ID<PriceList>, ID<Variant>?, String, Int64
    >(
        """
        select e.variant_id, e.category_id, e.unit, e.kind, e.base_list_id, e.mode, e.mix_group,
            e.minimum_quantity, e.maximum_quantity, e.multiple_quantity,
            case when e.next_from <= now() then e.next_minimums else e.break_minimums end,
            case when e.next_from <= now() then e.next_values else e.break_values end,
            v.sku, v.name, l.currency, case when e.next_from > now() then e.next_from end,
            e.next_minimums, e.next_values
        from pricing.entries e
        join pricing.price_lists l on l.organization_id = e.organization_id
            and l.id = e.price_list_id
        join catalog.variants v on v.organization_id = e.organization_id and v.id = e.variant_id
        where e.organization_id = $1 and e.price_list_id = $2 and e.variant_id is not null
            and ($3::uuid is null
                or e.variant_id >= $3 and (e.variant_id, e.unit) > ($3, $4))
        order by e.variant_id, e.category_id, e.unit limit $5
        """, row: PriceEntryView.read)

    /// Entries of categories and of the whole list behind the one given: without a category come
    /// last.
    static let broadPage = Statement<
        PriceEntryView, ID<Organization>, ID<PriceList>, UUIDBytes?, String, Int64
    >(
        """
        select e.variant_id, e.category_id, e.unit, e.kind, e.base_list_id, e.mode, e.mix_group,
            e.minimum_quantity, e.maximum_quantity, e.multiple_quantity,
            case when e.next_from <= now() then e.next_minimums else e.break_minimums end,
            case when e.next_from <= now() then e.next_values else e.break_values end,
            null::text, null::text, l.currency,
            case when e.next_from > now() then e.next_from end, e.next_minimums, e.next_values
        from pricing.entries e
        join pricing.price_lists l on l.organization_id = e.organization_id
            and l.id = e.price_list_id
        where e.organization_id = $1 and e.price_list_id = $2 and e.variant_id is null
            and ($3::uuid is null
                or (coalesce(e.category_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), e.unit)
                    > ($3, $4))
        order by e.category_id, e.unit limit $5
        """, row: PriceEntryView.read)
}

extension PriceEntryView {
    static let read: @Sendable (inout RowReader) throws -> PriceEntryView = { row in
        var entry = try PriceEntry.read(&row)
        let sku: String? = try row.read()
        let name: String? = try row.read()
        let code: String = try row.read()
        guard let currency = Currency(code: code) else {
            throw RowError.invalid(column: "currency")
        }
        entry.next = try NextLadder.read(&row)
        return PriceEntryView(entry: entry, sku: sku, name: name, currency: currency)
    }
}

extension NextLadder {
    /// nil where none waits.
    fileprivate static func read(_ row: inout RowReader) throws -> NextLadder? {
        let from: Instant? = try row.read()
        let minimums: [Int64]? = try row.read()
        let values: [Int64]? = try row.read()
        guard let from, let minimums, let values else { return nil }
        return NextLadder(from: from, minimums: minimums, values: values)
    }
}

extension PriceEntry {
    static let read: @Sendable (inout RowReader) throws -> PriceEntry = { row in
        let key = Key(
            variant: try row.read(), category: try row.read(), unit: try row.read())
        let kind: String = try row.read()
        let baseList: ID<PriceList>? = try row.read()
        let mode: String = try row.read()
        guard let kind = EntryKind(rawValue: kind), let mode = LadderMode(rawValue: mode) else {
            throw RowError.malformed(column: "kind")
        }
        return PriceEntry(
            key: key, kind: kind, baseList: baseList, mode: mode, mixGroup: try row.read(),
            minimum: try row.read(), maximum: try row.read(), multiple: try row.read(),
            minimums: try row.read(), values: try row.read())
    }
}
