public import Bedrock
public import Postgres
public import Wire

// How a command takes effect: once, in one transaction, together with its idempotency key.
extension Context {
    /// One round trip whose answer is known beforehand: it is kept with the key and the effect.
    public func commit<Answer: Output & Sendable>(
        _ success: Success<Answer>, _ build: (inout Trip) -> Void
    ) async throws(Problem) -> Success<Answer> {
        var stored = success
        stored.body = .bytes(success.encoded())
        var trip = self.trip()
        claim(&trip, stored, subject: nil)
        build(&trip)
        do throws(DatabaseError) {
            try await services.pool.send(trip, deadline: terms.deadline, retryable: false)
        } catch {
            if let again: Success<Answer> = try await recall(after: error) { return again }
            throw Problem(error, constraints: terms.constraints)
        }
        return stored
    }

    /// One round trip whose answer is made from what it returns, out of values that never change
    /// again: `again` makes the same answer from the subject's id alone.
    public func commit<Subject: Identified, Answer: Output & Sendable>(
        subject: ID<Subject>, _ build: (inout Trip) -> Void,
        again: (ID<Subject>) async throws(Problem) -> Success<Answer>,
        refused: (ServerError) -> Problem? = { _ in nil }
    ) async throws(Problem) -> Success<Answer>? {
        var trip = self.trip()
        claim(&trip, Success<Answer>?.none, subject: subject.uuid)
        build(&trip)
        do throws(DatabaseError) {
            try await services.pool.send(trip, deadline: terms.deadline, retryable: false)
            return nil
        } catch {
            guard let record = try await recallRecord(after: error) else {
                if let server = error.server, let problem = refused(server) { throw problem }
                throw Problem(error, constraints: terms.constraints)
            }
            guard let subject = record.subject else {
                throw Problem(.keyInFlight)
            }
            return try await again(ID(uuid: subject))
        }
    }

    /// A transaction with decisions between its statements, on a connection of its own: from the
    /// requests' pool, or the one given, where it takes long.
    public func transaction<Answer: Output & Sendable>(
        on pool: Pool? = nil,
        _ body: (borrowing Effect) async throws(Problem) -> Success<Answer>
    ) async throws(Problem) -> Success<Answer> {
        do {
            let pool = pool ?? services.pool
            return try await pool.transaction(deadline: terms.deadline) { transaction in
                var opening = trip()
                claim(&opening, Success<Answer>?.none, subject: nil)
                try await transaction.send(opening)
                var success = try await body(
                    Effect(transaction.handle(), constraints: terms.constraints))
                let bytes = success.encoded()
                success.body = .bytes(bytes)
                try await keep(success, bytes, in: transaction)
                return success
            }
        } catch let problem as Problem {
            throw problem
        } catch let error as DatabaseError {
            if let again: Success<Answer> = try await recall(after: error) { return again }
            throw Problem(error, constraints: terms.constraints)
        } catch {
            throw Problem(.internalError).because("\(error)")
        }
    }

    /// A transaction beside the command's own effect: no key is claimed for it.
    public func transactionBeside(
        on pool: Pool? = nil,
        _ body: (borrowing Effect) async throws(Problem) -> Void
    ) async throws(Problem) {
        do {
            let pool = pool ?? services.pool
            try await pool.transaction(deadline: terms.deadline) { transaction in
                try await transaction.send(trip())
                try await body(Effect(transaction.handle(), constraints: terms.constraints))
            }
        } catch let problem as Problem {
            throw problem
        } catch let error as DatabaseError {
            throw Problem(error, constraints: terms.constraints)
        } catch {
            throw Problem(.internalError).because("\(error)")
        }
    }

    private func claim<Answer: Output & Sendable>(
        _ trip: inout Trip, _ success: Success<Answer>?, subject: UUIDBytes?
    ) {
        guard let key = terms.idempotencyKey else { return }
        trip.add(
            Idempotency.claim, caller.caller.scope, key, terms.operationID, terms.requestHash,
            success.map { Int32($0.status ?? terms.success) },
            success.map { Idempotency.text(of: $0.headers) },
            success.map { $0.encoded() }, subject)
    }

    private func keep<Answer: Output & Sendable>(
        _ success: Success<Answer>, _ body: [UInt8], in transaction: borrowing Transaction
    ) async throws(DatabaseError) {
        guard let key = terms.idempotencyKey else { return }
        var trip = Trip()
        trip.add(
            Idempotency.keep, caller.caller.scope, key, Int32(success.status ?? terms.success),
            Idempotency.text(of: success.headers), body)
        try await transaction.send(trip)
    }

    /// The first answer, when the error says that the key was used before.
    private func recall<Answer: Output & Sendable>(
        after error: DatabaseError
    ) async throws(Problem) -> Success<Answer>? {
        guard let record = try await recallRecord(after: error) else { return nil }
        guard let body = record.body, let status = record.status else {
            throw Problem(.keyReused, "The key was used by \(record.operation).")
        }
        var success = Success<Answer>(.bytes(body))
        success.status = Int(status)
        success.headers = Idempotency.headers(of: record.headers)
        success.headers.append(("Idempotency-Replayed", "true"))
        return success
    }

    private func recallRecord(
        after error: DatabaseError
    ) async throws(Problem) -> IdempotencyRecord? {
        guard error.server?.sqlstate == "DR002", let key = terms.idempotencyKey else {
            return nil
        }
        var trip = self.trip()
        let found = trip.add(Idempotency.recall, caller.caller.scope, key)
        try await read(trip)
        guard let record = found.first else { throw Problem(.keyInFlight) }
        guard record.operation == terms.operationID, record.requestHash == terms.requestHash else {
            throw Problem(
                .keyReused, "The key was first used for \(record.operation) with another request.")
        }
        return record
    }
}

/// The inside of an interactive transaction, which has entered the caller's scope already.
public struct Effect: ~Copyable {
    private let transaction: Transaction
    private let constraints: [String: ProblemKind]

    init(_ transaction: consuming Transaction, constraints: [String: ProblemKind]) {
        self.transaction = transaction
        self.constraints = constraints
    }

    /// Sends a trip inside the transaction; `refused` says what a refusal of the database's own
    /// functions means where a constraint's problem says too little.
    public func send(
        _ trip: Trip, refused: (ServerError) -> Problem? = { _ in nil }
    ) async throws(Problem) {
        do throws(DatabaseError) {
            try await transaction.send(trip)
        } catch {
            if let server = error.server, let problem = refused(server) { throw problem }
            throw Problem(error, constraints: constraints)
        }
    }
}
