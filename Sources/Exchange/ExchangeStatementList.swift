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
        add(ImportStatements.resume)
        add(ImportStatements.received)
        add(ImportStatements.applied)
        add(ImportStatements.close)
        add(ImportStatements.interrupt)
        add(ImportStatements.addProblems)
        add(ImportStatements.one)
        add(ImportStatements.page)
        add(ImportStatements.problems)
        add(StagingStatements.keep)
        add(StagingStatements.byNumber)
        add(StagingStatements.byKey)
        add(StagingStatements.clear)
        add(StagingStatements.clearBefore)
    }
}
