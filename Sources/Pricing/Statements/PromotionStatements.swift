import Bedrock
import Platform
import Postgres
import PriceEngine

enum PromotionStatements {
    private static let rows: SQL = """
        select p.id, p.name, p.kind, p.stage, p.lane, p.priority, p.exclusive,
            p.combines_with_breaks, p.currency, p.unit, p.threshold_quantity, p.threshold_amount,
            p.basis_points, p.amount, p.buy_quantity, p.get_quantity, p.get_from, p.get_variants,
            p.get_categories, p.variants, p.categories, p.brands, p.tags, p.channels,
            p.audiences, p.audience_ids, p.audience_roles, p.valid_from, p.valid_until, p.weekdays,
            p.hours_from, p.hours_until, p.coupons, p.first_order, p.per_order, p.per_company,
            p.in_total, coalesce(c.taken, 0), p.created_at, p.updated_at, p.version
        from pricing.promotions p left join pricing.promotion_counters c
            on c.organization_id = p.organization_id and c.promotion_id = p.id
            and c.company_id = '00000000-0000-0000-0000-000000000000'::uuid
        """

    /// Writes a promotion whole: a new one, or over the one there is.
    static let store = Statement<
        Void, ID<Organization>, ID<Promotion>, String, String, String, String, Int32, Bool, Bool,
        String?, String?, Int64?, Int64?, Int32?, Int64?, Int64?, Int64?, String?,
        [ID<Variant>], [ID<Category>], [ID<Variant>], [ID<Category>], [ID<Brand>], [ID<Tag>],
        [ID<Channel>], [String], [UUIDBytes?], [String?], Instant?, Instant?, [Int32], Int32?,
        Int32?, [String],
        Bool, Int64?, Int64?, Int64?, Instant, Int32
    >(
        """
        insert into pricing.promotions
            (organization_id, id, name, kind, stage, lane, priority, exclusive,
            combines_with_breaks, currency, unit, threshold_quantity, threshold_amount,
            basis_points, amount, buy_quantity, get_quantity, get_from, get_variants,
            get_categories, variants, categories, brands, tags, channels, audiences,
            audience_ids, audience_roles, valid_from, valid_until, weekdays, hours_from,
            hours_until, coupons,
            first_order, per_order, per_company, in_total, created_at, updated_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
            $36, $37, $38, $39, $39, $40)
        on conflict (organization_id, id) do update
        set name = excluded.name, kind = excluded.kind, stage = excluded.stage,
            lane = excluded.lane, priority = excluded.priority, exclusive = excluded.exclusive,
            combines_with_breaks = excluded.combines_with_breaks, currency = excluded.currency,
            unit = excluded.unit, threshold_quantity = excluded.threshold_quantity,
            threshold_amount = excluded.threshold_amount, basis_points = excluded.basis_points,
            amount = excluded.amount, buy_quantity = excluded.buy_quantity,
            get_quantity = excluded.get_quantity, get_from = excluded.get_from,
            get_variants = excluded.get_variants, get_categories = excluded.get_categories,
            variants = excluded.variants, categories = excluded.categories,
            brands = excluded.brands, tags = excluded.tags, channels = excluded.channels,
            audiences = excluded.audiences, audience_ids = excluded.audience_ids,
            audience_roles = excluded.audience_roles, valid_from = excluded.valid_from,
            valid_until = excluded.valid_until, weekdays = excluded.weekdays,
            hours_from = excluded.hours_from, hours_until = excluded.hours_until,
            coupons = excluded.coupons, first_order = excluded.first_order,
            per_order = excluded.per_order, per_company = excluded.per_company,
            in_total = excluded.in_total, updated_at = excluded.updated_at,
            version = excluded.version
        """)

    static let head = Statement<PromotionView, ID<Organization>, ID<Promotion>>(
        """
        \(rows)
        where p.organization_id = $1 and p.id = $2
        """, row: PromotionView.read)

    /// Newest first, those before the cursor.
    static let page = Statement<PromotionView, ID<Organization>, ID<Promotion>?, Int64>(
        """
        \(rows)
        where p.organization_id = $1 and ($2::uuid is null or p.id < $2)
        order by p.id desc limit $3
        """, row: PromotionView.read)

    static let lock = Statement<Int32, ID<Organization>, ID<Promotion>>(
        """
        select version from pricing.promotions
        where organization_id = $1 and id = $2 for no key update
        """)

    /// Which of the things that a promotion names the organization has.
    static let known = Statement<
        UUIDBytes, ID<Organization>, [ID<Variant>], [ID<Category>], [ID<Brand>], [ID<Channel>],
        [ID<Tag>]
    >(
        """
        select id from catalog.variants where organization_id = $1 and id = any($2)
        union all
        select id from catalog.categories where organization_id = $1 and id = any($3)
        union all
        select id from catalog.brands where organization_id = $1 and id = any($4)
        union all
        select id from organizations.channels where organization_id = $1 and id = any($5)
        union all
        select id from catalog.tags where organization_id = $1 and id = any($6)
        """)

