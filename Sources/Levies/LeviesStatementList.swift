package import Postgres

extension Levies {
    /// Shows every statement of the context, for the test that prepares them.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(TaxRateView.written)
        add(TaxRateView.head)
        add(TaxRateView.page)
        add(TaxRateView.held)
        add(TaxRateView.book)
        add(TaxRateView.delete)
        add(ExciseRateView.written)
        add(ExciseRateView.head)
        add(ExciseRateView.page)
        add(ExciseRateView.held)
        add(ExciseRateView.book)
        add(ExciseRateView.delete)
        add(DepositKindView.written)
        add(DepositKindView.head)
        add(DepositKindView.page)
        add(DepositKindView.held)
        add(DepositKindView.book)
        add(TaxPlaceStatements.company)
        add(TaxPlaceStatements.page)
        add(TaxPlaceStatements.store)
        add(TaxPlaceStatements.delete)
        add(LevyNameStatements.all)
    }
}
