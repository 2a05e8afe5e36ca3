import Bedrock
import Platform
import Postgres

enum TaxPlaceStatements {
    /// The key of the seller's own place.
    static let own = ID<Company>(uuid: UUIDBytes(high: 0, low: 0))

    static let company = Statement<ID<Company>, ID<Organization>, ID<Company>>(
        "select id from organizations.companies where organization_id = $1 and id = $2"
    ) { row in try row.read() }

    static let page = Statement<TaxPlaceView, ID<Organization>, ID<Company>?, Int64>(
        """
        select nullif(company_id, '00000000-0000-0000-0000-000000000000'::uuid), jurisdiction
        from levies.places where organization_id = $1 and ($2::uuid is null or company_id > $2)
        order by company_id limit $3
        """
    ) { row in TaxPlaceView(company: try row.read(), jurisdiction: try row.read()) }

    static let store = Statement<Void, ID<Organization>, ID<Company>, String, Instant>(
        """
        insert into levies.places (organization_id, company_id, jurisdiction, updated_at)
        values ($1, $2, $3, $4)
        on conflict (organization_id, company_id) do update
        set jurisdiction = excluded.jurisdiction, updated_at = excluded.updated_at,
            version = levies.places.version + 1
        """)

    static let delete = Statement<Void, ID<Organization>, ID<Company>>(
        "delete from levies.places where organization_id = $1 and company_id = $2")
}
