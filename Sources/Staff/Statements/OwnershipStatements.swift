import Bedrock
import Platform
import Postgres

enum OwnershipStatements {
    static let page = Statement<
        OwnershipTransferView, ID<Organization>, ID<OwnershipTransfer>?, Int64
    >(
        """
        select id, from_account_id, to_account_id, state, offered_at, decided_at
        from staff.ownership_transfers
        where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """
    ) { row throws(RowError) in try OwnershipTransferView.read(&row) }

    static let transfer = Statement<
        OwnershipTransferView, ID<Organization>, ID<OwnershipTransfer>
    >(
        """
        select id, from_account_id, to_account_id, state, offered_at, decided_at
        from staff.ownership_transfers where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try OwnershipTransferView.read(&row) }

    static let offer = Statement<
        Void, ID<Organization>, ID<OwnershipTransfer>, ID<Account>, ID<Account>, Instant
    >("select staff.offer_ownership($1, $2, $3, $4, $5)")

    static let decide = Statement<
        Void, ID<Organization>, ID<OwnershipTransfer>, ID<Account>, String, Instant
    >("select staff.decide_ownership($1, $2, $3, $4, $5)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(page.sql, page.parameterTypes)
        visit(transfer.sql, transfer.parameterTypes)
        visit(offer.sql, offer.parameterTypes)
        visit(decide.sql, decide.parameterTypes)
    }
}
