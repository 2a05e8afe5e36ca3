import Bedrock
import Platform
import Postgres
import PriceEngine

enum TaxRateStatements {
    /// Writes it whole: a new one, or over the one there is.
    static let store = Statement<
        Void, ID<Organization>, ID<TaxRate>, String, String, String, Int32, Bool, Int32, Bool,
        Instant?, Instant?, Instant, Instant, Int32
    >(
        """
        insert into levies.tax_rates
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
        from levies.tax_rates where organization_id = $1 and id = $2
        """, row: TaxRateView.read)

    /// Newest first, those before the cursor.
    static let page = Statement<TaxRateView, ID<Organization>, ID<TaxRate>?, Int64>(
        """
        select id, jurisdiction, tax_class, code, rate_bp, inclusive, position, compound,
            valid_from, valid_until, created_at, updated_at, version
        from levies.tax_rates where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: TaxRateView.read)

    static let lock = Statement<Int32, ID<Organization>, ID<TaxRate>>(
        """
        select version from levies.tax_rates
        where organization_id = $1 and id = $2 for no key update
        """)

    /// What a book is made of.
    static let book = Statement<TaxRateRow, ID<Organization>>(
        """
        select id, jurisdiction, tax_class, code, rate_bp, inclusive, position, compound,
            valid_from, valid_until
        from levies.tax_rates where organization_id = $1
        """
    ) { row in
        let id: ID<TaxRate> = try row.read()
        return try TaxTerms(&row).row(id)
    }

    static let delete = Statement<ID<TaxRate>, ID<Organization>, ID<TaxRate>>(
        "delete from levies.tax_rates where organization_id = $1 and id = $2 returning id"
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
