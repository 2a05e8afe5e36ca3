import Loop
import Synchronization

/// The orderly end of a pool.
extension Pool {
    /// Takes no more work, waits for what is in flight, and closes every connection.
    /// - Parameter limit: how long to wait before closing regardless.
    public func close(within limit: Duration = .seconds(5)) async {
        loop.assertCurrent()
        guard !isClosed else { return }
        isClosed = true
        while let flight = waiting.popFirst() {
            counters.waiting.add(-1)
            flight.resume(.closed)
        }
        while let waiter = waitingForExclusive.popFirst() {
            counters.waiting.add(-1)
            waiter.resume(.failure(.closed))
        }
        let timer = loop.schedule(after: limit) { [weak self] in self?.tellIdle() }
        await withUnsafeContinuation { continuation in
            whenIdle.append(continuation)
            tellIfIdle()
        }
        timer.cancel()
        counters.isReady.store(false, ordering: .relaxed)
        for slot in shared + exclusive { slot.empty("closed") }
    }

    /// Lets `close` go on when nothing is in flight any more.
    func tellIfIdle() {
        guard isClosed, !whenIdle.isEmpty else { return }
        let isBusy = (shared + exclusive).contains {
            $0.isTaken || $0.connection?.flights.isEmpty == false
        }
        if !isBusy { tellIdle() }
    }

    private func tellIdle() {
        let continuations = whenIdle
        whenIdle = []
        for continuation in continuations { continuation.resume() }
    }
}
