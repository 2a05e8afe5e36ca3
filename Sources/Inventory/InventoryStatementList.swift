package import Postgres

extension Inventory {
    /// Shows every statement of the context, for the test that prepares them.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(StockStatements.page)
        add(StockStatements.ofVariant)
        add(StockStatements.warehouse)
        add(StockStatements.variants)
        add(StockStatements.receive)
        add(StockStatements.open)
        add(StockStatements.lock)
        add(StockStatements.adjust)
        add(StockStatements.movements)
        add(StockImportStatements.known)
        add(StockImportStatements.count)
        add(StockImportStatements.hold)
        add(StockImportStatements.exported)
        add(StockCheck.mismatches)
        prepareParts(visit)
        prepareDocuments(visit)
    }

    private static func prepareParts(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(StockPartStatements.receive)
        add(StockPartStatements.adjust)
        add(StockPartStatements.putAway)
        add(StockPartStatements.parts)
        add(StockPartStatements.bins)
        add(StockPartStatements.insertBin)
        add(StockPartStatements.lots)
        add(StockRuleStatements.setLevel)
        add(StockRuleStatements.low)
        add(StockRuleStatements.channel)
        add(StockRuleStatements.company)
        add(StockRuleStatements.rules)
        add(StockRuleStatements.readRules)
        add(StockRuleStatements.serving)
        add(StockRuleStatements.buffers)
        add(StockRuleStatements.putRules)
        add(StockRuleStatements.clearServing)
        add(StockRuleStatements.putServing)
        add(StockRuleStatements.clearBuffers)
        add(StockRuleStatements.putBuffers)
        add(StockRuleStatements.putPlace)
        add(ReservationStatements.reserve)
        add(ReservationStatements.end)
        add(ReservationStatements.head)
        add(ReservationStatements.page)
        add(ReservationStatements.lines)
        add(ReservationStatements.expire)
    }

    private static func prepareDocuments(
        _ visit: (_ sql: String, _ types: [PostgresType]) -> Void
    ) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(CountStatements.open)
        add(CountStatements.enter)
        add(CountStatements.apply)
        add(CountStatements.cancel)
        add(CountStatements.lock)
        add(CountStatements.head)
        add(CountStatements.page)
        add(CountStatements.lines)
        add(TransferStatements.insert)
        add(TransferStatements.insertLines)
        add(TransferStatements.ship)
        add(TransferStatements.receive)
        add(TransferStatements.cancel)
        add(TransferStatements.lock)
        add(TransferStatements.head)
        add(TransferStatements.page)
        add(TransferStatements.lines)
        add(ExpectedStatements.insert)
        add(ExpectedStatements.insertLines)
        add(ExpectedStatements.receive)
        add(ExpectedStatements.cancel)
        add(ExpectedStatements.lock)
        add(ExpectedStatements.head)
        add(ExpectedStatements.page)
        add(ExpectedStatements.lines)
        add(ExpectedStatements.incoming)
        add(ExpectedStatements.inTransit)
    }
}
