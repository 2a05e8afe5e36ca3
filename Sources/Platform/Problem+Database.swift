public import Postgres

extension Problem {
    /// What a caller is told of a database's error.
    ///
    /// Constraints that an operation names become its problems, and so do the SQLSTATEs it names
    /// of those that begin with DR, which the product's own functions raise.
    public init(_ error: DatabaseError, constraints: [String: ProblemKind] = [:]) {
        switch error {
        case .server(let error): self.init(error, constraints)
        case .unavailable(let retryAfter), .exhausted(let retryAfter):
            self.init(.unavailable, "The database can't be reached or is busy; ask again.")
            self.retryAfter = max(1, Int(retryAfter.components.seconds))
        case .timeout:
            self.init(.unavailable, "It took too long and was stopped.")
            retryAfter = 1
        case .lost(let whileWriting):
            self.init(
                .unavailable,
                whileWriting
                    ? "The connection to the database was lost. Ask again with the same "
                        + "Idempotency-Key to learn what became of the request."
                    : "The connection to the database was lost; ask again.")
            retryAfter = 1
        case .unreadable(let error):
            self.init(.internalError)
            cause = "\(error)"
        case .closed:
            self.init(.unavailable, "The server is shutting down; ask again.")
            retryAfter = 1
        }
        if cause == nil { cause = "\(error)" }
    }

    private init(_ error: ServerError, _ constraints: [String: ProblemKind]) {
        switch error.sqlstate {
        case "DR001":
            self.init(.keyInFlight)
            retryAfter = 1
        case "DR003": self.init(.tokenRevoked)
        default:
            if let constraint = error.constraint, let kind = constraints[constraint] {
                self.init(kind)
            } else if error.sqlstate.hasPrefix("DR"), let kind = constraints[error.sqlstate] {
                // Its detail is a text of the product's own function, written for the caller.
                self.init(kind, error.detail)
            } else if error.sqlstate == "57014" || error.sqlstate.hasPrefix("40") {
                self.init(.unavailable, "It met other work and was stopped; ask again.")
                retryAfter = 1
            } else if error.sqlstate.hasPrefix("53") || error.sqlstate.hasPrefix("57P") {
                self.init(.unavailable, "The database can't take it right now; ask again.")
                retryAfter = 2
            } else {
                self.init(.internalError)
            }
        }
        cause = error.detailForLog
    }
}
