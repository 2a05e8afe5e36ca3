public import Platform
package import Postgres

/// Quotes: prices that a seller offers one buyer for some lines, until an instant.
///
/// Either side begins: the buyer asks, with prices it wishes or none; the seller offers. Whoever is
/// to answer accepts, declines or counters with lines of its own, which makes another round;
/// whoever proposed last may withdraw. Accepting makes a draft at the quoted prices and places it,
/// in one transaction, by the way of every order; where the buyer's own rule wants a second person
/// it waits for that one as a submitted draft. For a company that is not on the platform its seller
/// accepts, and says who of it said yes. That a quote is over is worked out when it is read,
/// by instant.
///
/// Words: quote, round, counter-offer.
/// Limits: 1,000 lines a quote, 100 rounds, a year.
public enum Quotes {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(MakeQuote.self)
        table.add(ListQuotes.self)
        table.add(ReadQuote.self)
        table.add(CounterQuote.self)
        table.add(AcceptQuote.self)
        table.add(AcceptQuoteForBuyer.self)
        table.add(DeclineQuote.self)
        table.add(WithdrawQuote.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(QuoteStatements.insert)
        add(QuoteStatements.insertLines)
        add(QuoteStatements.head)
        add(QuoteStatements.lock)
        add(QuoteStatements.lines)
        add(QuoteStatements.page)
        add(QuoteStatements.counter)
        add(QuoteStatements.end)
        add(QuoteStatements.accept)
        add(QuoteStatements.isLinked)
        add(QuoteStatements.place)
        add(QuoteStatements.tell)
    }
}

/// The limits of the context.
enum QuoteLimits {
    static let lines = 1_000
    static let rounds: Int32 = 100
    static let days: Int64 = 366
}
