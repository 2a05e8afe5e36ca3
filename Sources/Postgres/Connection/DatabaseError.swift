/// Why a trip or a transaction did not come to its end.
///
/// The description says nothing that an outsider may not see; `ServerError.detailForLog` does.
public enum DatabaseError: Error, Hashable, Sendable {
    /// PostgreSQL refused a statement; nothing of the trip has been kept.
    indirect case server(ServerError)
    /// No connection to PostgreSQL; nothing was sent. Worth asking again after the given time.
    case unavailable(retryAfter: Duration)
    /// Too much is waiting already; nothing was sent. Worth asking again after the given time.
    case exhausted(retryAfter: Duration)
    /// The deadline passed. A write may or may not have been kept.
    case timeout
    /// The connection was lost on the way. A write may or may not have been kept.
    case lost(whileWriting: Bool)
    /// The answer is not what the statement says; a write has been kept.
    case unreadable(RowError)
    /// The pool has been closed; nothing was sent.
    case closed
}

extension DatabaseError: CustomStringConvertible {
    /// The kind of failure, with the SQLSTATE and the constraint where there are such.
    public var description: String {
        switch self {
        case .server(let error): error.description
        case .unavailable: "database unavailable"
        case .exhausted: "database busy"
        case .timeout: "database deadline passed"
        case .lost: "database connection lost"
        case .unreadable: "database answer unreadable"
        case .closed: "database pool closed"
        }
    }

    /// PostgreSQL's own account, when it was PostgreSQL that refused.
    public var server: ServerError? {
        if case .server(let error) = self { error } else { nil }
    }
}
