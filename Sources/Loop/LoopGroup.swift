import Glibc
import Synchronization

/// The event loops of a process, one to a core.
public final class LoopGroup: Sendable {
    /// All of them; their number never changes.
    public let loops: [EventLoop]

    private let cursor = Atomic(0)
    private let threads = Mutex<[pthread_t]>([])

    /// - Parameter count: how many; by default as many as there are processors to run on.
    public init(count: Int = LoopGroup.processors) {
        precondition(count > 0, "a group has at least one loop")
        loops = (0..<count).map(EventLoop.init(number:))
    }

    /// How many processors this process may use.
    public static var processors: Int {
        max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }

    /// The loops in turn.
    public func next() -> EventLoop {
        let index = cursor.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: index) % UInt(loops.count))]
    }

    /// Starts a thread for each loop; does nothing when they run already.
    public func start() {
        threads.withLock { threads in
            guard threads.isEmpty else { return }
            threads = loops.map { loop in
                startThread(named: "loop-\(loop.number)") { loop.occupyThread() }
            }
        }
    }

    /// Ends every loop and waits for its thread; tasks that still wait are left where they are.
    ///
    /// Called from outside the loops, after what they serve has been drained.
    public func stop() {
        precondition(EventLoop.current == nil, "a loop cannot wait for itself to end")
        threads.withLock { threads in
            guard !threads.isEmpty else { return }
            for loop in loops {
                loop.stop()
            }
            for thread in threads {
                pthread_join(thread, nil)
            }
            threads = []
        }
    }
}
