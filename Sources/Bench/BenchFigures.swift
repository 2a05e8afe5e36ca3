/// What one case at one number of connections came to.
struct BenchFigures {
    let letter: String
    let connections: Int
    var requestsPerSecond = 0.0
    var p50 = 0.0
    var p99 = 0.0
    /// Microseconds of processor time in a request or transaction.
    var server = 0.0
    var postgres = 0.0
    var pgbench = 0.0
    var pgbenchPostgres = 0.0
    var memory = 0.0
    var pgbenchPerSecond = 0.0

    /// (server + PostgreSQL) / (pgbench + PostgreSQL).
    var ratio: Double {
        let beside = pgbench + pgbenchPostgres
        return beside > 0 ? (server + postgres) / beside : 0
    }

    /// The figures as an object of the report.
    var json: String {
        """
          {"case": "\(letter)", "connections": \(connections), \
        "requests_per_second": \(Self.text(requestsPerSecond, 1)), "p50_ms": \(Self.text(p50, 3)), \
        "p99_ms": \(Self.text(p99, 3)), "server_cpu_us": \(Self.text(server, 1)), \
        "postgres_cpu_us": \(Self.text(postgres, 1)), "pgbench_cpu_us": \(Self.text(pgbench, 1)), \
        "pgbench_postgres_cpu_us": \(Self.text(pgbenchPostgres, 1)), \
        "ratio_cpu": \(Self.text(ratio, 3)), "server_rss_mib": \(Self.text(memory, 1))}
        """
    }

    static let heading = line(
        [
            "case", "conns", "requests/s", "p50 ms", "p99 ms", "server µs", "postgres µs",
            "pgbench tx/s", "pgbench µs", "postgres µs", "ratio", "MiB",
        ])

    /// The figures as a line of the table.
    var row: String {
        Self.line(
            [
                letter, "\(connections)", Self.text(requestsPerSecond, 0), Self.text(p50, 2),
                Self.text(p99, 2), Self.text(server, 1), Self.text(postgres, 1),
                Self.text(pgbenchPerSecond, 0), Self.text(pgbench, 1),
                Self.text(pgbenchPostgres, 1), Self.text(ratio, 2), Self.text(memory, 0),
            ])
    }

    private static func line(_ cells: [String]) -> String {
        let widths: [Int] = [4, 5, 10, 7, 7, 9, 11, 12, 10, 11, 6, 5]
        return zip(cells, widths).map { cell, width in
            String(repeating: " ", count: max(0, width - cell.count)) + cell
        }.joined(separator: "  ")
    }

    /// A number with so many decimals.
    static func text(_ value: Double, _ decimals: Int) -> String {
        var power = 1.0
        for _ in 0..<decimals { power *= 10 }
        let scaled = Int64((value * power).rounded())
        guard decimals > 0 else { return "\(scaled)" }
        let fraction = "\(abs(scaled) % Int64(power))"
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(scaled < 0 ? "-" : "")\(abs(scaled) / Int64(power)).\(zeros)\(fraction)"
    }
}
