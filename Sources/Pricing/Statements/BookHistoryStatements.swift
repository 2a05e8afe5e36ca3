import Bedrock
import Platform
import Postgres
import Wire

enum BookHistoryStatements {
    /// Newest first, those before the cursor.
    static let versions = Statement<BookVersionView, ID<Organization>, Int64?, Int64>(
        """
        select b.version, b.cause, b.account_id, b.at, (
            select count(*) from pricing.entry_changes c
            where c.organization_id = $1 and c.version = b.version)
        from pricing.book_versions b
        where b.organization_id = $1 and ($2::bigint is null or b.version < $2)
        order by b.version desc limit $3
        """
    ) { row in
        BookVersionView(
            version: try row.read(), cause: try row.read(), account: try row.read(),
            at: try row.read(), entries: try row.read())
    }

    static let version = Statement<Int64, ID<Organization>>(
        "select version from pricing.books where organization_id = $1")

    /// What an entry was before the first change of a span, and what it is after the last, where
    /// that differs; behind the entry given.
    static let compare = Statement<
        MovedEntry, ID<Organization>, Int64, Int64, ID<PriceList>?, ID<PriceList>?, UUIDBytes,
        UUIDBytes, String, Int64
    >(
        """
        with changed as materialized (
            select c.price_list_id, c.variant_id, c.category_id, c.unit, c.version, c.before,
                c.after
            from pricing.entry_changes c
            where c.organization_id = $1 and c.version > $2 and c.version <= $3
                and ($4::uuid is null or c.price_list_id = $4)
                and ($5::uuid is null or (c.price_list_id,
                    coalesce(c.variant_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
                    coalesce(c.category_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), c.unit)
                    > ($5, $6, $7, $8))
        ), spans as (
            select distinct on (price_list_id, variant_id, category_id, unit)
                price_list_id, variant_id, category_id, unit,
                first_value(before) over span as before, last_value(after) over span as after
            from changed
            window span as (partition by price_list_id, variant_id, category_id, unit
                order by version
                rows between unbounded preceding and unbounded following)
            order by price_list_id, variant_id, category_id, unit
        )
        select s.price_list_id, l.name, l.currency, s.variant_id, s.category_id, s.unit, v.sku,
            v.name, o.kind, o.base_list_id, o.mode, o.mix_group, o.minimum_quantity,
            o.maximum_quantity, o.multiple_quantity, o.break_minimums, o.break_values,
            n.kind, n.base_list_id, n.mode, n.mix_group, n.minimum_quantity, n.maximum_quantity,
            n.multiple_quantity, n.break_minimums, n.break_values
        from spans s
        join pricing.price_lists l on l.organization_id = $1 and l.id = s.price_list_id
        left join catalog.variants v on v.organization_id = $1 and v.id = s.variant_id
        cross join lateral jsonb_populate_record(null::pricing.entries, s.before) o
        cross join lateral jsonb_populate_record(null::pricing.entries, s.after) n
        where s.before is distinct from s.after
        order by s.price_list_id, s.variant_id, s.category_id, s.unit limit $9
        """, row: MovedEntry.read)

    /// The same of lists, promotions and levies.
    static let compareTerms = Statement<
        MovedTerms, ID<Organization>, Int64, Int64, String, UUIDBytes, Int64
    >(
        """
        with spans as (
            select distinct on (kind, id) kind, id, first_value(before) over span as before,
                last_value(after) over span as after
            from pricing.term_changes
            where organization_id = $1 and version > $2 and version <= $3
                and (kind, id) > ($4, $5)
            window span as (partition by kind, id order by version, place
                rows between unbounded preceding and unbounded following)
            order by kind, id
        )
        select s.kind, s.id, coalesce(s.after ->> 'name', s.before ->> 'name', s.after ->> 'code',
            s.before ->> 'code', ''), s.before, s.after
        from spans s where s.before is distinct from s.after
        order by s.kind, s.id limit $6
        """
    ) { row in
        MovedTerms(
            table: try row.read(), id: try row.read(), name: try row.read(),
            before: try row.read(JSONText?.self).map { FreeForm(trusted: $0.bytes) },
            after: try row.read(JSONText?.self).map { FreeForm(trusted: $0.bytes) })
    }
}

extension MovedEntry {
    static let read: @Sendable (inout RowReader) throws -> MovedEntry = { row in
        let list: ID<PriceList> = try row.read()
        let listName: String = try row.read()
        let code: String = try row.read()
        guard let currency = Currency(code: code) else {
            throw RowError.invalid(column: "currency")
        }
        let key = PriceEntry.Key(
            variant: try row.read(), category: try row.read(), unit: try row.read())
        return MovedEntry(
            list: list, listName: listName, currency: currency, key: key, sku: try row.read(),
            name: try row.read(), before: try terms(&row, key), after: try terms(&row, key))
    }

    /// Nil for an entry that isn't there.
    private static func terms(
        _ row: inout RowReader, _ key: PriceEntry.Key
    ) throws -> PriceEntry? {
        let kind: String? = try row.read()
        let baseList: ID<PriceList>? = try row.read()
        let mode: String? = try row.read()
        let mixGroup: String? = try row.read()
        let minimum: Int64? = try row.read()
        let maximum: Int64? = try row.read()
        let multiple: Int64? = try row.read()
        let minimums: [Int64]? = try row.read()
        let values: [Int64]? = try row.read()
        guard let kind = kind.flatMap(EntryKind.init(rawValue:)),
            let mode = mode.flatMap(LadderMode.init(rawValue:)), let minimums, let values
        else { return nil }
        return PriceEntry(
            key: key, kind: kind, baseList: baseList, mode: mode, mixGroup: mixGroup,
            minimum: minimum, maximum: maximum, multiple: multiple, minimums: minimums,
            values: values)
    }
}
