import CPostgres
import Loop
import Synchronization

/// Making connections, and what becomes of the trips of one that is lost.
extension Pool: ConnectionOwner {
    func dial(_ slot: Slot) {
        guard !isClosed, slot.isEmpty else { return }
        slot.state = .dialing(
            Dialer(loop: loop, settings: settings) { [weak self] outcome in
                self?.finishDialing(slot, outcome)
            })
    }

    private func finishDialing(_ slot: Slot, _ outcome: Dialer.Outcome) {
        switch outcome {
        case .connected(let raw):
            let connection = PipelinedConnection(
                raw, loop: loop, usesNamedStatements: settings.usesNamedStatements, owner: self)
            slot.state = .open(connection)
            slot.backoff.reset()
            counters.connects.add(1)
            counters.connections.add(1)
            report(.connected(backend: connection.backend))
            if slot.purpose == .shared {
                noteReadiness()
                pump()
            } else {
                handOut()
            }
        case .failed(let reason):
            counters.connectFailures.add(1)
            let pause = pauseThenDial(slot)
            report(.connectingFailed(reason: reason, pause: pause))
            refuseWaiting()
        }
    }

    @discardableResult
    private func pauseThenDial(_ slot: Slot) -> Duration {
        var random = SystemRandomNumberGenerator()
        let pause = slot.backoff.next(using: &random)
        slot.state = .pausing(
            loop.schedule(after: pause) { [weak self] in
                slot.state = .empty
                self?.dial(slot)
            })
        return pause
    }

    /// Tells those who have waited too long that PostgreSQL is gone.
    func refuseWaiting() {
        guard let pause = refusal() else { return }
        while let flight = waiting.popFirst() {
            counters.waiting.add(-1)
            flight.resume(.unavailable(retryAfter: pause))
        }
        while let waiter = waitingForExclusive.popFirst() {
            counters.waiting.add(-1)
            waiter.resume(.failure(.unavailable(retryAfter: pause)))
        }
    }

    func noteReadiness() {
        let isReady = shared.contains { $0.usable != nil }
        counters.isReady.store(isReady, ordering: .relaxed)
        if isReady {
            downSince = nil
        } else if downSince == nil {
            downSince = Monotonic.nanoseconds
        }
    }

    // MARK: What connections tell

    func connectionNeedsFlush(_ connection: PipelinedConnection) {
        noteUnflushed(connection)
    }

    func connection(_ connection: PipelinedConnection, completed flight: Flight) {
        counters.trips.add(1)
        counters.inFlight.add(-1)
        if !flight.isAbandoned { settle(flight, on: connection) }
        // While a retiring connection drains, its slot is still filled.
        pump()
        tellIfIdle()
    }

    private func settle(_ flight: Flight, on connection: PipelinedConnection) {
        guard let error = flight.error else { return flight.resume(nil) }
        let reason = flight.preparationError ?? error
        guard case .server(let server) = reason else { return flight.resume(reason) }
        switch server.sqlstate {
        case "26000" where flight.preparationError == nil:
            // The session lost its statements, as behind a pooler: prepare them again.
            connection.forgetStatements()
            if sendAgain(flight) { return }
        case "0A000" where server.routine == "RevalidateCachedQuery":
            // A statement's columns have changed under it: only a new session can prepare it anew.
            connection.retire()
            if sendAgain(flight) { return }
        case "57014":
            // Hit by a cancel that was meant for another, or by the time limit of statements.
            if connection.isCancelling, sendAgain(flight) { return }
            counters.timeouts.add(1)
            return flight.resume(.timeout)
        default: break
        }
        flight.resume(reason)
    }

    /// Sends a trip that was rolled back, or that only reads, a second time.
    private func sendAgain(_ flight: Flight) -> Bool {
        guard flight.isWhole, flight.attempts == 0, !flight.load.streams, !isClosed else {
            return false
        }
        flight.rewind()
        counters.retries.add(1)
        waiting.prepend(flight)
        counters.waiting.add(1)
        return true
    }

    func connection(
        _ connection: PipelinedConnection, closedWith flights: [Flight], because reason: String
    ) {
        counters.connections.add(-1)
        counters.inFlight.add(-flights.count)
        if reason != "retired" { counters.losses.add(1) }
        report(.disconnected(reason: reason, inFlight: flights.count))
        for slot in shared + exclusive where slot.connection === connection {
            slot.state = .empty
            if slot.purpose == .shared, !isClosed { pauseThenDialSoon(slot, reason) }
        }
        noteReadiness()
        for flight in flights.reversed() where !flight.isAbandoned {
            if flight.isRetryable, sendAgain(flight) { continue }
            flight.resume(.lost(whileWriting: !flight.isRetryable))
        }
        pump()
        handOut()
        tellIfIdle()
    }

    /// A retired connection is replaced at once; a lost one after a pause.
    private func pauseThenDialSoon(_ slot: Slot, _ reason: String) {
        if reason == "retired" { dial(slot) } else { pauseThenDial(slot) }
    }
}
