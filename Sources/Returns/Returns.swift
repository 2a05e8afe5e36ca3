public import Platform
package import Postgres

/// Returns: goods and containers that come back, and what is owed for them.
///
/// Owns returns, their lines, what was received in which condition, and refund intents that
/// payments will settle. Whoever moves a return holds its order first, then the return, then what
/// was charged, then stock. What is given back is summed on the order's lines, under a check of the
/// table, so that returns at once never come to more than was charged (docs/decisions/0146).
///
/// Words: return, condition, restocked, written off, refund intent, containers, deposit.
public enum Returns {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(RequestReturn.self)
        table.add(StateReturn.self)
        table.add(ClaimGoods.self)
        table.add(ListReturns.self)
        table.add(ReadReturn.self)
        table.add(ApproveReturn.self)
        table.add(DenyReturn.self)
        table.add(CancelReturn.self)
        table.add(ReceiveReturn.self)
        table.add(ListReturnConditions.self)
        table.add(SetReturnCondition.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(ReturnStatements.request)
        add(ReturnStatements.state)
        add(ClaimStatements.receipt)
        add(ClaimStatements.claim)
        add(ReturnStatements.decide)
        add(ReturnStatements.cancel)
        add(ReturnStatements.receive)
        add(ReturnStatements.head)
        add(ReturnStatements.lines)
        add(ReturnStatements.receipts)
        add(ReturnStatements.page)
        add(ReturnStatements.conditions)
        add(ReturnStatements.setCondition)
    }
}

/// The limits of the context.
enum ReturnLimits {
    /// Lines that a request names at most.
    static let lines = 1_000
    /// Base units of a line at most.
    static let quantity = 1_000_000_000_000
    /// Minor units of a stated amount at most.
    static let amount = 1_000_000_000_000
}
