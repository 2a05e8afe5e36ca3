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
        insert into levies.deposit_kinds
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
        from levies.deposit_kinds where organization_id = $1 and id = $2
        """, row: DepositKindView.read)

    /// Newest first, those before the cursor.
    static let page = Statement<DepositKindView, ID<Organization>, ID<DepositKind>?, Int64>(
        """
        select id, code, name, amount, currency, tax_class, created_at, updated_at, version
        from levies.deposit_kinds where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: DepositKindView.read)

    static let lock = Statement<Int32, ID<Organization>, ID<DepositKind>>(
        """
        select version from levies.deposit_kinds
        where organization_id = $1 and id = $2 for no key update
        """)

    /// What a book is made of.
    static let book = Statement<DepositKindRow, ID<Organization>>(
        """
        select id, code, name, amount, currency, tax_class
        from levies.deposit_kinds where organization_id = $1
        """
    ) { row in
        let id: ID<DepositKind> = try row.read()
        return try DepositTerms(&row).row(id)
    }
}

extension DepositKindView {
    func store(in organization: ID<Organization>, _ trip: inout Trip) {
        trip.add(
            DepositKindStatements.store, organization, id, terms.code, terms.name,
            terms.amount.amount, terms.amount.currency.code, terms.taxClass, createdAt,
            updatedAt, version)
    }
}
