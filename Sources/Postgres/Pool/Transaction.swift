import Loop

/// An interactive transaction, with a connection to itself: for decisions between statements.
///
/// `begin` travels with the first trip, so a transaction costs one round trip more than its trips.
public struct Transaction: ~Copyable {
    let session: ExclusiveSession

    /// Another handle of the same transaction, for a layer that dresses it up; good only inside
    /// the body it was given to.
    package borrowing func handle() -> Transaction { Transaction(session: session) }

    /// Sends a trip within the transaction.
    /// - Parameter committing: whether `commit` travels with it, which saves a round trip; nothing
    ///   can be sent afterwards.
    /// - Throws: also `.server` with 25P02 once a trip of the transaction has failed.
    public func send(_ trip: Trip, committing: Bool = false) async throws(DatabaseError) {
        try await session.send(trip, committing: committing)
    }
}

/// The connection of a transaction, and how far the transaction has come.
final class ExclusiveSession {
    enum Progress {
        case notBegun
        case open
        case failed
        case committed
    }

    let slot: Slot
    private let pool: Pool
    private let connection: PipelinedConnection
    private let mode: TransactionMode
    private let deadline: UInt64
    private(set) var progress = Progress.notBegun

    init(
        pool: Pool, slot: Slot, connection: PipelinedConnection, mode: TransactionMode,
        deadline: UInt64
    ) {
        self.pool = pool
        self.slot = slot
        self.connection = connection
        self.mode = mode
        self.deadline = deadline
    }

    func send(_ trip: Trip, committing: Bool) async throws(DatabaseError) {
        precondition(!trip.load.isSent, "a trip is sent once")
        precondition(progress != .committed, "the transaction has been committed")
        if progress == .notBegun { trip.load.prepend(mode.begin) }
        progress = .open
        let outcome = committing ? trip.load.add(TransactionText.commit) : nil
        if let error = await dispatch(trip.load, deadline) {
            progress = .failed
            throw error
        }
        if let outcome { try noteCommit(outcome) }
    }

    func commit() async throws(DatabaseError) {
        switch progress {
        case .notBegun, .committed: return
        case .open: break
        case .failed:
            await rollback()
            throw Self.failedBefore
        }
        let load = TripLoad()
        let outcome = load.add(TransactionText.commit)
        if let error = await dispatch(load, deadline) {
            progress = .failed
            throw error
        }
        try noteCommit(outcome)
    }

    /// A failed transaction answers `commit` with ROLLBACK and no error.
    private func noteCommit(_ outcome: CommandReply) throws(DatabaseError) {
        guard outcome.tag == "COMMIT" else {
            progress = .notBegun
            throw Self.failedBefore
        }
        progress = .committed
    }

    func rollback() async {
        guard progress == .open || progress == .failed else { return }
        progress = .notBegun
        guard connection.state == .open else { return connection.retire() }
        let load = TripLoad()
        load.add(TransactionText.rollback)
        let limit = Monotonic.nanoseconds &+ pool.limits.cancelGrace.clampedNanoseconds
        if await dispatch(load, limit) != nil { connection.close("could not roll back") }
    }

    private func dispatch(_ load: TripLoad, _ deadline: UInt64) async -> DatabaseError? {
        await withUnsafeContinuation { continuation in
            pool.loop.assertCurrent()
            let flight = Flight(
                load, deadline: deadline, isRetryable: false, isWhole: false, continuation)
            guard connection.state == .open else {
                return flight.resume(.lost(whileWriting: true))
            }
            pool.startSweeping()
            pool.counters.inFlight.add(1)
            connection.send(flight)
        }
    }

    private static let failedBefore = DatabaseError.server(
        ServerError(sqlstate: "25P02", message: "a trip of the transaction had failed"))
}
