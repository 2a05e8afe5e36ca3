/// Why migrations were not run, or not all of them.
public enum MigrationProblem: Error, Sendable {
    /// The folder or a file in it cannot be read.
    case unreadable(String)
    /// A file in the folder is not named `NNNN_name.sql`.
    case misnamed(String)
    /// Two files have the same number.
    case sameNumber(String, String)
    /// A file is no longer what it was when it was run.
    case edited(String)
    /// A migration that was run has no file any more.
    case missing(String)
    /// A new file comes before one that has been run already.
    case outOfOrder(String, after: String)
    /// A file ended the transaction it runs in.
    case endedTransaction(String)
    /// PostgreSQL refused a statement of the file; nothing of it has been kept.
    indirect case failed(String, DatabaseError)
    /// PostgreSQL could not be asked.
    indirect case database(DatabaseError)
}

extension MigrationProblem: CustomStringConvertible {
    /// What is wrong, in a sentence for whoever runs the migrations.
    public var description: String {
        switch self {
        case .unreadable(let name): "\(name) cannot be read"
        case .misnamed(let name): "\(name) is not named NNNN_name.sql"
        case .sameNumber(let one, let other): "\(one) and \(other) have the same number"
        case .edited(let name): "\(name) was edited after it had been run"
        case .missing(let name): "\(name) has been run, but its file is gone"
        case .outOfOrder(let name, let last): "\(name) comes before \(last), which has been run"
        case .endedTransaction(let name): "\(name) ends the transaction it runs in"
        case .failed(let name, let error): "\(name): \(Self.account(error))"
        case .database(let error): Self.account(error)
        }
    }

    private static func account(_ error: DatabaseError) -> String {
        error.server?.detailForLog ?? error.description
    }
}