    /// What the engine must be told of a buyer.
    static let uses = Statement<BuyerUse, ID<Organization>, ID<Company>>(
        """
        select promotion_id, by_company, in_total, first_order
        from orders.promotion_uses($1, $2)
        """
    ) { row in
        BuyerUse(
            promotion: try row.read(), byCompany: try row.read(), inTotal: try row.read(),
            isFirstOrder: try row.read())
    }

    static let settings = Statement<PricingSettingsView, ID<Organization>>(
        """
        select mode, strategy, lanes, version from pricing.settings where organization_id = $1
        """
    ) { row in
        let mode: String = try row.read()
        let strategy: String = try row.read()
        return PricingSettingsView(
            mode: ResolutionMode(rawValue: mode) ?? .mostSpecific,
            strategy: PricingStrategy(rawValue: strategy) ?? .both, lanes: try row.read(),
            version: try row.read())
    }

    /// Holds other writers of the settings off, also where there is no row yet.
    static let lockSettings = Statement<Void, ID<Organization>>(
        "select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 12))")

    static let storeSettings = Statement<
        Void, ID<Organization>, String, String, [String], Instant, Int32
    >(
        """
        insert into pricing.settings
            (organization_id, mode, strategy, lanes, updated_at, version)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (organization_id) do update
        set mode = excluded.mode, strategy = excluded.strategy, lanes = excluded.lanes,
            updated_at = excluded.updated_at, version = excluded.version
        """)
}

/// A row of what the engine must be told of a buyer; with no promotion it says only whether this
/// would be the first order.
struct BuyerUse: Sendable {
    let promotion: UUIDBytes?
    let byCompany: Int64
    let inTotal: Int64
    let isFirstOrder: Bool
}

extension PromotionView {
    static let read: @Sendable (inout RowReader) throws -> PromotionView = { row in
        let id: ID<Promotion> = try row.read()
        let terms = try PromotionTerms(&row)
        return PromotionView(
            id: id, terms: terms, taken: try row.read(), createdAt: try row.read(),
            updatedAt: try row.read(), version: try row.read())
    }

    func store(in organization: ID<Organization>, _ trip: inout Trip) {
        let audiences = terms.assignments.columns
        trip.add(
            PromotionStatements.store, organization, id, terms.name, terms.kind.rawValue,
            terms.stage.rawValue, terms.lane, terms.priority, terms.isExclusive,
            terms.combinesWithBreaks, terms.currency?.code, terms.unit, terms.thresholdQuantity,
            terms.thresholdAmount, terms.basisPoints, terms.amount, terms.buy, terms.get,
            terms.pool?.rawValue, terms.getVariants, terms.getCategories, terms.variants,
            terms.categories, terms.brands, terms.tags, terms.channels, audiences.audiences,
            audiences.ids, audiences.roles, terms.validFrom, terms.validUntil,
            terms.weekdays.map(\.number),
            terms.hoursFrom, terms.hoursUntil, terms.coupons, terms.firstOrder, terms.perOrder,
            terms.perCompany, terms.inTotal, updatedAt, version)
    }
}

extension PromotionTerms {
    init(_ row: inout RowReader) throws {
        name = try row.read()
        let kind: String = try row.read()
        let stage: String = try row.read()
        self.kind = PromotionKind(rawValue: kind) ?? .percentOff
        self.stage = PromotionStage(rawValue: stage) ?? .line
        lane = try row.read()
        priority = try row.read()
        isExclusive = try row.read()
        combinesWithBreaks = try row.read()
        let code: String? = try row.read()
        currency = code.flatMap { Currency(code: $0) }
        unit = try row.read()
        thresholdQuantity = try row.read()
        thresholdAmount = try row.read()
        basisPoints = try row.read()
        amount = try row.read()
        buy = try row.read()
        get = try row.read()
        let pool: String? = try row.read()
        self.pool = pool.flatMap(GetPool.init(rawValue:))
        getVariants = try row.read()
        getCategories = try row.read()
        variants = try row.read()
        categories = try row.read()
        brands = try row.read()
        tags = try row.read()
        channels = try row.read()
        assignments = try [Assignment](&row)
        validFrom = try row.read()
        validUntil = try row.read()
        let days: [Int32] = try row.read()
        weekdays = Weekday.allCases.filter { days.contains($0.number) }
        hoursFrom = try row.read()
        hoursUntil = try row.read()
        coupons = try row.read()
        firstOrder = try row.read()
        perOrder = try row.read()
        perCompany = try row.read()
        inTotal = try row.read()
    }
}
