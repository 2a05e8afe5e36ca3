import Glibc
import Loop
import Synchronization
import Testing

@Suite("A worker pool")
struct WorkerPoolTests {
    @Test("does work off the loops and brings back what it returns or throws")
    func works() async throws {
        struct Odd: Error {}
        let pool = WorkerPool(threads: 2, queueLimit: 100)
        defer { pool.stop() }
        for number in 0..<20 {
            if number % 2 == 0 {
                #expect(try await pool.run { number * 2 } == number * 2)
            } else {
                await #expect(throws: Odd.self) { try await pool.run { throw Odd() } }
            }
        }
    }

    @Test("refuses what its queue cannot hold")
    func refuses() async throws {
        let pool = WorkerPool(threads: 1, queueLimit: 1)
        defer { pool.stop() }
        let gate = Gate()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do {
                        try await pool.run {
                            while !gate.isOpen.load(ordering: .relaxed) { usleep(1000) }
                        }
                        return true
                    } catch {
                        gate.isOpen.store(true, ordering: .relaxed)
                        return false
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
    }
}

private final class Gate: Sendable {
    let isOpen = Atomic(false)
}
