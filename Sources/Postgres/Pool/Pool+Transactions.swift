import Loop

/// Somebody who waits for a connection of their own.
final class ExclusiveWaiter {
    typealias Outcome = Result<Slot, DatabaseError>

    let deadline: UInt64
    private let continuation: UnsafeContinuation<Outcome, Never>

    init(deadline: UInt64, _ continuation: UnsafeContinuation<Outcome, Never>) {
        self.deadline = deadline
        self.continuation = continuation
    }

    func resume(_ outcome: Outcome) {
        // The slot stays on the loop: whoever waits for it runs there too.
        nonisolated(unsafe) let outcome = outcome
        continuation.resume(returning: outcome)
    }
}

extension Pool {
    /// Runs a transaction on a connection of its own: committed when `body` returns, rolled back
    /// when it throws.
    /// - Parameter deadline: a moment of `Monotonic`, for everything together.
    /// - Throws: what `body` throws, or a `DatabaseError`. When committing itself fails with
    ///   `.lost` or `.timeout`, the transaction may or may not have been kept.
    public func transaction<Value>(
        _ mode: TransactionMode = .readWrite, deadline: UInt64? = nil,
        _ body: (borrowing Transaction) async throws -> Value
    ) async throws -> Value {
        let deadline = deadline ?? Monotonic.nanoseconds &+ limits.timeout.clampedNanoseconds
        let slot = try await takeSlot(deadline)
        defer { release(slot) }
        guard let connection = slot.usable else { throw DatabaseError.lost(whileWriting: false) }
        counters.transactions.add(1)
        let session = ExclusiveSession(
            pool: self, slot: slot, connection: connection, mode: mode, deadline: deadline)
        do {
            let value = try await body(Transaction(session: session))
            try await session.commit()
            return value
        } catch {
            await session.rollback()
            throw error
        }
    }

    private func takeSlot(_ deadline: UInt64) async throws(DatabaseError) -> Slot {
        let outcome: ExclusiveWaiter.Outcome = await withUnsafeContinuation { continuation in
            loop.assertCurrent()
            wait(ExclusiveWaiter(deadline: deadline, continuation))
        }
        return try outcome.get()
    }

    private func wait(_ waiter: ExclusiveWaiter) {
        if isClosed { return waiter.resume(.failure(.closed)) }
        if let pause = refusal() {
            return waiter.resume(.failure(.unavailable(retryAfter: pause)))
        }
        guard waitingForExclusive.count < limits.queue else {
            counters.refused.add(1)
            return waiter.resume(.failure(.exhausted(retryAfter: .seconds(1))))
        }
        waitingForExclusive.append(waiter)
        counters.waiting.add(1)
        startSweeping()
        handOut()
    }

    /// Gives free connections to those who wait, and opens more while the limit allows.
    func handOut() {
        while !waitingForExclusive.isEmpty,
            let slot = exclusive.first(where: { !$0.isTaken && $0.usable != nil }),
            let waiter = waitingForExclusive.popFirst()
        {
            slot.isTaken = true
            counters.transactionsOpen.add(1)
            counters.waiting.add(-1)
            waiter.resume(.success(slot))
        }
        var missing = waitingForExclusive.count
        for slot in exclusive where missing > 0 && !slot.isTaken {
            if slot.isEmpty { dial(slot) }
            missing -= 1
        }
    }

    private func release(_ slot: Slot) {
        slot.isTaken = false
        counters.transactionsOpen.add(-1)
        handOut()
        tellIfIdle()
    }
}
