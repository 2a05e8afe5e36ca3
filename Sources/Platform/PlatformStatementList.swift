package import Postgres

/// The statements that every operation's transaction has in common.
package enum PlatformStatements {
    /// Shows each of them, for the test that prepares them and for `dray bench`.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(Entering.enter)
        add(Entering.enterByKey)
        add(CrossOrigins.Statements.appsOfOrigin)
        add(ApiKeyStatements.find)
        add(ApiKeyStatements.holding)
        add(ApiKeyStatements.countUses)
        add(Idempotency.claim)
        add(Idempotency.keep)
        add(Idempotency.recall)
        add(Idempotency.purge)
        add(Events.append)
        add(Mails.queue)
        add(Holding.resolve)
        add(SharedGuesses.standing)
        add(SharedGuesses.note)
        add(SharedGuesses.know)
    }
}
