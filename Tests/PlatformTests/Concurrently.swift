import Dispatch

/// Does something that many times at once; the results stand in the order of their places.
func concurrently<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for place in 0..<count { group.addTask { (place, try await body(place)) } }
        let done = try await group.reduce(into: []) { $0.append($1) }
        return done.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// Runs what blocks on a thread of its own, so that it holds up no other test.
func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { waiting in
        DispatchQueue(label: "blocking test").async { waiting.resume(with: Result { try body() }) }
    }
}

/// A generator that a seed repeats.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
