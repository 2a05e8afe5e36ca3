import Bench
import Console

// Commands that work on a running server, under their own folders.

/// `dray seed`
enum SeedEntry {
    static let entry = CommandEntry(
        name: "seed", summary: "Load the demo data into a running server.", help: SeedCommand.help
    ) { arguments in
        await SeedCommand.run(arguments: arguments, environment: Surroundings.environment)
    }
}

/// `dray replay`
enum ReplayEntry {
    static let entry = CommandEntry(
        name: "replay", summary: "Replay a month of a wholesaler's trade and reconcile it.",
        help: ReplayCommand.help
    ) { arguments in
        await ReplayCommand.run(arguments: arguments, environment: Surroundings.environment)
    }
}

/// `dray bench`
enum BenchEntry {
    static let entry = CommandEntry(
        name: "bench", summary: "Measure the server beside pgbench, on one PostgreSQL.",
        help: BenchCommand.help
    ) { arguments in
        await BenchCommand.run(arguments: arguments, environment: Surroundings.environment)
    }
}
