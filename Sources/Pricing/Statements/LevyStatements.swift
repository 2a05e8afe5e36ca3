import Bedrock
import Platform
import Postgres
import PriceEngine

enum DepositKindStatements {
    /// Writes it whole: a new one, or over the one there is.
    static let store = Statement<
        Void, ID<Organization>, ID<DepositKind>, String, String, Int64, String, String?,
        Instant, Instant, Int32
    >(
        """
        insert into pricing.deposit_kinds
            (organization_id, id, code, name, amount, currency, tax_class, created_at,
            updated_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (organization_id, id) do update
        set code = excluded.code, name = excluded.name, amount = excluded.amount,
            currency = excluded.currency, tax_class = excluded.tax_class,
            updated_at = excluded.updated_at, version = excluded.version
        """)

    static let head = Statement<DepositKindView, ID<Organization>, ID<DepositKind>>(
        """
        select id, code, name, amount, currency, tax_class, created_at, updated_at, version
        from pricing.deposit_kinds where organization_id = $1 and id = $2
        """, row: DepositKindView.read)

    /// Newest first, those before the cursor.
    static let page = Statement<DepositKindView, ID<Organization>, ID<DepositKind>?, Int64>(
        """
        select id, code, name, amount, currency, tax_class, created_at, updated_at, version
        from pricing.deposit_kinds where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: DepositKindView.read)

    static let lock = Statement<Int32, ID<Organization>, ID<DepositKind>>(
        """
        select version from pricing.deposit_kinds
        where organization_id = $1 and id = $2 for no key update
        """)

    /// What a book is made of.
    static let book = Statement<DepositKindView, ID<Organization>>(
        """
        select id, code, name, amount, currency, tax_class, created_at, updated_at, version
        from pricing.deposit_kinds where organization_id = $1
        """, row: DepositKindView.read)
}

extension DepositKindView {
    func store(in organization: ID<Organization>, _ trip: inout Trip) {
        trip.add(
            DepositKindStatements.store, organization, id, terms.code, terms.name,
            terms.amount.amount, terms.amount.currency.code, terms.taxClass, createdAt,
            updatedAt, version)
    }
}

enum TaxRateStatements {
    /// Writes it whole: a new one, or over the one there is.
    static let store = Statement<
        Void, ID<Organization>, ID<TaxRate>, String, String, String, Int32, Bool, Int32, Bool,
        Instant?, Instant?, Instant, Instant, Int32
    >(
        """
        insert into pricing.tax_rates
            (organization_id, id, jurisdiction, tax_class, code, rate_bp, inclusive,
            position, compound, valid_from, valid_until, created_at, updated_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (organization_id, id) do update
        set jurisdiction = excluded.jurisdiction, tax_class = excluded.tax_class,
            code = excluded.code, rate_bp = excluded.rate_bp, inclusive = excluded.inclusive,
            position = excluded.position, compound = excluded.compound,
            valid_from = excluded.valid_from, valid_until = excluded.valid_until,
            updated_at = excluded.updated_at, version = excluded.version
        """)

    static let head = Statement<TaxRateView, ID<Organization>, ID<TaxRate>>(
        """
        select id, jurisdiction, tax_class, code, rate_bp, inclusive, position, compound,
            valid_from, valid_until, created_at, updated_at, version
        from pricing.tax_rates where organization_id = $1 and id = $2
        """, row: TaxRateView.read)

    /// Newest first, those before the cursor.
    static let page = Statement<TaxRateView, ID<Organization>, ID<TaxRate>?, Int64>(
        """
        select id, jurisdiction, tax_class, code, rate_bp, inclusive, position, compound,
            valid_from, valid_until, created_at, updated_at, version
        from pricing.tax_rates where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: TaxRateView.read)

    static let lock = Statement<Int32, ID<Organization>, ID<TaxRate>>(
        """
        select version from pricing.tax_rates
        where organization_id = $1 and id = $2 for no key update
        """)

    /// What a book is made of.
    static let book = Statement<TaxRateView, ID<Organization>>(
        """
        select id, jurisdiction, tax_class, code, rate_bp, inclusive, position, compound,
            valid_from, valid_until, created_at, updated_at, version
        from pricing.tax_rates where organization_id = $1
        """, row: TaxRateView.read)

    static let delete = Statement<ID<TaxRate>, ID<Organization>, ID<TaxRate>>(
        "delete from pricing.tax_rates where organization_id = $1 and id = $2 returning id"
    ) { row in try row.read() }
}

extension TaxRateView {
    func store(in organization: ID<Organization>, _ trip: inout Trip) {
        trip.add(
            TaxRateStatements.store, organization, id, terms.jurisdiction, terms.taxClass,
            terms.code, terms.basisPoints, terms.isInclusive, terms.position, terms.isCompound,
            terms.validFrom, terms.validUntil, createdAt, updatedAt, version)
    }
}

enum ExciseRateStatements {
    /// Writes it whole: a new one, or over the one there is.
    static let store = Statement<
        Void, ID<Organization>, ID<ExciseRate>, String, String, String, String, String, Int64,
        Int32?, Int32?, Instant?, Instant?, Instant, Instant, Int32
    >(
        """
        insert into pricing.excise_rates
            (organization_id, id, jurisdiction, excise_class, code, basis, currency,
            per_litre, strength_from_bp, strength_until_bp, valid_from, valid_until,
            created_at, updated_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (organization_id, id) do update
        set jurisdiction = excluded.jurisdiction, excise_class = excluded.excise_class,
            code = excluded.code, basis = excluded.basis, currency = excluded.currency,
            per_litre = excluded.per_litre, strength_from_bp = excluded.strength_from_bp,
            strength_until_bp = excluded.strength_until_bp, valid_from = excluded.valid_from,
            valid_until = excluded.valid_until, updated_at = excluded.updated_at,
            version = excluded.version
        """)

