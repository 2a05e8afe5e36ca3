package import Postgres

extension Levies {
    /// Shows every statement of the context, for the test that prepares them.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(TaxRateStatements.store)
        add(TaxRateStatements.head)
        add(TaxRateStatements.page)
        add(TaxRateStatements.lock)
        add(TaxRateStatements.book)
        add(TaxRateStatements.delete)
        add(ExciseRateStatements.store)
        add(ExciseRateStatements.head)
        add(ExciseRateStatements.page)
        add(ExciseRateStatements.lock)
        add(ExciseRateStatements.book)
        add(ExciseRateStatements.delete)
        add(DepositKindStatements.store)
        add(DepositKindStatements.head)
        add(DepositKindStatements.page)
        add(DepositKindStatements.lock)
        add(DepositKindStatements.book)
        add(TaxPlaceStatements.company)
        add(TaxPlaceStatements.page)
        add(TaxPlaceStatements.store)
        add(TaxPlaceStatements.delete)
        add(LevyNameStatements.all)
    }
}
