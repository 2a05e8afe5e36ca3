import Loop

/// Deadlines: one look every so often at everything that waits, instead of a timer for each trip.
extension Pool {
    /// How late a passed deadline may be noticed.
    private static let interval: Duration = .milliseconds(20)

    func startSweeping() {
        guard sweep == nil else { return }
        sweep = loop.schedule(after: Self.interval) { [weak self] in self?.sweepOnce() }
    }

    private func sweepOnce() {
        sweep = nil
        let now = Monotonic.nanoseconds
        for flight in waiting.removeAll(where: { $0.deadline <= now }) {
            counters.waiting.add(-1)
            counters.timeouts.add(1)
            flight.resume(.timeout)
        }
        for waiter in waitingForExclusive.removeAll(where: { $0.deadline <= now }) {
            counters.waiting.add(-1)
            counters.timeouts.add(1)
            waiter.resume(.failure(.timeout))
        }
        refuseWaiting()
        for slot in shared + exclusive {
            if let connection = slot.connection { enforceDeadlines(on: connection, now) }
        }
        let isBusy =
            !waiting.isEmpty || !waitingForExclusive.isEmpty
            || (shared + exclusive).contains { $0.connection?.flights.isEmpty == false }
        if isBusy { startSweeping() }
    }

    private func enforceDeadlines(on connection: PipelinedConnection, _ now: UInt64) {
        for index in 0..<connection.flights.count {
            let flight = connection.flights[index]
            guard flight.deadline <= now, !flight.isAbandoned else { continue }
            flight.isAbandoned = true
            counters.timeouts.add(1)
            flight.resume(.timeout)
        }
        // Only the first is running; one further back is stopped when its turn has come.
        guard let flight = connection.flights.first, flight.isAbandoned else { return }
        connection.cancel()
        if now &- flight.deadline > limits.cancelGrace.clampedNanoseconds {
            connection.close("a cancelled query did not end")
        }
    }
}