    static let head = Statement<ExciseRateView, ID<Organization>, ID<ExciseRate>>(
        """
        select id, jurisdiction, excise_class, code, basis, currency, per_litre,
            strength_from_bp, strength_until_bp, valid_from, valid_until, created_at, updated_at,
        version
        from pricing.excise_rates where organization_id = $1 and id = $2
        """, row: ExciseRateView.read)

    /// Newest first, those before the cursor.
    static let page = Statement<ExciseRateView, ID<Organization>, ID<ExciseRate>?, Int64>(
        """
        select id, jurisdiction, excise_class, code, basis, currency, per_litre,
            strength_from_bp, strength_until_bp, valid_from, valid_until, created_at, updated_at,
        version
        from pricing.excise_rates where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: ExciseRateView.read)

    static let lock = Statement<Int32, ID<Organization>, ID<ExciseRate>>(
        """
        select version from pricing.excise_rates
        where organization_id = $1 and id = $2 for no key update
        """)

    /// What a book is made of.
    static let book = Statement<ExciseRateView, ID<Organization>>(
        """
        select id, jurisdiction, excise_class, code, basis, currency, per_litre,
            strength_from_bp, strength_until_bp, valid_from, valid_until, created_at, updated_at,
        version
        from pricing.excise_rates where organization_id = $1
        """, row: ExciseRateView.read)

    static let delete = Statement<ID<ExciseRate>, ID<Organization>, ID<ExciseRate>>(
        "delete from pricing.excise_rates where organization_id = $1 and id = $2 returning id"
    ) { row in try row.read() }
}

extension ExciseRateView {
    func store(in organization: ID<Organization>, _ trip: inout Trip) {
        trip.add(
            ExciseRateStatements.store, organization, id, terms.jurisdiction, terms.exciseClass,
            terms.code, terms.basis.rawValue, terms.currency.code, terms.perLitre,
            terms.strengthFrom, terms.strengthUntil, terms.validFrom, terms.validUntil,
            createdAt, updatedAt, version)
    }
}
