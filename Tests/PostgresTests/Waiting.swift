import Foundation
import Loop
import Postgres

struct NeverHappened: Error {}

/// Runs SQL on a connection of its own, off the loop.
@discardableResult
func admin(
    _ sql: String, _ settings: ConnectionSettings = TestDatabase.settings
) async throws -> [[String?]] {
    try await offLoop { try AdminConnection(settings).query(sql) }
}

/// Runs something that blocks on a thread of its own.
func offLoop<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Asks again until there is an answer; gives up after a time no healthy machine needs.
func eventually<Value>(_ ask: () async throws -> Value?) async throws -> Value {
    let limit = Monotonic.nanoseconds + 90_000_000_000
    while Monotonic.nanoseconds < limit {
        if let value = try await ask() { return value }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw NeverHappened()
}

/// The backends that wait for an advisory lock.
func waitersFor(_ key: Int) async throws -> [Int] {
    let rows = try await admin(
        "select pid from pg_locks where locktype = 'advisory' and not granted and objid = \(key)")
    return rows.compactMap { $0[0].flatMap { Int($0) } }
}

/// A moment of `Monotonic` some milliseconds from now.
func after(milliseconds: UInt64) -> UInt64 {
    Monotonic.nanoseconds + milliseconds * 1_000_000
}
