import Bedrock
import Platform
import Postgres
import PriceEngine

/// What a snapshot is made of.
enum BookStatements {
    private static let companies: SQL = """
        select c.id, c.buyer_organization_id, c.role, c.group_id, c.state = 'active' and exists (
            select 1 from organizations.organizations o
            where o.organization_id = $1 and o.state = 'approved'),
            levies.place_of_company(c.organization_id, c.id, c.buyer_organization_id)
        from organizations.companies c
        """

    private static let entryColumns: SQL = """
        price_list_id, variant_id, category_id, unit, mode, mix_group, minimum_quantity,
            maximum_quantity, multiple_quantity, kind, base_list_id, break_minimums, break_values,
            next_from, next_minimums, next_values
        """

    static let head = Statement<BookHead, ID<Organization>>(
        """
        select coalesce(b.version, 0), o.currency,
            coalesce(levies.own_place(o.organization_id), o.country)
        from organizations.organizations o
        left join pricing.books b on b.organization_id = o.organization_id
        where o.organization_id = $1
        """
    ) { row in
        let version: Int64 = try row.read()
        let code: String = try row.read()
        return BookHead(
            version: version, currency: Currency(code: code) ?? .usd, place: try row.read())
    }

    /// How many variants and prices there are, counted up to so many of each.
    static let extent = Statement<Int64, ID<Organization>, Int64>(
        """
        select (select count(*) from (select from pricing.entries
                where organization_id = $1 limit $2) e)
            + (select count(*) from (select from catalog.variants
                where organization_id = $1 limit $2) v)
        """)

    static let channels = Statement<ChannelFacts, ID<Organization>>(
        """
        select id, warehouse_id, kind, orders_dated_from, price_freeze_seconds
        from organizations.channels where organization_id = $1 order by id
        """
    ) { row in
        ChannelFacts(
            id: try row.read(), warehouse: try row.read(), kind: try row.read(),
            ordersDatedFrom: try row.read(), freezeSeconds: try row.read())
    }

    static let categories = Statement<(id: ID<Category>, parent: ID<Category>?), ID<Organization>>(
        "select id, parent_id from catalog.categories where organization_id = $1"
    ) { row in (id: try row.read(), parent: try row.read()) }

    static let variants = Statement<BookVariant, ID<Organization>>(
        """
        select v.id, v.sku, v.name, v.base_unit, v.case_size,
            v.published, v.archived_at is null and p.archived_at is null, v.category_id,
            v.cost_amount, p.brand_id, v.pack_units, v.pack_sizes, v.tax_class,
            v.excise_class, v.volume_ml, v.strength_bp, v.container_units, v.container_kinds
        from catalog.variants v join catalog.products p
            on p.organization_id = v.organization_id and p.id = v.product_id
        where v.organization_id = $1
        """
    ) { row in
        BookVariant(
            facts: VariantFacts(
                id: try row.read(), sku: try row.read(), name: try row.read(),
                baseUnit: try row.read(), caseSize: try row.read(), published: try row.read(),
                isActive: try row.read()),
            category: try row.read(), cost: try row.read(), brand: try row.read(),
            packUnits: try row.read(), packSizes: try row.read(), levies: try VariantLevies(&row))
    }

    /// How channels show variants in ways of their own.
    static let listings = Statement<BookListing, ID<Organization>>(
        """
        select l.channel_id, c.name, l.variant_id, l.published, l.published_from,
            l.published_until, l.price_amount
        from catalog.listings l
        join organizations.channels c on c.organization_id = $1 and c.id = l.channel_id
        where l.organization_id = $1
        order by l.channel_id, l.variant_id
        """
    ) { row in
        BookListing(
            channel: try row.read(), channelName: try row.read(), variant: try row.read(),
            facts: ListingFacts(
                isPublished: try row.read(), from: try row.read(), until: try row.read()),
            price: try row.read())
    }

    static let lists = Statement<BookList, ID<Organization>>(
        """
        select id, name, currency, purpose, valid_from, valid_until, priority,
            case_serves_bottles, order_minimum_amount, order_minimum_quantity
        from pricing.price_lists where organization_id = $1
        """
    ) { row in
        BookList(
            id: try row.read(), name: try row.read(), currency: try row.read(),
            purpose: try row.read(), validFrom: try row.read(), validUntil: try row.read(),
            priority: try row.read(), caseServesBottles: try row.read(),
            orderMinimum: try row.read(), orderMinimumQuantity: try row.read())
    }

    static let assignments = Statement<BookAssignment, ID<Organization>>(
        """
        select price_list_id, audience, audience_id, role
        from pricing.assignments where organization_id = $1
        """
    ) { row in
        BookAssignment(
            list: try row.read(),
            audience: Assignment(
                audience: try row.read(), id: try row.read(), role: try row.read())?.value)
    }

    static let entries = Statement<BookEntry, ID<Organization>>(
        """
        select \(entryColumns) from pricing.entries where organization_id = $1
        """, row: BookEntry.read)

    /// Those that are for more than one variant.
    static let broadEntries = Statement<BookEntry, ID<Organization>>(
        """
        select \(entryColumns)
        from pricing.entries where organization_id = $1 and variant_id is null
        """, row: BookEntry.read)

    static let variantEntries = Statement<BookEntry, ID<Organization>, [UUIDBytes]>(
        """
        select \(entryColumns)
        from pricing.entries where organization_id = $1 and variant_id = any($2)
        """, row: BookEntry.read)

