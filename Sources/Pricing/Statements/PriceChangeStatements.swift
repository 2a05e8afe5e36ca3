import Bedrock
import Platform
import Postgres

enum PriceChangeStatements {
    private static let heads: SQL = """
        select c.id, c.price_list_id, l.name, l.currency, c.operation, c.operand,
            c.rounding_step, c.rounding_ending, c.categories, c.brands, c.skus, c.unit,
            c.effective_at, c.book_version, c.state, c.created_by, c.created_at, c.decided_at
        from pricing.price_changes c join pricing.price_lists l
            on l.organization_id = c.organization_id and l.id = c.price_list_id
        """

    private static let moved: SQL = """
        select r.place, r.variant_id, r.category_id, r.unit, r.minimums, r.old_values,
            r.new_values, r.below_cost, v.sku, v.name, l.currency
        from pricing.price_change_rows r
        join pricing.price_changes c on c.organization_id = $1 and c.id = r.price_change_id
        join pricing.price_lists l on l.organization_id = $1 and l.id = c.price_list_id
        left join catalog.variants v on v.organization_id = $1 and v.id = r.variant_id
        """

    static let insert = Statement<
        Void, ID<Organization>, ID<PriceChange>, ID<PriceList>, String, Int64, Int64?, Int64?,
        [ID<Category>], [ID<Brand>], [String], String?, Instant?, ID<Account>?, Instant
    >(
        """
        insert into pricing.price_changes
            (organization_id, id, price_list_id, operation, operand, rounding_step,
            rounding_ending, categories, brands, skus, unit, effective_at, created_by, created_at,
            state, book_version)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'previewed',
            coalesce((select version from pricing.books where organization_id = $1), 0)
        """)

    /// What a filter names that the organization hasn't: which of them, and its place there.
    static let strangers = Statement<
        FilterStranger, ID<Organization>, [ID<Category>], [ID<Brand>], [String]
    >(
        """
        select 'category_ids', place - 1 from unnest($2) with ordinality n (id, place)
        where not exists (select from catalog.categories c
            where c.organization_id = $1 and c.id = n.id)
        union all
        select 'brand_ids', place - 1 from unnest($3) with ordinality n (id, place)
        where not exists (select from catalog.brands b
            where b.organization_id = $1 and b.id = n.id)
        union all
        select 'skus', place - 1 from unnest($4) with ordinality n (sku, place)
        where not exists (select from catalog.variants v
            where v.organization_id = $1 and v.sku = n.sku)
        order by 1, 2 limit 100
        """
    ) { row in FilterStranger(field: try row.read(), place: try row.read()) }

    /// Works out every fixed price of the list that the filter names, as it is at the instant.
    static let preview = Statement<
        Void, ID<Organization>, ID<PriceChange>, ID<PriceList>, String, Int64, Int64?, Int64?,
        [ID<Category>], [ID<Brand>], [String], String?, Instant, Int64
    >(
        """
        with recursive below as (
            select c.id from catalog.categories c
            where c.organization_id = $1 and c.id = any($8)
            union
            select c.id from below b join catalog.categories c
                on c.organization_id = $1 and c.parent_id = b.id
        ), wanted as (
            select e.variant_id, e.category_id, e.unit,
                case when e.next_from <= $12 then e.next_minimums else e.break_minimums end
                    as minimums,
                case when e.next_from <= $12 then e.next_values else e.break_values end as old,
                case when l.currency = o.currency and e.variant_id is not null then v.cost_amount
                    * case when e.unit = v.base_unit then 1 when e.unit = 'case' then v.case_size
                        else v.pack_sizes[array_position(v.pack_units, e.unit)] end end as cost
            from pricing.entries e
            join pricing.price_lists l on l.organization_id = $1 and l.id = e.price_list_id
            join organizations.organizations o on o.organization_id = $1
            left join catalog.variants v on v.organization_id = $1 and v.id = e.variant_id
            left join catalog.products p on p.organization_id = $1 and p.id = v.product_id
            where e.organization_id = $1 and e.price_list_id = $3 and e.kind = 'fixed'
                and (cardinality($8) = 0 or v.category_id in (select id from below)
                    or e.category_id in (select id from below))
                and (cardinality($9) = 0 or p.brand_id = any($9))
                and (cardinality($10) = 0 or v.sku = any($10))
                and ($11::text is null or e.unit = $11)
        ), changed as (
            select w.variant_id, w.category_id, w.unit, w.minimums, w.old, w.cost, (
                select array_agg(pricing.changed_price(x.price, $4, $5, $6, $7) order by x.place)
                from unnest(w.old) with ordinality x (price, place)) as new
            from wanted w
        )
        insert into pricing.price_change_rows
            (organization_id, price_change_id, place, variant_id, category_id, unit, minimums,
            old_values, new_values, below_cost)
        select $1, $2, row_number() over (order by c.variant_id, c.category_id, c.unit),
            c.variant_id, c.category_id, c.unit, c.minimums, c.old, c.new,
            coalesce(c.cost > any (c.new), false)
        from changed c where c.new <> c.old
        limit $13
        """)

