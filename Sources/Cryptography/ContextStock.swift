import Synchronization

/// A stock of idle OpenSSL contexts: taken, used by one thread, given back.
///
/// Making a context costs more than the hash of a small message; a lock that nobody holds for
/// longer than an array access costs about 30 ns.
final class ContextStock: Sendable {
    /// How many idle contexts are kept; more threads than that at once make and drop theirs.
    private static let limit = 16

    private struct Context: @unchecked Sendable { let pointer: OpaquePointer }

    private let idle = Mutex<[Context]>([])
    private let make: @Sendable () -> OpaquePointer
    private let drop: @Sendable (OpaquePointer) -> Void

    init(
        make: @escaping @Sendable () -> OpaquePointer,
        drop: @escaping @Sendable (OpaquePointer) -> Void
    ) {
        self.make = make
        self.drop = drop
    }

    deinit {
        for context in idle.withLock({ $0 }) { drop(context.pointer) }
    }

    /// Lends a context that nobody else uses meanwhile.
    func lend<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        let taken = idle.withLock { $0.popLast() }
        let context = taken ?? Context(pointer: make())
        let result = body(context.pointer)
        let kept = idle.withLock { idle in
            guard idle.count < Self.limit else { return false }
            idle.append(context)
            return true
        }
        if !kept { drop(context.pointer) }
        return result
    }
}
