public import Platform
package import Postgres

/// Standing orders: what a buyer has again and again, by a schedule.
///
/// Either side makes one and moves it: the buyer for itself, the seller for one of its companies.
/// Each time it is due it makes a draft at that day's prices, exactly once, whatever server does it
/// and whatever is killed: the draft, its order and the row that says so are one transaction. The
/// draft is placed where the channel places at once and the buyer's rule wants nobody else, and
/// handed over otherwise. Where it can't be (out of stock, no price, a minimum) it stays open, and
/// who made the standing order gets a letter. Times that passed while no server ran are not made up
/// for: it is run once, and then is due next after now.
///
/// Words: standing order, schedule, run, due.
/// Limits: 1,000 lines.
public enum StandingOrders {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(MakeStandingOrder.self)
        table.add(ListStandingOrders.self)
        table.add(ReadStandingOrder.self)
        table.add(EditStandingOrder.self)
        table.add(PauseStandingOrder.self)
        table.add(ResumeStandingOrder.self)
        table.add(SkipStandingOrder.self)
        table.add(EndStandingOrder.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(StandingStatements.insert)
        add(StandingStatements.insertLines)
        add(StandingStatements.deleteLines)
        add(StandingStatements.edit)
        add(StandingStatements.head)
        add(StandingStatements.lock)
        add(StandingStatements.lines)
        add(StandingStatements.runs)
        add(StandingStatements.page)
        add(StandingStatements.rest)
        add(StandingStatements.reschedule)
        add(StandingStatements.note)
        add(StandingStatements.place)
        add(StandingStatements.tell)
        add(StandingStatements.due)
        add(StandingStatements.zone)
    }
}

/// The limits of the context.
enum StandingLimits {
    static let lines = 1_000
    /// Runs that reading one shows.
    static let runs: Int64 = 50
}

extension Privilege {
    static let readDraftOrders = Privilege("draft_orders.read")
    static let writeDraftOrders = Privilege("draft_orders.write")
    static let placeDraftOrders = Privilege("draft_orders.place")
}

extension ProblemKind {
    static let standingOrderOfOtherParty = ProblemKind(
        "standing-order-of-other-party", 403, "The other party made the standing order")
    static let neverDue = ProblemKind(
        "never-due", 422, "By this schedule it is never due from now on")
}