    static let head = Statement<PriceChangeHead, ID<Organization>, ID<PriceChange>>(
        """
        \(heads)
        where c.organization_id = $1 and c.id = $2
        """, row: PriceChangeHead.read)

    /// Newest first, those before the cursor.
    static let page = Statement<PriceChangeHead, ID<Organization>, ID<PriceChange>?, Int64>(
        """
        \(heads)
        where c.organization_id = $1 and ($2::uuid is null or c.id < $2)
        order by c.id desc limit $3
        """, row: PriceChangeHead.read)

    static let lock = Statement<String, ID<Organization>, ID<PriceChange>>(
        """
        select state from pricing.price_changes
        where organization_id = $1 and id = $2 for no key update
        """)

    static let counts = Statement<PriceChangeCounts, ID<Organization>, ID<PriceChange>>(
        """
        select count(*), count(*) filter (where new_values > old_values),
            count(*) filter (where new_values < old_values), count(*) filter (where below_cost)
        from pricing.price_change_rows
        where organization_id = $1 and price_change_id = $2
        """
    ) { row in
        PriceChangeCounts(
            entries: try row.read(), raised: try row.read(), lowered: try row.read(),
            belowCost: try row.read())
    }

    /// The companies that a list is for, or a list which leads to it by percentages, and the first
    /// of them by name.
    static let companies = Statement<ChangedCompanies, ID<Organization>, ID<PriceList>>(
        """
        with recursive lists as (
            select $2::uuid as id
            union
            select e.price_list_id from lists l join pricing.entries e
                on e.organization_id = $1 and e.base_list_id = l.id
        ), seeing as (
            select c.id, c.name from organizations.companies c
            where c.organization_id = $1 and c.state = 'active' and exists (
                select from pricing.assignments a
                where a.organization_id = $1 and a.price_list_id in (select id from lists)
                    and (a.audience in ('everybody', 'channel') or a.role = c.role
                        or a.audience = 'group' and a.audience_id = c.group_id
                        or a.audience = 'company' and a.audience_id = c.id))
        )
        select (select count(*) from seeing),
            array(select id from seeing order by name, id limit 20),
            array(select name from seeing order by name, id limit 20)
        """
    ) { row in
        ChangedCompanies(count: try row.read(), ids: try row.read(), names: try row.read())
    }

    /// The same companies behind an id, in the order of ids.
    static let companyPage = Statement<
        ChangedCompany, ID<Organization>, ID<PriceList>, ID<Company>?, Int64
    >(
        """
        with recursive lists as (
            select $2::uuid as id
            union
            select e.price_list_id from lists l join pricing.entries e
                on e.organization_id = $1 and e.base_list_id = l.id
        )
        select c.id, c.name from organizations.companies c
        where c.organization_id = $1 and c.state = 'active' and ($3::uuid is null or c.id > $3)
            and exists (
                select from pricing.assignments a
                where a.organization_id = $1 and a.price_list_id in (select id from lists)
                    and (a.audience in ('everybody', 'channel') or a.role = c.role
                        or a.audience = 'group' and a.audience_id = c.group_id
                        or a.audience = 'company' and a.audience_id = c.id))
        order by c.id limit $4
        """
    ) { row in ChangedCompany(id: try row.read(), name: try row.read()) }

    /// What a change may move, itself or with all that it is of, in the order of ids.
    static let variants = Statement<
        ChangedVariant, ID<Organization>, ID<PriceChange>, ID<Variant>?, Int64
    >(
        """
        select v.id, v.sku, v.name, array[v.base_unit]
            || case when v.case_size > 1 then array['case'] else '{}'::text[] end || v.pack_units
        from catalog.variants v
        where v.organization_id = $1 and ($3::uuid is null or v.id > $3)
            and v.archived_at is null and (
                exists (select from pricing.price_change_rows r where r.organization_id = $1
                    and r.price_change_id = $2 and r.variant_id is null)
                or v.id in (select r.variant_id from pricing.price_change_rows r
                    where r.organization_id = $1 and r.price_change_id = $2))
        order by v.id limit $4
        """
    ) { row in
        ChangedVariant(
            id: try row.read(), sku: try row.read(), name: try row.read(),
            units: try row.read())
    }

