import Bedrock
import Console
import Cryptography
import Glibc
import Identity
import Postgres

/// `dray bench`: the server beside pgbench, on one PostgreSQL, in one run.
package enum BenchCommand {
    /// What `dray bench --help` prints.
    package static let help = """
        usage: dray bench [--json FILE] [--seconds N] [--connections LIST] [--cases LIST]
               dray bench --sign-in-storm [--seconds N]
               dray bench --pricing
               dray bench --search [--seconds N]
               dray bench --growth [--seconds N]
               dray bench --books

        Starts this program's server on a PostgreSQL of its own (or on DATABASE_URL, in a database
        that is kept for it) and measures, in a closed loop: (a) hello, (b) read an order, (c) make
        a priced draft of ten lines, (d) place it, (e) list twenty offers, (f) price a basket of ten
        lines; each beside pgbench with the same statements in the same transaction; and (h) place
        drafts that all want one variant, beside pgbench's plain update of one row. Processor time
        is read from /proc.

          --json FILE          also write the figures to a file, as an array
          --seconds N          how long each is measured (5)
          --connections LIST   how many at once (2,8,32)
          --cases LIST         which (a,b,c,d,e,f,h)
          --search             instead, questions to a catalogue of 100,000 among 50 sellers
          --growth             instead, placing and listing beside up to 5,000,000 orders
          --books              instead, loading a million prices, seeing a change, bringing files
          --sign-in-storm      instead, reads beside 200 people who sign in at once
          --pricing            instead, baskets priced in memory, without a server
        """

    /// Runs the command; SIGINT and SIGTERM end it, with everything it has started.
    package static func run(
        arguments: [String], environment: [String: String]
    ) async -> Int32 {
        guard
            let flags = Flags.parse(
                arguments,
                switches: ["sign-in-storm", "pricing", "search", "growth", "books"],
                values: ["json", "seconds", "connections", "cases"]),
            let seconds = flags.number("seconds", in: 1...600, default: 5)
        else { return ExitCode.usage }
        let cases = (flags.text("cases") ?? "a,b,c,d,e,f,h").split(separator: ",").map(String.init)
        let connections = (flags.text("connections") ?? "2,8,32").split(separator: ",")
            .compactMap { Int($0) }.filter { (1...90).contains($0) }
        if flags.has("pricing") {
            PricingBench.run()
            return ExitCode.ok
        }
        guard !connections.isEmpty, cases.allSatisfy({ "abcdefh".contains($0) && $0.count == 1 })
        else {
            Terminal.complain(
                "dray bench: --cases takes letters (a to f, h), --connections numbers up to 90")
            return ExitCode.usage
        }
        guard let project = Surroundings.projectFolder() else {
            Terminal.complain("dray bench: Migrations/ is neither here nor above the executable")
            return ExitCode.configuration
        }
        do {
            Interruption.watch()
            let plan = Plan(
                cases: cases, connections: connections, seconds: seconds,
                isStorm: flags.has("sign-in-storm"), isSearch: flags.has("search"),
                isGrowth: flags.has("growth"), isBooks: flags.has("books"))
            let figures = try withDatabase(project, environment) { urls in
                try measure(plan, urls, project)
            }
            if let path = flags.text("json") { try write(figures, to: path) }
            return ExitCode.ok
        } catch {
            Interruption.waitIfUnderWay()
            Terminal.complain("dray bench: \(error)")
            return ExitCode.failed
        }
    }

    private static let folder = ".dray/bench-postgres"

    private struct Plan {
        var cases: [String]
        var connections: [Int]
        var seconds: Int
        var isStorm: Bool
        var isSearch: Bool
        var isGrowth: Bool
        var isBooks: Bool
    }

    /// Runs `body` with a database: always a new one where the PostgreSQL is our own.
    private static func withDatabase(
        _ project: String, _ environment: [String: String],
        _ body: (Cluster.URLs) throws -> [BenchFigures]
    ) throws -> [BenchFigures] {
        if let url = environment["DATABASE_URL"] {
            return try body(.init(owner: environment["DATABASE_OWNER_URL"] ?? url, server: url))
        }
        var cluster = try Cluster(folder: Self.folder, project: project)
        let urls = try Interruption.starting { ends in
            ends.database = cluster.stopper()
            return try cluster.start()
        }
        Terminal.say("PostgreSQL runs in \(Self.folder)")
        do {
            let admin = try AdminConnection(ConnectionSettings(urls.owner))
            try admin.execute("drop database if exists dray_bench with (force)")
            try admin.execute("create database dray_bench")
            let figures = try body(
                .init(owner: renamed(urls.owner), server: renamed(urls.server)))
            Interruption.waitIfUnderWay()
            try cluster.stop()
            return figures
        } catch {
            Interruption.waitIfUnderWay()
            try? cluster.stop()
            throw error
        }
    }

    private static func renamed(_ url: String) -> String {
        guard let mark = url.firstRange(of: "/dray?") else { return url }
        return url.replacingCharacters("/dray_bench?", in: mark)
    }

    private static func measure(
        _ plan: Plan, _ urls: Cluster.URLs, _ project: String
    ) throws -> [BenchFigures] {
        let owner = try prepare(ConnectionSettings(urls.owner), project)
        let world = try BenchWorld(owner, policies: project + "/Policies")
        try world.write()
        let backend = try owner.query("select pg_backend_pid()")
        guard let process = backend.first?[0].flatMap({ pid_t($0) }),
            let postmaster = ProcessorTime.parent(of: process)
        else { throw BenchFailure("PostgreSQL has to run on this machine to be measured") }
        mkdir(project + "/.dray", 0o755)
        let settings = settings(plan, urls, world)
        if plan.isBooks {
            let log = project + "/.dray/bench-server.log"
            try BookBench(world: world) {
                try BenchServer(settings: settings, log: log)
            }.run()
            return []
        }
        var startUps: [Duration] = []
        var server: BenchServer?
        for _ in 0..<3 {
            server?.stop()
            let next = try BenchServer(settings: settings, log: project + "/.dray/bench-server.log")
            startUps.append(next.startUp)
            server = next
        }
        guard let server else { return [] }
        defer { server.stop() }
        startUps.sort()
        let readiness = Double(startUps[1].components.attoseconds) / 1e15
        Terminal.say(
            "ready \(BenchFigures.text(readiness, 0)) ms after the start, nothing to be migrated\n")
        if plan.isSearch {
            try SearchBench(
                world: world, server: server, postmaster: postmaster, seconds: plan.seconds
            ).run()
            return []
        }
        let pgbench = Pgbench(
            binary: try Pgbench.find(), url: urls.server, postmaster: postmaster,
            folder: project + "/.dray")
        let run = BenchRun(world, server, pgbench, seconds: plan.seconds)
        try run.prepare()
        if plan.isStorm {
            let storm = SignInStorm(
                world: world, server: server, owner: owner, seconds: plan.seconds)
            try storm.run()
            return []
        }
        if plan.isGrowth {
            try OrderGrowth(world: world, run: run).measure()
            return []
        }
        Terminal.say(BenchFigures.heading)
        var all: [BenchFigures] = []
        for letter in plan.cases {
            for connections in plan.connections {
                let figures = try run.measure(letter, connections: connections)
                Terminal.say(figures.row)
                all.append(figures)
            }
        }
        return all
    }

    /// What the servers are started with.
    private static func settings(
        _ plan: Plan, _ urls: Cluster.URLs, _ world: BenchWorld
    ) -> [String: String] {
        var settings = [
            "DATABASE_URL": urls.server, "DATABASE_OWNER_URL": urls.owner,
            "DRAY_TOKEN_KEYS": world.tokenKeys, "DRAY_PASSWORD_PEPPER": Random.token(),
        ]
        // Counted as ever, and never refused: what the limits cost is in the figures.
        for name in ["ADDRESS_READ", "ADDRESS_WRITE", "ACCOUNT_READ", "ACCOUNT_WRITE"] {
            settings["DRAY_RATE_\(name)"] = "1000000000/1s"
        }
        if plan.isStorm { settings.merge(SignInStorm.settings) { $1 } }
        return settings
    }

    private static func prepare(
        _ settings: ConnectionSettings, _ project: String
    ) throws -> AdminConnection {
        _ = try Migrator(folder: project + "/Migrations", settings: settings).run()
        let owner = try AdminConnection(settings)
        try PolicyFiles.apply(PolicyFiles.load(project + "/Policies"), owner)
        return owner
    }

    private static func write(_ figures: [BenchFigures], to path: String) throws {
        guard let file = fopen(path, "w") else { throw BenchFailure("can't write \(path)") }
        defer { fclose(file) }
        fputs("[\n" + figures.map(\.json).joined(separator: ",\n") + "\n]\n", file)
    }
}

extension String {
    /// The same with other characters in place of some.
    func replacingCharacters(_ text: String, in range: Range<Index>) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
