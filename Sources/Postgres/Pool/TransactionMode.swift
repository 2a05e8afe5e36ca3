/// How an interactive transaction sees and changes the database.
public enum TransactionMode: Sendable {
    /// Read committed, PostgreSQL's default.
    case readWrite
    /// Reads only; each statement sees what is committed when it starts.
    case readOnly
    /// Reads and writes against one snapshot; fails with 40001 when it would lose an update.
    case repeatableRead
    /// As if transactions ran one after the other; fails with 40001 when they cannot have.
    case serializable

    var begin: StatementText {
        switch self {
        case .readWrite: TransactionText.begin
        case .readOnly: TransactionText.beginReadOnly
        case .repeatableRead: TransactionText.beginRepeatableRead
        case .serializable: TransactionText.beginSerializable
        }
    }
}

/// The statements that open and close transactions.
enum TransactionText {
    static let begin = StatementText("begin", types: [])
    static let beginReadOnly = StatementText("begin read only", types: [])
    static let beginRepeatableRead = StatementText(
        "begin isolation level repeatable read", types: [])
    static let beginSerializable = StatementText("begin isolation level serializable", types: [])
    static let commit = StatementText("commit", types: [])
    static let rollback = StatementText("rollback", types: [])
}