    /// The entries that a change moves, with the prices it was worked out from or those it came to:
    /// those of these variants, and those for more than one.
    static let entries = Statement<
        BookEntry, ID<Organization>, ID<PriceChange>, ID<PriceList>, [ID<Variant>], Bool
    >(
        """
        select e.price_list_id, e.variant_id, e.category_id, e.unit, e.mode, e.mix_group,
            e.minimum_quantity, e.maximum_quantity, e.multiple_quantity, e.kind, e.base_list_id,
            r.minimums, case when $5 then r.new_values else r.old_values end, null::timestamptz,
            null::bigint[], null::bigint[]
        from pricing.price_change_rows r join pricing.entries e
            on e.organization_id = $1 and e.price_list_id = $3 and e.unit = r.unit
            and coalesce(e.variant_id, $3) = coalesce(r.variant_id, $3)
            and coalesce(e.category_id, $3) = coalesce(r.category_id, $3)
        where r.organization_id = $1 and r.price_change_id = $2 and e.kind = 'fixed'
            and (r.variant_id is null or r.variant_id = any($4))
        """, row: BookEntry.read)

    /// Rows behind a place, in the order of places.
    static let rows = Statement<
        PriceChangeRow, ID<Organization>, ID<PriceChange>, Int64, Int64
    >(
        """
        \(moved)
        where r.organization_id = $1 and r.price_change_id = $2 and r.place > $3
        order by r.place limit $4
        """, row: PriceChangeRow.read)

    /// The rows whose first price moves the most.
    static let sample = Statement<PriceChangeRow, ID<Organization>, ID<PriceChange>>(
        """
        \(moved)
        where r.organization_id = $1 and r.price_change_id = $2
        order by abs(r.new_values[1] - r.old_values[1]) desc, r.place limit 10
        """, row: PriceChangeRow.read)

    /// Holds the book where it is until the transaction ends; taken after the list's own lock, as
    /// every writer of prices takes it.
    static let holdBook = Statement<Int64, ID<Organization>>(
        """
        select coalesce((select version from pricing.books where organization_id = $1), 0)
        from (select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 11)) offset 0) held
        """)

    /// Writes the previewed prices over those they were worked out from.
    static let apply = Statement<
        ID<PriceList>, ID<Organization>, ID<PriceChange>, ID<PriceList>, Instant
    >(
        """
        update pricing.entries e
        set break_minimums = r.minimums, break_values = r.new_values,
            next_from = case when e.next_from > $4 then e.next_from end,
            next_minimums = case when e.next_from > $4 then e.next_minimums end,
            next_values = case when e.next_from > $4 then e.next_values end,
            next_change_id = case when e.next_from > $4 then e.next_change_id end
        from pricing.price_change_rows r
        where e.organization_id = $1 and e.price_list_id = $3
            and r.organization_id = $1 and r.price_change_id = $2 and r.unit = e.unit
            and coalesce(r.variant_id, r.price_change_id)
                = coalesce(e.variant_id, r.price_change_id)
            and coalesce(r.category_id, r.price_change_id)
                = coalesce(e.category_id, r.price_change_id)
            and case when e.next_from <= $4 then e.next_values else e.break_values end
                = r.old_values
        returning e.price_list_id
        """)

    /// Lets the previewed prices wait for their instant; none where another change waits.
    static let schedule = Statement<
        ID<PriceList>, ID<Organization>, ID<PriceChange>, ID<PriceList>, Instant, Instant
    >(
        """
        update pricing.entries e
        set break_minimums = r.minimums, break_values = r.old_values, next_from = $5,
            next_minimums = r.minimums, next_values = r.new_values, next_change_id = $2
        from pricing.price_change_rows r
        where e.organization_id = $1 and e.price_list_id = $3
            and r.organization_id = $1 and r.price_change_id = $2 and r.unit = e.unit
            and coalesce(r.variant_id, r.price_change_id)
                = coalesce(e.variant_id, r.price_change_id)
            and coalesce(r.category_id, r.price_change_id)
                = coalesce(e.category_id, r.price_change_id)
            and case when e.next_from <= $4 then e.next_values else e.break_values end
                = r.old_values
            and (e.next_from is null or e.next_from <= $4)
        returning e.price_list_id
        """)

    /// Takes scheduled prices back that are not in force yet.
    static let unschedule = Statement<
        Void, ID<Organization>, ID<PriceChange>, ID<PriceList>, Instant
    >(
        """
        update pricing.entries
        set next_from = null, next_minimums = null, next_values = null, next_change_id = null
        where organization_id = $1 and price_list_id = $3 and next_change_id = $2
            and next_from > $4
        """)

    static let decide = Statement<
        Void, ID<Organization>, ID<PriceChange>, String, Instant
    >(
        """
        update pricing.price_changes set state = $3, decided_at = $4
        where organization_id = $1 and id = $2
        """)
}
