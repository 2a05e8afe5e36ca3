package import Bedrock
import Images
import Inventory
import Loop
import Organizations
import Platform
import StandingOrders

// What clocks and notices have the server do, asked for by name: tests don't wait for either.
extension Server {
    /// Has what is held in memory wait for the notices of what others wrote to the database.
    package func noteChange() { parts.notices.noteAnyone() }

    /// Makes the renditions of every image that waits for its own.
    package func renderImages() async { await renderer.finish() }

    /// Forgets what is old at that instant, as every server does each hour; answers how many
    /// idempotency keys, sessions, codes, security events and devices.
    package func purge(at now: Instant) async throws -> [Int64] {
        try await onLoop { [purging] in try await purging.run(at: now) }
    }

    /// Opens requirements that are over at that instant and announces those that end soon, as every
    /// server does each hour; answers how many of each.
    package func expireRequirements(at now: Instant) async throws -> [Int64] {
        try await onLoop { [requirements] in try await requirements.run(at: now) }
    }

    /// Lets reservations go that are over at that instant, as every server does every few seconds.
    package func expireReservations(at now: Instant) async throws -> Int64 {
        try await onLoop { [reservations] in try await reservations.run(at: now) }
    }

    /// Runs standing orders that are due at that instant, as every server does every few seconds.
    package func runStandingOrders(at now: Instant) async throws -> Int {
        try await onLoop { [standing] in try await standing.run(at: now) }
    }

    /// Does on the first loop what is usually begun by its timers, and waits for the result.
    private func onLoop<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withUnsafeThrowingContinuation {
            (continuation: UnsafeContinuation<Result, any Error>) in
            loop.run {
                do {
                    continuation.resume(returning: try await body())
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}
