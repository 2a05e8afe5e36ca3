import Loop
import Platform
import Search
import Synchronization
import Testing

@Suite("So many search at once, and the others in the order in which they came")
struct SearchTurnsTests {
    /// A gate that those who have a turn wait at, and what became of everybody.
    private final class Room: Sendable {
        struct State {
            var begun: [Int] = []
            var refused: [(place: Int, problem: Problem)] = []
            var most = 0
            var present = 0
        }

        let turns: SearchTurns
        let loops = Room.group.loops
        let state = Mutex(State())

        private static let group: LoopGroup = {
            let group = LoopGroup(count: 2)
            group.start()
            return group
        }()

        init(_ count: Int, queue: Int) { turns = SearchTurns(count, queue: queue) }

        /// Asks for a turn on one of the loops, and searches until told to end.
        func search(
            _ place: Int, by deadline: UInt64 = .max, until end: AsyncStream<Void>
        ) -> Task<Void, Never> {
            let loop = loops[place % loops.count]
            return loop.run { [self] in
                do throws(Problem) {
                    try await turns.run(by: deadline, on: loop) { () throws(Problem) in
                        state.withLock {
                            $0.begun.append(place)
                            $0.present += 1
                            $0.most = max($0.most, $0.present)
                        }
                        for await _ in end { break }
                        state.withLock { $0.present -= 1 }
                    }
                } catch {
                    state.withLock { $0.refused.append((place, error)) }
                }
            }
        }

        /// Returns when so many wait or have begun.
        func settle(waiting: Int, begun: Int) async {
            while turns.waiting != waiting || state.withLock({ $0.begun.count }) != begun {
                await Task.yield()
            }
        }
    }

    @Test("turns are passed on in the order of asking, on whichever loop")
    func order() async {
        let room = Room(2, queue: 100)
        var tasks: [Task<Void, Never>] = []
        var ends: [AsyncStream<Void>.Continuation] = []
        for place in 0..<12 {
            let (stream, end) = AsyncStream<Void>.makeStream()
            ends.append(end)
            tasks.append(room.search(place, until: stream))
            await room.settle(waiting: max(0, place - 1), begun: min(2, place + 1))
        }
        for place in 0..<12 {
            ends[place].finish()
            await tasks[place].value
            await room.settle(waiting: max(0, 9 - place), begun: min(12, place + 3))
        }
        let state = room.state.withLock { $0 }
        #expect(state.begun == Array(0..<12))
        #expect(state.most == 2)
        #expect(state.refused.isEmpty)
    }

    @Test("who comes when the queue is full is refused, and so is who waited past its deadline")
    func refusals() async {
        let room = Room(1, queue: 2)
        let (stream, end) = AsyncStream<Void>.makeStream()
        let first = room.search(0, until: stream)
        await room.settle(waiting: 0, begun: 1)
        let (ended, over) = AsyncStream<Void>.makeStream()
        over.finish()
        let late = room.search(1, by: Monotonic.nanoseconds, until: ended)
        await late.value
        let patient = [room.search(2, until: ended), room.search(3, until: ended)]
        await room.settle(waiting: 2, begun: 1)
        await room.search(4, until: ended).value
        end.finish()
        await first.value
        for task in patient { await task.value }
        let state = room.state.withLock { $0 }
        #expect(state.begun.first == 0 && state.begun.sorted() == [0, 2, 3])
        #expect(state.refused.map(\.place) == [1, 4])
        for (_, problem) in state.refused {
            #expect(problem.kind == .unavailable && problem.retryAfter == 1)
        }
        #expect(room.turns.waiting == 0)
    }
}
