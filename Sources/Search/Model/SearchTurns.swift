package import Loop
package import Platform
import Synchronization

/// Whose turn it is to search: so many searches are under way at once, of all loops together, and
/// the others wait in the order in which they came.
///
/// A search is a millisecond or more of a processor. Eight at once on two would each take four
/// times as long, and which of them ends first would be the scheduler's choice.
package final class SearchTurns: Sendable {
    private enum Outcome {
        case granted, full, late
    }

    private struct State {
        var free: Int
        /// Those who wait, by their numbers.
        var waiting: [UInt64: UnsafeContinuation<Outcome, Never>] = [:]
        /// No number below it waits.
        var first: UInt64 = 0
        var next: UInt64 = 0
    }

    private let state: Mutex<State>
    private let queue: Int

    /// - Parameters:
    ///   - count: how many at once.
    ///   - queue: how many may wait beside those.
    package init(_ count: Int, queue: Int = SearchLimits.waiting) {
        precondition(count > 0, "somebody has to be able to search")
        self.queue = queue
        state = Mutex(State(free: count))
    }

    /// How many wait now.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Does it when its turn has come.
    ///
    /// - Parameter deadline: a moment of `Monotonic`, after which it isn't begun any more.
    /// - Throws: `unavailable` where too many wait already, or it waited for too long; and what
    ///   `body` throws.
    package func run<Result>(
        by deadline: UInt64, on loop: EventLoop,
        _ body: () async throws(Problem) -> Result
    ) async throws(Problem) -> Result {
        switch await turn(by: deadline, loop) {
        case .granted: break
        case .full: throw Self.refusal("Too many searches wait already; ask again.")
        case .late: throw Self.refusal("Too many searches came before it; ask again.")
        }
        defer { pass() }
        return try await body()
    }

    private func turn(by deadline: UInt64, _ loop: EventLoop) async -> Outcome {
        var timer: Timer?
        let outcome: Outcome = await withUnsafeContinuation { continuation in
            switch enter(continuation) {
            case .now(let outcome): continuation.resume(returning: outcome)
            case .later(let number):
                timer = loop.schedule(at: deadline) { [self] in
                    let late = state.withLock { $0.waiting.removeValue(forKey: number) }
                    late?.resume(returning: .late)
                }
            }
        }
        timer?.cancel()
        return outcome
    }

    private enum Entry {
        case now(Outcome)
        case later(UInt64)
    }

    private func enter(_ continuation: UnsafeContinuation<Outcome, Never>) -> Entry {
        state.withLock { state in
            // While somebody waits nothing is free: a turn is passed on and not given back.
            if state.free > 0 {
                state.free -= 1
                return .now(.granted)
            }
            guard state.waiting.count < queue else { return .now(.full) }
            let number = state.next
            state.next += 1
            state.waiting[number] = continuation
            return .later(number)
        }
    }

    /// Gives a turn to whoever has waited longest.
    private func pass() {
        let next = state.withLock { state -> UnsafeContinuation<Outcome, Never>? in
            while state.first < state.next {
                let number = state.first
                state.first += 1
                if let waiter = state.waiting.removeValue(forKey: number) { return waiter }
            }
            state.free += 1
            return nil
        }
        next?.resume(returning: .granted)
    }

    private static func refusal(_ detail: String) -> Problem {
        var problem = Problem(.unavailable, detail)
        problem.retryAfter = 1
        return problem
    }
}

extension Context {
    /// Searches when its turn has come.
    func inTurn<Result>(
        _ body: () async throws(Problem) -> Result
    ) async throws(Problem) -> Result {
        try await services.get(SearchTurns.self)
            .run(by: terms.deadline, on: services.loop, body)
    }
}
