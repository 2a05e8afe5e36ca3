import Console
import Glibc

/// A command of the executable.
struct CommandEntry: Sendable {
    let name: String
    let summary: String
    let help: String
    let run: @Sendable ([String]) async -> Int32
}

/// What `dray` can do.
enum Commands {
    static let all: [CommandEntry] = [
        DevCommand.entry, ServeCommand.entry, MigrateCommand.entry, PoliciesCommand.entry,
        SeedEntry.entry, ImportCommand.entry, ReplayEntry.entry, OpenAPICommand.entry,
        RoutesCommand.entry, DoctorCommand.entry, BenchEntry.entry, AdminCommand.entry,
    ]

    /// Runs the command named first; the exit code is conventional: 0 done, 1 failed, 64 wrong
    /// usage, 69 something needed can't be reached, 78 wrong configuration.
    static func run(_ arguments: [String]) async -> Int32 {
        guard let name = arguments.first, !["-h", "--help", "help"].contains(name) else {
            if arguments.count > 1, let command = all.first(where: { $0.name == arguments[1] }) {
                print(command.help)
            } else {
                print(overview)
            }
            return arguments.isEmpty ? ExitCode.usage : ExitCode.ok
        }
        guard let command = all.first(where: { $0.name == name }) else {
            Terminal.complain("dray: there is no command \(name); `dray --help` lists them")
            return ExitCode.usage
        }
        let rest = Array(arguments.dropFirst())
        if rest.contains("-h") || rest.contains("--help") {
            print(command.help)
            return ExitCode.ok
        }
        return await command.run(rest)
    }

    private static var overview: String {
        let width = all.map(\.name.count).max() ?? 0
        let lines = all.map { command in
            let gap = String(repeating: " ", count: width - command.name.count + 2)
            return "  \(command.name)\(gap)\(command.summary)"
        }
        return """
            dray: the backend that wholesalers, distributors, brand owners and retailers trade on.

            usage: dray COMMAND [FLAGS]

            \(lines.joined(separator: "\n"))

            `dray COMMAND --help` says more. Settings come from the environment:
            docs/configuration.md lists them, `dray doctor` checks them.
            """
    }
}
