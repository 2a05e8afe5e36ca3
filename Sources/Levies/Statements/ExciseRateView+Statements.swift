import Bedrock
import Platform
import Postgres
import PriceEngine

extension ExciseRateView {
    static let path = "/v1/excise-rates"
    static let subject = "excise_rate"

    private static let rows: SQL = """
        select id, jurisdiction, excise_class, code, basis, currency, per_litre,
            strength_from_bp, strength_until_bp, valid_from, valid_until, created_at, updated_at,
            version
        from levies.excise_rates where organization_id = $1
        """

    static let head = Statement<ExciseRateView, ID<Organization>, ID<ExciseRate>>(
        "\(rows) and id = $2", row: ExciseRateView.read)

    static let held = Statement<ExciseRateView, ID<Organization>, ID<ExciseRate>>(
        "\(rows) and id = $2 for no key update", row: ExciseRateView.read)

    static let page = Statement<ExciseRateView, ID<Organization>, ID<ExciseRate>?, Int64>(
        "\(rows) and ($2::uuid is null or id < $2) order by id desc limit $3",
        row: ExciseRateView.read)

    /// What a book is made of.
    static let book = Statement<ExciseRateRow, ID<Organization>>(rows) { row in
        let view = try ExciseRateView.read(&row)
        return view.terms.row(view.id)
    }

    static let written = Statement<
        Void, ID<Organization>, ID<ExciseRate>, String, String, String, String, String, Int64,
        Int32?, Int32?, Instant?, Instant?, Instant, Instant, Int32
    >(
        """
        insert into levies.excise_rates
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

    static let delete = Statement<ID<ExciseRate>, ID<Organization>, ID<ExciseRate>>(
        "delete from levies.excise_rates where organization_id = $1 and id = $2 returning id"
    ) { row in try row.read() }

    func store(in organization: ID<Organization>, _ trip: inout Trip) {
        trip.add(
            ExciseRateView.written, organization, id, terms.jurisdiction, terms.exciseClass,
            terms.code, terms.basis.rawValue, terms.currency.code, terms.perLitre,
            terms.strengthFrom, terms.strengthUntil, terms.validFrom, terms.validUntil,
            createdAt, updatedAt, version)
    }
}
