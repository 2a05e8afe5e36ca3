import Bedrock
import Platform
import Postgres

/// The buyer's own rule, and what it makes of a draft.
enum ApprovalStatements {
    static let rule = Statement<ApprovalRuleView, ID<Organization>>(
        "select amount, currency, updated_at from orders.approval_rules where organization_id = $1"
    ) { row in
        let amount: Int64 = try row.read()
        return ApprovalRuleView(
            amount: Money(amount, try row.readCurrency()), updatedAt: try row.read())
    }

    static let settle = Statement<
        Void, ID<Organization>, Int64, String, ID<Account>, Instant
    >(
        """
        insert into orders.approval_rules
            (organization_id, amount, currency, updated_by, updated_at)
        values ($1, $2, $3, $4, $5)
        on conflict (organization_id) do update
        set amount = $2, currency = $3, updated_by = $4, updated_at = $5
        """)

    static let drop = Statement<Bool, ID<Organization>>(
        "delete from orders.approval_rules where organization_id = $1 returning true"
    ) { row in try row.read() }

    static let approve = Statement<Void, ID<DraftOrder>, ID<Account>, Instant>(
        "select orders.approve_draft($1, $2, $3)")

    static let ask = Statement<Void, ID<DraftOrder>, String, String, Instant>(
        "select orders.ask_approval($1, $2, $3, $4)")

    static let decline = Statement<Void, ID<Organization>, ID<DraftOrder>, String>(
        """
        update orders.draft_orders set decline_reason = $3
        where organization_id = $1 and id = $2
        """)

    static let tellMaker = Statement<Void, ID<DraftOrder>, String, String, Instant>(
        "select orders.tell_maker($1, $2, $3, $4)")
}
