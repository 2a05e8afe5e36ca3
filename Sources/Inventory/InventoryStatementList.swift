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
        add(StockCheck.mismatches)
    }
}
