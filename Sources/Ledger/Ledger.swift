public import Platform
package import Postgres

/// Ledger: the organization's record of what happened, read in an order without gaps.
///
/// Events are appended by the commands that cause them, in their own transactions, and never
/// changed. Each is given its position when the ledger is read for the first time after it was
/// committed: positions run 1, 2, 3 … without a gap, and one that comes to light later is greater.
/// A reader that has seen position n has seen all before it, so a consumer that keeps the last
/// position loses nothing and gets nothing twice.
///
/// What is kept beside it and told by it is worked out anew and compared on request
/// (docs/decisions/0182).
///
/// Words: event, position, subject, projection (docs/decisions/0150).
/// Limits: 500 events a page; 1,000 groups a summary; 100 streams of an organization a loop, which
/// together ask for news twice a second.
public enum Ledger {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(ListEvents.self)
        table.add(SummarizeEvents.self)
        table.add(FollowEvents.self)
        table.add(CompareProjections.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        visit(EventStatements.number.sql, EventStatements.number.parameterTypes)
        visit(EventStatements.page.sql, EventStatements.page.parameterTypes)
        visit(
            EventStatements.differences.sql, EventStatements.differences.parameterTypes)
        visit(EventStatements.summary.sql, EventStatements.summary.parameterTypes)
    }
}
