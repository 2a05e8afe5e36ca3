import Bedrock
import Platform
import Postgres
import PriceEngine

extension DepositKindView {
    static let path = "/v1/deposit-kinds"
    static let subject = "deposit_kind"

    private static let rows: SQL = """
        select id, code, name, amount, currency, tax_class, created_at, updated_at, version
        from levies.deposit_kinds where organization_id = $1
        """

    static let head = Statement<DepositKindView, ID<Organization>, ID<DepositKind>>(
        "\(rows) and id = $2", row: DepositKindView.read)

    static let held = Statement<DepositKindView, ID<Organization>, ID<DepositKind>>(
        "\(rows) and id = $2 for no key update", row: DepositKindView.read)

    static let page = Statement<DepositKindView, ID<Organization>, ID<DepositKind>?, Int64>(
        "\(rows) and ($2::uuid is null or id < $2) order by id desc limit $3",
        row: DepositKindView.read)

    /// What a book is made of.
    static let book = Statement<DepositKindRow, ID<Organization>>(rows) { row in
        let view = try DepositKindView.read(&row)
        return view.terms.row(view.id)
    }

    static let written = Statement<
        Void, ID<Organization>, ID<DepositKind>, String, String, Int64, String, String?,
        Instant, Instant, Int32
    >(
        """
        insert into levies.deposit_kinds
            (organization_id, id, code, name, amount, currency, tax_class, created_at,
            updated_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (organization_id, id) do update
        set code = excluded.code, name = excluded.name, amount = excluded.amount,
            currency = excluded.currency, tax_class = excluded.tax_class,
            updated_at = excluded.updated_at, version = excluded.version
        """)

    func store(in organization: ID<Organization>, _ trip: inout Trip) {
        trip.add(
            DepositKindView.written, organization, id, terms.code, terms.name,
            terms.amount.amount, terms.amount.currency.code, terms.taxClass, createdAt,
            updatedAt, version)
    }
}
