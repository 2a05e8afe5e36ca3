import Bedrock
import Console
import Dispatch
import Glibc
import Postgres
import Synchronization
import Wire

/// `dray bench --sign-in-storm`: what two hundred people who sign in at once do to everybody else.
struct SignInStorm {
    private static let people = 200
    private static let readers = 2
    private static let password = "a password of the storm"
    private static let email = "storm@bench.example"

    let world: BenchWorld
    let server: BenchServer
    let owner: AdminConnection
    let seconds: Int

    /// The server's settings beside the usual ones: everybody may wait for their password's turn.
    static let settings = [
        "DRAY_PASSWORD_QUEUE": "256", "DRAY_IDLE_TIMEOUT": "10m",
        "DRAY_RATE_SIGN_IN": "1000000000/1s",
        "DRAY_RATE_SIGN_IN_GUESSES": "1000000000/1s",
        "DRAY_RATE_SIGN_IN_STRANGERS": "1000000000/1s",
        "DRAY_RATE_LETTERS": "1000000000/1s",
    ]

    /// Measures reads by themselves, then with the storm, and says what both came to.
    func run() throws {
        try register()
        let requests = try BenchRequests(world)
        let orders = (1...BenchWorld.orders).map(requests.readOrder)
        func read() throws -> LoadGenerator.Outcome {
            let load = try LoadGenerator(port: server.port, connections: Self.readers)
            return try load.run(for: Double(seconds)) { out in
                out += orders[Int.random(in: 0..<orders.count)]
                return true
            }
        }
        _ = try read()
        let calm = try read()
        let before = ProcessorTime.peakMemory(of: server.process)
        ProcessorTime.forgetPeak(of: server.process)
        let storm = Storm(port: server.port, seconds: Double(seconds) + 1, people: Self.people)
        // The storm is there once its first password was hashed.
        usleep(500_000)
        let stormy = try read()
        let signIns = try storm.outcome()
        let during = ProcessorTime.peakMemory(of: server.process)
        say(calm, stormy, signIns, before, during)
    }

    private func say(
        _ calm: LoadGenerator.Outcome, _ stormy: LoadGenerator.Outcome,
        _ signIns: LoadGenerator.Outcome, _ before: Double, _ during: Double
    ) {
        func line(_ name: String, _ outcome: LoadGenerator.Outcome) -> String {
            let rate = Double(outcome.latencies.count) / outcome.seconds
            return "\(name) \(BenchFigures.text(rate, 0))/s, p50 "
                + "\(BenchFigures.text(outcome.milliseconds(within: 0.5), 2)) ms, p99 "
                + "\(BenchFigures.text(outcome.milliseconds(within: 0.99), 2)) ms"
        }
        Terminal.say(line("reads alone       ", calm))
        Terminal.say(line("reads in the storm", stormy))
        Terminal.say(line("sign-ins          ", signIns) + ", \(signIns.refusals) told to wait")
        func ratio(_ part: Double) -> String {
            BenchFigures.text(
                stormy.milliseconds(within: part) / max(0.001, calm.milliseconds(within: part)), 2)
        }
        Terminal.say(
            "the median read takes \(ratio(0.5)) times as long, "
                + "the slowest hundredth \(ratio(0.99)) times")
        Terminal.say(
            "memory at most: \(BenchFigures.text(before, 0)) MiB before, "
                + "\(BenchFigures.text(during, 0)) MiB in the storm")
    }

    /// Somebody whose password is hashed at full cost.
    private func register() throws {
        let body = #"{"email":"\#(Self.email)","name":"Storm","password":"\#(Self.password)"}"#
        let request = Self.post("/v1/accounts", body)
        let answer = try LoopbackSocket.exchange(server.port, request)
        guard answer.count > 9, answer[9] == UInt8(ascii: "2") else {
            throw BenchFailure("no account: \(String(decoding: answer, as: UTF8.self))")
        }
        _ = try owner.query(
            "update identity.accounts set verified_at = now() where email = $1", [Self.email])
    }

    private static func post(_ path: String, _ body: String) -> [UInt8] {
        Array(
            ("POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Idempotency-Key: storm-\(UInt64.random(in: 0 ... .max))\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
    }

    /// Sign-ins on a thread of their own.
    private final class Storm: Sendable {
        private let result = Mutex<Result<LoadGenerator.Outcome, any Error>?>(nil)
        private let done = DispatchSemaphore(value: 0)

        init(port: UInt16, seconds: Double, people: Int) {
            let request = SignInStorm.post(
                "/v1/sessions",
                #"{"email":"\#(SignInStorm.email)","password":"\#(SignInStorm.password)"}"#)
            DispatchQueue.global().async { [self] in
                let outcome = Result {
                    let load = try LoadGenerator(
                        port: port, connections: people, takesRefusals: true)
                    return try load.run(for: seconds) { out in
                        out += request
                        return true
                    }
                }
                result.withLock { $0 = outcome }
                done.signal()
            }
        }

        func outcome() throws -> LoadGenerator.Outcome {
            done.wait()
            guard let result = result.withLock({ $0 }) else { throw BenchFailure("no storm") }
            return try result.get()
        }
    }
}
