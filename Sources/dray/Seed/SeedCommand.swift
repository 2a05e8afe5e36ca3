import Console

/// `dray seed`: the demo data, loaded into a running server.
struct SeedCommand {
    static let help = """
        usage: dray seed [--url URL] [--folder FOLDER]

        Loads the demo data through the public API of a running server that shows its letters
        (`dray dev`). What is there is left as it is.

          --url URL         the server (http://127.0.0.1:8080)
          --folder FOLDER   the demo data (the project's Seeds)
        """

    /// Runs the command.
    static func run(arguments: [String], environment: [String: String]) async -> Int32 {
        guard let flags = Flags.parse(arguments, values: ["url", "folder"]) else {
            return ExitCode.usage
        }
        let ours = Surroundings.projectFolder().map { $0 + "/Seeds" }
        guard let folder = flags.text("folder") ?? ours else {
            Terminal.complain("dray seed: Seeds/ is neither here nor above the executable")
            return ExitCode.configuration
        }
        let url = flags.text("url") ?? "http://127.0.0.1:8080"
        do {
            let signIns = try await CommandLoop.run { loop in
                try await DemoSeed.load(baseURL: url, folder: folder, loop: loop) {
                    Terminal.say($0)
                }
            }
            for one in signIns { Terminal.say("\(one.role)  \(one.email)  \(one.password)") }
            return ExitCode.ok
        } catch {
            Terminal.complain("dray seed: \(error)")
            return ExitCode.failed
        }
    }
}
