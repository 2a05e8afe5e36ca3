import Bedrock
import Glibc
import Platform
import Wire

/// One measurement: a database, a server, and the cases one after the other.
final class BenchRun {
    private let world: BenchWorld
    private let server: BenchServer
    private let pgbench: Pgbench
    private let seconds: Int
    private var templates: [UUIDBytes] = []
    /// Of one line, of the variant that everybody wants.
    private var hotTemplates: [UUIDBytes] = []
    /// Grows with every run of pgbench, so that no id and no key comes twice.
    private var turn = 0
    private var keys = 0

    /// Templates that new drafts are written after; a few of them are what case (c) makes.
    private static let templateCount = 100
    private static let bodyCount = 4

    init(_ world: BenchWorld, _ server: BenchServer, _ pgbench: Pgbench, seconds: Int) {
        self.world = world
        self.server = server
        self.pgbench = pgbench
        self.seconds = seconds
    }

    /// Makes drafts through the API and orders of them.
    func prepare() throws {
        let requests = try BenchRequests(world)
        for number in 0..<Self.templateCount {
            templates.append(
                try draft(requests.draftBody(number), key: "template-\(number)", requests))
        }
        hotTemplates = [try draft(requests.hotBody(), key: "template-hot", requests)]
        try world.writeOrders(like: templates)
        try world.tidy()
    }

    private func draft(
        _ body: [UInt8], key: String, _ requests: BenchRequests
    ) throws -> UUIDBytes {
        let answer = try LoopbackSocket.exchange(
            server.port, requests.createDraft(body, key: key))
        let id = (try? JSON.parse(HTTPAnswer.body(answer)))?["id"]?.text
        guard let draft = id.flatMap({ ID<DraftOrder>($0) }) else {
            throw BenchFailure("no draft: \(String(decoding: answer, as: UTF8.self))")
        }
        return draft.uuid
    }

    /// Measures a case at so many connections: the server, then pgbench.
    func measure(_ letter: String, connections: Int) throws -> BenchFigures {
        let requests = try BenchRequests(world)
        let scripts = BenchScripts(world: world)
        turn += 10_000_000
        switch letter {
        case "a":
            let request = requests.hello()
            return try measure(letter, connections, [scripts.hello()]) { out in
                out += request
                return true
            }
        case "b":
            let all = (1...BenchWorld.orders).map(requests.readOrder)
            return try measure(letter, connections, [scripts.readOrder()]) { out in
                out += all[Int.random(in: 0..<all.count)]
                return true
            }
        case "c":
            return try measureCreating(connections, requests, scripts)
        case "d":
            return try measurePlacing(
                letter, connections, templates, requests,
                scripts.place(BenchWorld.Kind.pgbenchDraft))
        case "f":
            let all = (0..<100).map(requests.checkPrices)
            return try measure(letter, connections, [scripts.checkPrices()]) { out in
                out += all[Int.random(in: 0..<all.count)]
                return true
            }
        case "h":
            return try measurePlacing(
                letter, connections, hotTemplates, requests, scripts.updateOneRow())
        default:
            let all = (1...BenchWorld.variants - 25).map { requests.listOffers(after: $0) }
            return try measure(letter, connections, [scripts.listOffers()]) { out in
                out += all[Int.random(in: 0..<all.count)]
                return true
            }
        }
    }

    private func measureCreating(
        _ connections: Int, _ requests: BenchRequests, _ scripts: BenchScripts
    ) throws -> BenchFigures {
        try world.tidy()
        let beside = try (0..<Self.bodyCount).map { number in
            try scripts.createDraft(
                templates[number], key: "template-\(number)", name: "c\(number)")
        }
        let bodies = (0..<Self.bodyCount).map(requests.draftBody)
        return try measure("c", connections, beside) { out in
            self.keys += 1
            out += requests.createDraft(
                bodies[self.keys % bodies.count], key: "create-\(self.keys)")
            return true
        }
    }

    private func measurePlacing(
        _ letter: String, _ connections: Int, _ templates: [UUIDBytes],
        _ requests: BenchRequests, _ beside: PgbenchScript
    ) throws -> BenchFigures {
        let each = max(20, seconds * 800 / connections), warmUp = 20
        for kind in [BenchWorld.Kind.serverDraft, BenchWorld.Kind.pgbenchDraft] {
            try world.writeDrafts(
                kind, like: templates, clients: connections, each: each + warmUp, after: turn)
        }
        try world.tidy()
        var rest = (0..<connections).flatMap { client in
            (1...each + warmUp).map { client * 1_000_000_000 + self.turn + $0 }
        }
        rest.shuffle()
        var stop = each * connections
        func next(_ out: inout [UInt8]) -> Bool {
            guard rest.count > stop, let number = rest.popLast() else { return false }
            out += requests.place(world.id(BenchWorld.Kind.serverDraft, number))
            return true
        }
        var figures = BenchFigures(letter: letter, connections: connections)
        let load = try LoadGenerator(port: server.port, connections: connections)
        _ = try load.run(for: 60, next)
        stop = 0
        try note(&figures, load, for: 60, next)
        let outcome = try pgbench.run(
            [beside], clients: connections, after: turn,
            warmUp: warmUp, extent: .transactions(each))
        note(&figures, outcome)
        return figures
    }

    /// Measures requests of one kind with nothing beside them.
    func measureAlone(
        connections: Int, _ source: LoadGenerator.Source
    ) throws -> BenchFigures {
        var figures = BenchFigures(letter: "-", connections: connections)
        let load = try LoadGenerator(port: server.port, connections: connections)
        _ = try load.run(for: 0.5, source)
        try note(&figures, load, for: Double(seconds), source)
        return figures
    }

    private func measure(
        _ letter: String, _ connections: Int, _ scripts: [PgbenchScript],
        _ source: LoadGenerator.Source
    ) throws -> BenchFigures {
        var figures = BenchFigures(letter: letter, connections: connections)
        let load = try LoadGenerator(port: server.port, connections: connections)
        _ = try load.run(for: 0.5, source)
        try note(&figures, load, for: Double(seconds), source)
        let outcome = try pgbench.run(
            scripts, clients: connections, after: turn, warmUp: 10 * scripts.count,
            extent: .seconds(Double(seconds)))
        note(&figures, outcome)
        return figures
    }

    private func note(
        _ figures: inout BenchFigures, _ load: LoadGenerator, for seconds: Double,
        _ source: LoadGenerator.Source
    ) throws {
        ProcessorTime.forgetPeak(of: server.process)
        let own = ProcessorTime.seconds(of: server.process)
        let postgres = ProcessorTime.secondsOfFamily(pgbench.postmaster)
        let outcome = try load.run(for: seconds, source)
        let count = Double(outcome.latencies.count)
        guard count > 0 else { throw BenchFailure("not one request was answered") }
        figures.server = (ProcessorTime.seconds(of: server.process) - own) / count * 1e6
        figures.postgres =
            (ProcessorTime.secondsOfFamily(pgbench.postmaster) - postgres) / count * 1e6
        figures.requestsPerSecond = count / outcome.seconds
        figures.p50 = outcome.milliseconds(within: 0.5)
        figures.p99 = outcome.milliseconds(within: 0.99)
        figures.memory = ProcessorTime.peakMemory(of: server.process)
    }

    private func note(_ figures: inout BenchFigures, _ outcome: Pgbench.Outcome) {
        figures.pgbench = outcome.own
        figures.pgbenchPostgres = outcome.postgres
        figures.pgbenchPerSecond = outcome.transactionsPerSecond
    }
}
