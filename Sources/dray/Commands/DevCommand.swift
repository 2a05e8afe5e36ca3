import API
import Bedrock
import Console
import Glibc
import Loop
import Organizations
import Platform
import Postgres

/// `dray dev`
enum DevCommand {
    static let entry = CommandEntry(
        name: "dev", summary: "Serve on loopback with a PostgreSQL and demo data of its own.",
        help: """
            usage: dray dev [--no-seed]

            Starts a private PostgreSQL in .dray/postgres (or uses DATABASE_URL where it is set),
            migrates it, applies the policies, loads the demo data of Seeds/ and serves on
            DRAY_HOST and DRAY_PORT (127.0.0.1:8080). Letters are not sent, unless DRAY_MAIL says
            so, but written to the log and shown at /dev/mailbox. Ctrl-C stops all of it.

              --no-seed   don't load the demo data
            """
    ) { arguments in
        guard let flags = Flags.parse(arguments, switches: ["no-seed"]) else {
            return ExitCode.usage
        }
        TerminationSignals.install()
        guard let configuration = Setting.configuration(isDevelopment: true) else {
            return ExitCode.configuration
        }
        guard let folder = Surroundings.projectFolder() else {
            Terminal.complain("dray dev: Migrations/ is neither here nor above the executable")
            return ExitCode.configuration
        }
        do {
            return try await run(configuration, folder, seeding: !flags.has("no-seed"))
        } catch {
            Terminal.complain("dray dev: \(error)")
            return ExitCode.unavailable
        }
    }

    private static func run(
        _ configuration: Configuration, _ folder: String, seeding: Bool
    ) async throws -> Int32 {
        mkdir(folder + "/.dray", 0o755)
        guard
            let keys = Setting.keys(configuration, developmentFolder: folder + "/.dray")
        else { return ExitCode.configuration }
        if let url = configuration.databaseURL?.reveal() {
            let owner = Setting.ownerURL(configuration) ?? url
            return try await serve(
                configuration, (owner: owner, server: url), folder, keys, seeding: seeding)
        }
        var cluster = try Cluster(project: folder)
        let urls = try cluster.start()
        do {
            let code = try await serve(
                configuration, (owner: urls.owner, server: urls.server), folder, keys,
                seeding: seeding)
            try cluster.stop()
            return code
        } catch {
            try? cluster.stop()
            throw error
        }
    }

    private static func serve(
        _ configuration: Configuration, _ urls: (owner: String, server: String),
        _ folder: String, _ keys: ServerKeys, seeding: Bool
    ) async throws -> Int32 {
        let log = Log(LogSink(level: configuration.logLevel))
        let catalog = try ServeCommand.prepare(
            (url: urls.owner, folder: folder), migrating: true, log)
        let parts = ServerParts(
            configuration: configuration, databaseURL: urls.server, catalog: catalog, keys: keys,
            isDevelopment: true, log: log)
        let server = try await Server.start(parts)
        guard await server.waitUntilReady(for: .seconds(10)) else {
            await server.stop()
            throw NotUpToDate(what: ["PostgreSQL can't be reached"])
        }
        let base = "http://\(configuration.host):\(server.port)"
        do {
            var demo = try await DemoAccounts.prepare(
                urls.owner, folder: folder, admins: configuration.platformAdmins, parts)
            try ServeCommand.nameTechnicians(configuration.technicians, urls.owner, log)
            if seeding {
                demo = try await DemoSeed.load(
                    baseURL: base, folder: folder + "/Seeds", loop: server.loop
                ) { Terminal.say($0) }
            }
            Terminal.say(Welcome.text(base: base, demo: demo))
        } catch {
            await server.stop()
            throw error
        }
        await ServeCommand.waitAndStop(server, log)
        return ExitCode.ok
    }
}
