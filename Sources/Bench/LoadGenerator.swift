import CLinux
import Glibc
import Loop

/// A closed loop over raw keep-alive connections: each sends its next request when the last one is
/// answered. One thread and as few instructions as may be, since it shares the machine with what it
/// measures; its own processor time is counted nowhere.
final class LoadGenerator {
    /// Writes the next request; false when there are no more.
    typealias Source = (_ request: inout [UInt8]) -> Bool

    /// What came of a run.
    struct Outcome {
        var seconds = 0.0
        /// Microseconds from sending to the whole answer, one per request.
        var latencies: [UInt32] = []
        /// Answers that said to come again later, where those are taken.
        var refusals = 0

        /// The latency, in milliseconds, that a share of the requests stayed within.
        func milliseconds(within share: Double) -> Double {
            guard !latencies.isEmpty else { return 0 }
            let place = min(latencies.count - 1, Int(Double(latencies.count) * share))
            return Double(latencies.sorted()[place]) / 1000
        }
    }

    private struct Connection {
        var descriptor: Int32
        var sent: UInt64 = 0
        var answer: [UInt8] = []
        var isWaiting = false
    }

    private var connections: [Connection] = []
    private let poller: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var request: [UInt8] = []
    private var waiting = 0
    private var outcome = Outcome()
    private let takesRefusals: Bool

    init(port: UInt16, connections count: Int, takesRefusals: Bool = false) throws {
        self.takesRefusals = takesRefusals
        poller = epoll_create1(Int32(EPOLL_CLOEXEC))
        for index in 0..<count {
            let descriptor = try LoopbackSocket.connect(port)
            var event = epoll_event()
            event.events = EPOLLIN.rawValue
            event.data.u32 = UInt32(index)
            epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event)
            connections.append(Connection(descriptor: descriptor))
        }
    }

    deinit {
        for connection in connections { close(connection.descriptor) }
        close(poller)
    }

    /// Sends until the time is over or the source is empty, and waits for the last answer.
    func run(for seconds: Double, _ source: Source) throws -> Outcome {
        outcome = Outcome()
        outcome.latencies.reserveCapacity(1 << 18)
        let start = Monotonic.nanoseconds
        let end = start + UInt64(seconds * 1e9)
        for index in connections.indices { try send(index, source, end) }
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while waiting > 0 {
            let count = epoll_wait(poller, &events, 64, 15_000)
            if count == 0 { throw BenchFailure("the server doesn't answer") }
            for event in events.prefix(max(0, Int(count))) {
                let index = Int(event.data.u32)
                if try receive(index) { try send(index, source, end) }
            }
        }
        outcome.seconds = Double(Monotonic.nanoseconds - start) / 1e9
        return outcome
    }

    private func send(_ index: Int, _ source: Source, _ end: UInt64) throws {
        let now = Monotonic.nanoseconds
        request.removeAll(keepingCapacity: true)
        guard now < end, source(&request) else { return }
        connections[index].sent = now
        connections[index].isWaiting = true
        waiting += 1
        try LoopbackSocket.write(request, to: connections[index].descriptor)
    }

    /// Reads what is there; true when it completes an answer.
    private func receive(_ index: Int) throws -> Bool {
        let count = read(connections[index].descriptor, &buffer, buffer.count)
        guard count > 0 else { throw BenchFailure("the server closed a connection") }
        connections[index].answer.append(contentsOf: buffer[..<count])
        guard let length = HTTPAnswer.length(connections[index].answer),
            connections[index].answer.count >= length
        else { return false }
        let status = connections[index].answer[9..<12]
        if takesRefusals, status.elementsEqual("503".utf8) || status.elementsEqual("429".utf8) {
            outcome.refusals += 1
        } else if status.first != UInt8(ascii: "2") {
            let answer = connections[index].answer.prefix(2000)
            throw BenchFailure("refused: \(String(decoding: answer, as: UTF8.self))")
        }
        if status.first == UInt8(ascii: "2") {
            let nanoseconds = Monotonic.nanoseconds - connections[index].sent
            outcome.latencies.append(UInt32(truncatingIfNeeded: nanoseconds / 1000))
        }
        connections[index].answer.removeAll(keepingCapacity: true)
        connections[index].isWaiting = false
        waiting -= 1
        return true
    }
}