    /// Those of variants that are known by these lists, variants and units.
    static let keyedEntries = Statement<
        BookEntry, ID<Organization>, [ID<PriceList>], [ID<Variant>], [String]
    >(
        """
        select e.price_list_id, e.variant_id, e.category_id, e.unit, e.mode, e.mix_group,
            e.minimum_quantity, e.maximum_quantity, e.multiple_quantity, e.kind, e.base_list_id,
            e.break_minimums, e.break_values, e.next_from, e.next_minimums, e.next_values
        from unnest($2, $3, $4) k (list, variant, unit)
        join pricing.entries e on e.organization_id = $1 and e.price_list_id = k.list
            and e.variant_id = k.variant and e.category_id is null and e.unit = k.unit
        where e.organization_id = $1
        """, row: BookEntry.read)

    /// What moved the book since a version.
    static let moves = Statement<BookMoves, ID<Organization>, Int64>(
        """
        select count(*), min(version), max(version), coalesce(array_agg(distinct cause), '{}')
        from pricing.book_versions where organization_id = $1 and version > $2
        """
    ) { row in
        BookMoves(
            count: try row.read(), first: try row.read(), last: try row.read(),
            causes: try row.read())
    }

    /// The entries that were touched since a version, up to so many times.
    static let touched = Statement<BookEntryKey, ID<Organization>, Int64, Int64>(
        """
        select price_list_id, variant_id, category_id, unit from pricing.entry_changes
        where organization_id = $1 and version > $2 order by version, place limit $3
        """
    ) { row in
        BookEntryKey(
            list: try row.read(), variant: try row.read(), category: try row.read(),
            unit: try row.read())
    }

    static let promotions = Statement<BookPromotion, ID<Organization>>(
        """
        select id, name, kind, stage, lane, priority, exclusive, combines_with_breaks, currency,
            unit, threshold_quantity, threshold_amount, basis_points, amount, buy_quantity,
            get_quantity, get_from, get_variants, get_categories, variants, categories, brands,
            tags, channels, audiences, audience_ids, audience_roles, valid_from, valid_until,
            weekdays, hours_from, hours_until, coupons, first_order, per_order, per_company,
            in_total, stored_codes
        from pricing.promotions where organization_id = $1
        """
    ) { row in
        BookPromotion(
            id: try row.read(), terms: try PromotionTerms(&row), hasStoredCodes: try row.read())
    }

    /// What has a tag that any promotion asks for.
    static let tags = Statement<(variant: ID<Variant>, tag: ID<Tag>), ID<Organization>>(
        """
        select v.id, t.tag_id
        from catalog.product_tags t join catalog.variants v
            on v.organization_id = $1 and v.product_id = t.product_id
        where t.organization_id = $1 and t.tag_id in (select unnest(p.tags)
            from pricing.promotions p where p.organization_id = $1)
        order by v.id, t.tag_id
        """
    ) { row in (variant: try row.read(), tag: try row.read()) }

    /// The seller's local time, where a promotion asks for it.
    static let zone = Statement<(since: Instant, seconds: Int32), ID<Organization>>(
        """
        select z.since, z.seconds
        from organizations.organizations o cross join lateral pricing.zone_offsets(o.time_zone) z
        where o.organization_id = $1 and exists (select from pricing.promotions p
            where p.organization_id = $1 and (p.hours_from is not null or p.weekdays <> '{}'))
        """
    ) { row in (since: try row.read(), seconds: try row.read()) }

    static let barcodes = Statement<BarcodeRow, ID<Organization>, [String]>(
        """
        select gtin, variant_id, unit from catalog.barcodes
        where organization_id = $1 and gtin = any($2) order by gtin, variant_id
        """
    ) { row in
        BarcodeRow(barcode: try row.read(), variant: try row.read(), unit: try row.read())
    }

    static let company = Statement<CompanyFacts, ID<Organization>, ID<Organization>>(
        """
        \(companies)
        where c.organization_id = $1 and c.buyer_organization_id = $2
        """, row: CompanyFacts.read)

    static let companyByID = Statement<CompanyFacts, ID<Organization>, ID<Company>>(
        """
        \(companies)
        where c.organization_id = $1 and c.id = $2
        """, row: CompanyFacts.read)
}

extension BookEntry {
    static let read: @Sendable (inout RowReader) throws(RowError) -> BookEntry = { row in
        BookEntry(
            list: try row.read(), variant: try row.read(), category: try row.read(),
            unit: try row.read(), mode: try row.read(), mixGroup: try row.read(),
            minimum: try row.read(), maximum: try row.read(), multiple: try row.read(),
            kind: try row.read(), baseList: try row.read(), minimums: try row.read(),
            values: try row.read(), nextFrom: try row.read(), nextMinimums: try row.read(),
            nextValues: try row.read())
    }
}

extension CompanyFacts {
    static let read: @Sendable (inout RowReader) throws(RowError) -> CompanyFacts = { row in
        CompanyFacts(
            id: try row.read(), buyer: try row.read(), role: try row.read(),
            group: try row.read(), isActive: try row.read(), place: try row.read())
    }
}

extension VariantLevies {
    init(_ row: inout RowReader) throws(RowError) {
        let taxClass: String = try row.read()
        let exciseClass: String? = try row.read()
        let volume: Int32? = try row.read()
        let strength: Int32? = try row.read()
        let units: [String] = try row.read()
        let kinds: [UUIDBytes] = try row.read()
        self.init(
            taxClass: taxClass, exciseClass: exciseClass, millilitres: volume,
            strengthBasisPoints: strength,
            containers: zip(units, kinds).map { ContainerRow(.named($0), $1) })
    }
}
