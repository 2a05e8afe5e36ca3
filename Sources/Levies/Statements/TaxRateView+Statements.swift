import Bedrock
import Platform
import Postgres
import PriceEngine

extension TaxRateView {
    static let path = "/v1/tax-rates"
    static let subject = "tax_rate"

    private static let rows: SQL = """
        select id, jurisdiction, tax_class, code, rate_bp, inclusive, position, compound,
            valid_from, valid_until, created_at, updated_at, version
        from levies.tax_rates where organization_id = $1
        """

    static let head = Statement<TaxRateView, ID<Organization>, ID<TaxRate>>(
        "\(rows) and id = $2", row: TaxRateView.read)

    static let held = Statement<TaxRateView, ID<Organization>, ID<TaxRate>>(
        "\(rows) and id = $2 for no key update", row: TaxRateView.read)

    static let page = Statement<TaxRateView, ID<Organization>, ID<TaxRate>?, Int64>(
        "\(rows) and ($2::uuid is null or id < $2) order by id desc limit $3",
        row: TaxRateView.read)

    /// What a book is made of.
    static let book = Statement<TaxRateRow, ID<Organization>>(rows) { row in
        let view = try TaxRateView.read(&row)
        return view.terms.row(view.id)
    }

    static let written = Statement<
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

    static let delete = Statement<ID<TaxRate>, ID<Organization>, ID<TaxRate>>(
        "delete from levies.tax_rates where organization_id = $1 and id = $2 returning id"
    ) { row in try row.read() }

    func store(in organization: ID<Organization>, _ trip: inout Trip) {
        trip.add(
            TaxRateView.written, organization, id, terms.jurisdiction, terms.taxClass,
            terms.code, terms.basisPoints, terms.isInclusive, terms.position, terms.isCompound,
            terms.validFrom, terms.validUntil, createdAt, updatedAt, version)
    }
}
