import CPostgres
import Loop

/// What a connection tells its owner.
protocol ConnectionOwner: AnyObject {
    /// A trip has come back with its Sync: kept, or rolled back for the reason given.
    func connection(_ connection: PipelinedConnection, completed flight: Flight)
    /// The connection is gone, and with it these trips, of which nothing is known.
    func connection(
        _ connection: PipelinedConnection, closedWith flights: [Flight], because reason: String)
    /// There is something to be sent before the loop waits.
    func connectionNeedsFlush(_ connection: PipelinedConnection)
}

/// A session with many trips in flight, in libpq's pipeline mode.
///
/// Results come in the order in which commands were sent, so the queue of flights says what each
/// belongs to; where the two disagree, the connection is closed.
final class PipelinedConnection {
    enum State {
        case open
        /// No new trips; closed as soon as those in flight have come back.
        case retiring
        case closed
    }

    private(set) var state = State.open
    private(set) var flights = Fifo<Flight>()
    /// Whether a cancel request is on its way, which may hit another trip than the one meant.
    private(set) var isCancelling = false
    /// Statements known to the session, by hash.
    var prepared: Set<UInt64> = []

    private let connection: OpaquePointer
    private let usesNamedStatements: Bool
    private weak var owner: (any ConnectionOwner)?
    private var watch: Watch?
    private var sender = CommandSender()
    private var mustDeallocate = false

    private static let deallocation = StatementText("deallocate all", types: [])

    init(
        _ connection: OpaquePointer, loop: EventLoop, usesNamedStatements: Bool,
        owner: any ConnectionOwner
    ) {
        self.connection = connection
        self.usesNamedStatements = usesNamedStatements
        self.owner = owner
        PQsetnonblocking(connection, 1)
        PQenterPipelineMode(connection)
        watch = loop.watch(PQsocket(connection), .read) { [weak self] ready in
            self?.ready(ready)
        }
    }

    /// The process id of the session's backend.
    var backend: Int32 { PQbackendPID(connection) }

    // MARK: Sending

    /// Sends a trip, after preparing what the session does not know yet.
    func send(_ flight: Flight) {
        flight.load.isSent = true
        if usesNamedStatements, !prepare(flight.load) { return close("could not prepare", flight) }
        flights.append(flight)
        guard sender.send(flight.load, on: connection, named: usesNamedStatements),
            dray_pipeline_sync(connection) == 1
        else { return close(errorMessage(of: connection)) }
        owner?.connectionNeedsFlush(self)
    }

    /// Prepares in a transaction of its own, so that a trip that fails takes no statement along.
    private func prepare(_ load: TripLoad) -> Bool {
        var unknown: [StatementText] = []
        for step in load.steps where !prepared.contains(step.text.hash) {
            prepared.insert(step.text.hash)
            unknown.append(step.text)
        }
        guard !unknown.isEmpty else { return true }
        if mustDeallocate { unknown.insert(Self.deallocation, at: 0) }
        mustDeallocate = false
        flights.append(Flight(preparing: unknown))
        for text in unknown {
            guard send(preparing: text) else { return false }
        }
        return dray_pipeline_sync(connection) == 1
    }

    private func send(preparing text: StatementText) -> Bool {
        if text === Self.deallocation {
            return PQsendQueryParams(connection, text.pointer, 0, nil, nil, nil, nil, 1) == 1
        }
        return text.types.withUnsafeBufferPointer { types in
            PQsendPrepare(
                connection, text.name.pointer, text.pointer, Int32(types.count), types.baseAddress)
        } == 1
    }

    /// Sends what is buffered, as far as the socket takes it.
    func flush() {
        guard state != .closed else { return }
        switch PQflush(connection) {
        case 0: watch?.modify(.read)
        case 1: watch?.modify([.read, .write])
        default: close(errorMessage(of: connection))
        }
    }

    // MARK: Receiving

    private func ready(_ interest: Interest) {
        if interest.contains(.read) {
            guard PQconsumeInput(connection) == 1 else {
                drain()
                return close(errorMessage(of: connection))
            }
            drain()
        }
        if state != .closed, watch?.interest.contains(.write) == true { flush() }
    }

