import Console
import Glibc
import Loop

/// Runs pgbench and says what it came to.
struct Pgbench {
    /// What a transaction costs.
    struct Outcome {
        var transactionsPerSecond = 0.0
        /// Microseconds of pgbench's own processor time in a transaction.
        var own = 0.0
        /// The same of PostgreSQL's, all its processes.
        var postgres = 0.0
    }

    private struct Run {
        var transactions = 0.0
        var rate = 0.0
        var own = 0.0
        var postgres = 0.0
    }

    let binary: String
    let url: String
    let postmaster: pid_t
    /// Where its scripts are written.
    let folder: String

    /// Runs scripts side by side, each client counting its turns from `turn` on.
    ///
    /// A short run comes first, and what it costs is taken off: connecting, preparing and the first
    /// plans are no part of a transaction.
    func run(
        _ scripts: [PgbenchScript], clients: Int, after turn: Int, warmUp: Int, extent: Extent
    ) throws -> Outcome {
        let short = try once(scripts, clients, .transactions(warmUp), from: turn)
        let long = try once(scripts, clients, extent, from: turn + warmUp)
        let count = long.transactions - short.transactions
        guard count > 0 else { throw BenchFailure("pgbench ran too short") }
        return Outcome(
            transactionsPerSecond: long.rate,
            own: (long.own - short.own) / count * 1e6,
            postgres: (long.postgres - short.postgres) / count * 1e6)
    }

    enum Extent {
        case seconds(Double)
        /// So many for each client.
        case transactions(Int)
    }

    private func once(
        _ scripts: [PgbenchScript], _ clients: Int, _ extent: Extent, from turn: Int
    ) throws -> Run {
        var words = [binary, "-n", "-M", "prepared", "-c", "\(clients)", "-j", "2"]
        switch extent {
        case .seconds(let seconds): words += ["-T", "\(max(1, Int(seconds)))"]
        case .transactions(let count): words += ["-t", "\(count)"]
        }
        words += ["-D", "i=\(turn)"]
        for (index, script) in scripts.enumerated() {
            let path = "\(folder)/pgbench-\(index).sql"
            guard let file = fopen(path, "w") else { throw BenchFailure("can't write \(path)") }
            fputs(script.text, file)
            fclose(file)
            words += ["-f", path]
            for (name, value) in script.definitions { words += ["-D", "\(name)=\(value)"] }
        }
        setenv("PGOPTIONS", "-c role=dray_server", 1)
        defer { unsetenv("PGOPTIONS") }
        let own = ProcessorTime.secondsOfEndedChildren()
        let postgres = ProcessorTime.secondsOfFamily(postmaster)
        let command = try ChildCommand.run(words + [url])
        guard command.status == 0 else { throw BenchFailure("pgbench failed: \(command.output)") }
        var run = Run()
        run.own = ProcessorTime.secondsOfEndedChildren() - own
        // Backends end a moment after their clients.
        usleep(50_000)
        run.postgres = ProcessorTime.secondsOfFamily(postmaster) - postgres
        run.transactions = Self.number(in: command.output, after: "actually processed: ")
        run.rate = Self.number(in: command.output, after: "tps = ")
        return run
    }

    private static func number(in text: String, after words: String) -> Double {
        for line in text.split(separator: "\n") {
            guard let at = line.firstRange(of: words) else { continue }
            let digits = line[at.upperBound...].prefix { $0.isNumber || $0 == "." }
            return Double(digits) ?? 0
        }
        return 0
    }

    /// PostgreSQL's own program, not the distribution's wrapper around it.
    static func find() throws -> String {
        var matches = glob_t()
        defer { globfree(&matches) }
        if glob("/usr/lib/postgresql/*/bin/pgbench", 0, nil, &matches) == 0,
            matches.gl_pathc > 0, let last = matches.gl_pathv[Int(matches.gl_pathc) - 1]
        {
            return String(cString: last)
        }
        for folder in (Surroundings.environment["PATH"] ?? "").split(separator: ":") {
            let path = "\(folder)/pgbench"
            if access(path, X_OK) == 0 { return path }
        }
        throw BenchFailure("there is no pgbench; it comes with PostgreSQL (script/setup)")
    }
}
