import Loop

/// A loop for the length of a command.
enum CommandLoop {
    /// Runs `body` on a loop of its own and returns with what it comes to.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable (EventLoop) async throws -> Value
    ) async throws -> Value {
        let group = LoopGroup(count: 1)
        group.start()
        defer { group.stop() }
        let loop = group.loops[0]
        return try await withUnsafeThrowingContinuation { continuation in
            loop.run {
                do {
                    continuation.resume(returning: try await body(loop))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}

/// Does many things a few at a time.
enum Workers {
    /// Calls `body` with each place from 0, at most `limit` of them under way; the first error
    /// ends the rest and is thrown.
    static func each(
        _ count: Int, limit: Int, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var next = 0
            while next < min(limit, count) {
                let place = next
                group.addTask { try await body(place) }
                next += 1
            }
            while try await group.next() != nil {
                guard next < count else { continue }
                let place = next
                group.addTask { try await body(place) }
                next += 1
            }
        }
    }
}
