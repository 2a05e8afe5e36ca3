package import Postgres

extension Search {
    /// Shows every statement of the context, for the test that prepares them.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(SearchStatements.find)
        add(SearchStatements.details)
        add(SearchStatements.images)
        add(SearchStatements.names)
        add(SearchStatements.suggest)
        add(SearchStatements.elsewhere)
        add(SearchStatements.rebuild)
    }
}
