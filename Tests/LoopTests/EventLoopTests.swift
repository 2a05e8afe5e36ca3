import Glibc
import Loop
import Synchronization
import Testing

@Suite("An event loop")
struct EventLoopTests {
    /// Runs a body on a loop of its own and waits for it.
    private func onLoop<T: Sendable>(
        _ body: @escaping @Sendable (EventLoop) async throws -> T
    ) async throws -> T {
        let group = LoopGroup(count: 1)
        group.start()
        let loop = group.loops[0]
        let result: Result<T, any Error> = await withUnsafeContinuation { continuation in
            loop.run {
                do {
                    continuation.resume(returning: .success(try await body(loop)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        await withUnsafeContinuation { continuation in
            _ = Task.detached {
                group.stop()
                continuation.resume()
            }
        }
        return try result.get()
    }

    @Test("keeps a task on its thread through awaits, child tasks, groups and sleeps")
    func staysOnThread() async throws {
        try await onLoop { loop in
            #expect(EventLoop.current === loop)
            async let child = EventLoop.current === loop
            #expect(await child)
            try await loop.sleep(.milliseconds(1))
            #expect(loop.isCurrent)
            try await Task.sleep(for: .milliseconds(1))
            #expect(loop.isCurrent)
            let seen = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        await Task.yield()
                        return loop.isCurrent
                    }
                }
                return await group.reduce(true) { $0 && $1 }
            }
            #expect(seen)
        }
    }

    @Test("fires timers in the order of their deadlines, whatever the order they came in")
    func timersInOrder() async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        let fired = try await onLoop { loop in
            var generator = SplitMix(seed: seed)
            let log = Log()
            let base = Monotonic.nanoseconds
            var timers: [Loop.Timer] = []
            for _ in 0..<200 {
                let offset = Int.random(in: 0..<2_000, using: &generator)
                timers.append(
                    loop.schedule(at: base + UInt64(offset) * 1_000) { log.add(offset) })
            }
            for timer in timers where Bool.random(using: &generator) {
                timer.cancel()
            }
            let left = timers.filter(\.isPending).count
            try await loop.sleep(.milliseconds(20))
            #expect(log.entries.count == left)
            return log.entries
        }
        #expect(fired == fired.sorted())
    }

    @Test("ends a sleep when its task is cancelled")
    func cancelledSleep() async throws {
        try await onLoop { loop in
            let task = Task(executorPreference: loop) { try await loop.sleep(.seconds(3600)) }
            await Task.yield()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("tells a watch what its descriptor is ready for, and nothing after it is cancelled")
    func watches() async throws {
        try await onLoop { loop in
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            let log = Log()
            let watch = loop.watch(ends[0], .read) { interest in
                var byte: UInt8 = 0
                log.add(interest.contains(.read) ? read(ends[0], &byte, 1) : -1)
            }
            _ = write(ends[1], "ab", 2)
            try await loop.sleep(.milliseconds(5))
            #expect(log.entries == [1, 1])
            watch.cancel()
            _ = write(ends[1], "c", 1)
            try await loop.sleep(.milliseconds(5))
            #expect(log.entries == [1, 1])
            close(ends[0])
            close(ends[1])
        }
    }

    @Test("runs a task up to its first suspension before runNow returns")
    func runsNow() async throws {
        try await onLoop { loop in
            let log = Log()
            await withUnsafeContinuation { continuation in
                loop.execute {
                    let task = loop.runNow {
                        log.add(1)
                        await Task.yield()
                        log.add(3)
                    }
                    log.add(2)
                    loop.run {
                        await task.value
                        continuation.resume()
                    }
                }
            }
            #expect(log.entries == [1, 2, 3])
        }
    }

    @Test("takes jobs from many threads at once without losing one")
    func manyThreads() async throws {
        let sum = try await onLoop { loop in
            let log = Log()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<5_000 {
                    group.addTask {
                        await Task.detached { await Task.yield() }.value
                        log.add(number)
                    }
                }
            }
            return log.entries.reduce(0, +)
        }
        #expect(sum == 4_999 * 5_000 / 2)
    }
}

/// Written on one loop only.
final class Log: @unchecked Sendable {
    private(set) var entries: [Int] = []

    func add(_ entry: Int) {
        entries.append(entry)
    }
}

struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
