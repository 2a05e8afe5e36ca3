package import Postgres

extension Orders {
    /// Shows every statement of the context, for the test that prepares them and for `dray bench`.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(DraftOrderStatements.insert)
        add(DraftOrderStatements.head)
        add(DraftOrderStatements.lines)
        add(DraftOrderStatements.page)
        add(DraftOrderStatements.lock)
        add(DraftOrderStatements.reprice)
        add(DraftOrderStatements.deleteLines)
        add(DraftOrderStatements.insertLines)
        add(DraftOrderStatements.deliver)
        add(DraftOrderStatements.move)
        add(OrderListStatements.newest)
        add(OrderListStatements.oldest)
        add(OrderListStatements.largest)
        add(OrderListStatements.named)
        add(OrderListStatements.timeline)
        add(ApprovalStatements.rule)
        add(ApprovalStatements.settle)
        add(ApprovalStatements.drop)
        add(ApprovalStatements.approve)
        add(ApprovalStatements.ask)
        add(ApprovalStatements.decline)
        add(ApprovalStatements.tellMaker)
        add(OrderEditStatements.hold)
        add(OrderEditStatements.onTheirWay)
        add(OrderEditStatements.taken)
        add(OrderEditStatements.isFirst)
        add(OrderRules.read)
        add(OrderRules.settle)
        add(PartyEvents.record)
        add(OrderAllocations.lines)
        add(OrderAllocations.allocate)
        add(DraftReservations.reserve)
        add(DraftReservations.release)
        add(OrderStatements.place)
        add(OrderStatements.receipt)
        add(OrderStatements.head)
        add(OrderStatements.lines)
        add(OrderStatements.totals)
        add(ContainerStatements.balances)
        add(OrderStatements.confirm)
        add(OrderStatements.complete)
        add(PaperStatements.head)
    }
}