    /// Takes all results that have arrived.
    private func drain() {
        // What belongs to no trip, such as the server's good-bye, is read all the same.
        if flights.isEmpty { PQisBusy(connection) }
        var isStalled = false
        while state != .closed, let flight = flights.first {
            // Only between the end of one command's results and the first of the next.
            if flight.wantsStream { flight.isStreaming = PQsetSingleRowMode(connection) == 1 }
            guard PQisBusy(connection) == 0 else { break }
            guard let result = PQgetResult(connection) else {
                // The end of one command's results; a second one in a row means there is nothing.
                if flight.hasResult {
                    flight.hasResult = false
                    flight.isStreaming = false
                    flight.cursor += 1
                } else if isStalled {
                    break
                }
                isStalled = true
                continue
            }
            isStalled = false
            take(result, for: flight)
            PQclear(result)
        }
        if state == .open, PQstatus(connection) == CONNECTION_BAD {
            close(errorMessage(of: connection))
        }
    }

    private func take(_ result: OpaquePointer, for flight: Flight) {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            flight.hasResult = true
            guard !flight.isPreparing else { return }
            guard flight.cursor < flight.commands else { return close("a result too many") }
            read(result, for: flight)
        case PGRES_SINGLE_TUPLE:
            flight.hasResult = true
            guard flight.isStreaming else { return close("a row that came by itself") }
            read(result, for: flight)
        case PGRES_FATAL_ERROR:
            flight.hasResult = true
            let error = ServerError(result)
            if flight.error == nil {
                flight.error = .server(error)
                flight.failedAt = flight.cursor
            }
            // A session that ends may have kept the trip before it said so.
            if error.isFatal { close(error.detailForLog) }
        case PGRES_PIPELINE_ABORTED:
            flight.hasResult = true
        case PGRES_PIPELINE_SYNC:
            complete(flight)
        default:
            close("an answer that no statement here has")
        }
    }

    private func read(_ result: OpaquePointer, for flight: Flight) {
        guard !flight.isAbandoned else { return }
        let reply = flight.load.steps[flight.cursor].reply
        do {
            if PQresultStatus(result) == PGRES_SINGLE_TUPLE {
                // After a row that can't be read the rest is passed over.
                if flight.error == nil { try reply.takeRow(result) }
            } else if reply.isStream, PQntuples(result) > 0 {
                try reply.takeRow(result)
            } else {
                try reply.take(result)
            }
        } catch {
            guard flight.error == nil else { return }
            flight.error = .unreadable(error as? RowError ?? .invalid(column: "\(error)"))
        }
    }

    private func complete(_ flight: Flight) {
        guard flight.error != nil || flight.cursor == flight.commands else {
            return close("a result too few")
        }
        _ = flights.popFirst()
        if flight.isPreparing {
            // Those before the one at fault are prepared; it and those after it are not, and the
            // trip they were for, next in the queue, fails for that reason.
            if flight.error != nil {
                forget(flight.preparing.dropFirst(flight.failedAt))
                flights.first?.preparationError = flight.error
            }
        } else {
            owner?.connection(self, completed: flight)
        }
        closeIfRetired()
    }

    private func forget(_ texts: some Sequence<StatementText>) {
        for text in texts { prepared.remove(text.hash) }
    }

    /// Begins anew with no statement prepared, after the server has said that it does not know one.
    func forgetStatements() {
        prepared.removeAll(keepingCapacity: true)
        mustDeallocate = true
    }

    // MARK: Ending

    /// Takes no more trips and closes when the last has come back.
    func retire() {
        guard state == .open else { return }
        state = .retiring
        closeIfRetired()
    }

    private func closeIfRetired() {
        if state == .retiring, flights.isEmpty { close("retired") }
    }

    /// Asks the server to stop what the session is doing, and retires the connection: the request
    /// has no address but the session, and whatever runs when it arrives is stopped.
    func cancel() {
        guard state != .closed, !isCancelling else { return }
        isCancelling = true
        retire()
        guard state != .closed, let request = PQgetCancel(connection) else { return }
        let handover = Handover(pointer: request)
        onDetachedThread {
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(handover.pointer, &message, 256)
            PQfreeCancel(handover.pointer)
        }
    }

    /// Closes at once, whatever is in flight.
    func close(_ reason: String, _ unsent: Flight? = nil) {
        guard state != .closed else { return }
        state = .closed
        watch?.cancel()
        watch = nil
        var lost: [Flight] = []
        while let flight = flights.popFirst() {
            if !flight.isPreparing { lost.append(flight) }
        }
        if let unsent { lost.append(unsent) }
        owner?.connection(self, closedWith: lost, because: reason)
    }

    // libpq's memory goes with the object, so that closing is safe while its results are read.
    deinit {
        watch?.cancel()
        PQfinish(connection)
    }
}
