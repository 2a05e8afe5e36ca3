package import Postgres

extension Exchange {
    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(ImportStatements.start)
        add(ImportStatements.lock)
        add(ImportStatements.progress)
        add(ImportStatements.close)
        add(ImportStatements.addProblems)
        add(ImportStatements.one)
        add(ImportStatements.page)
        add(ImportStatements.problems)
    }
}
