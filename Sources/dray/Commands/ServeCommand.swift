import API
import Bedrock
import Console
import Glibc
import Identity
import Loop
import Organizations
import Platform
import Postgres

/// `dray serve`
enum ServeCommand {
    static let entry = CommandEntry(
        name: "serve", summary: "Serve the API.",
        help: """
            usage: dray serve [--no-migrate]

            Brings the schema up to date, checks the policies and serves until SIGTERM or SIGINT,
            then finishes what it accepted. Needs DATABASE_URL, DRAY_TOKEN_KEYS and
            DRAY_PASSWORD_PEPPER; migrates with DATABASE_OWNER_URL where it is set.

              --no-migrate   don't touch the schema or the policies; refuse to start where they
                             are not up to date
            """
    ) { arguments in
        guard let flags = Flags.parse(arguments, switches: ["no-migrate"]) else {
            return ExitCode.usage
        }
        TerminationSignals.install()
        guard let configuration = Setting.configuration(isDevelopment: false),
            let setting = Setting.database(),
            let keys = Setting.keys(configuration, developmentFolder: nil),
            let url = configuration.databaseURL?.reveal()
        else {
            Terminal.complain("dray serve: `dray doctor` says what is missing")
            return ExitCode.configuration
        }
        let log = Log(LogSink(level: configuration.logLevel))
        do {
            let catalog = try prepare(setting, migrating: !flags.has("no-migrate"), log)
            try nameTechnicians(configuration.technicians, setting.url, log)
            let parts = ServerParts(
                configuration: configuration, databaseURL: url, catalog: catalog, keys: keys,
                isDevelopment: false, log: log)
            let server = try await Server.start(parts)
            _ = await server.waitUntilReady(for: .seconds(5))
            log.info(
                "serving", .text("host", configuration.host), .number("port", server.port),
                .flag("ready", server.isReady))
            await ServeCommand.waitAndStop(server, log)
            return ExitCode.ok
        } catch {
            log.error("not_serving", .error(error))
            log.flush()
            Terminal.complain("dray serve: \(error)")
            return ExitCode.unavailable
        }
    }

    /// The schema and the policies as they must be; throws where they aren't.
    static func prepare(
        _ setting: (url: String, folder: String), migrating: Bool, _ log: Log
    ) throws -> PrivilegeCatalog {
        if migrating {
            for name in try Setting.migrate(setting.url, folder: setting.folder) {
                log.info("migrated", .text("file", name))
            }
        } else {
            let pending = try Migrator(
                folder: setting.folder + "/Migrations", settings: ConnectionSettings(setting.url)
            ).pending()
            guard pending.isEmpty else { throw NotUpToDate(what: pending) }
        }
        let catalog = try PolicyFiles.load(setting.folder + "/Policies")
        let requirements = try RequirementFiles.load(setting.folder + "/Policies")
        let connection = try AdminConnection(ConnectionSettings(setting.url))
        if migrating {
            if try PolicyFiles.apply(catalog, connection) {
                log.info("policies_applied", .number("version", catalog.version))
            }
            if try RequirementFiles.apply(requirements, connection) {
                log.info("requirements_applied", .number("version", requirements.version))
            }
        } else if try PolicyFiles.obstacles(catalog, connection) != nil
            || RequirementFiles.obstacles(requirements, connection) != nil
        {
            throw NotUpToDate(what: ["policies"])
        }
        let unknown = API.operations().unknownPrivileges(in: catalog)
        guard unknown.isEmpty else { throw NotUpToDate(what: unknown) }
        return catalog
    }

    /// Makes technicians of those that the configuration names, and of nobody else.
    static func nameTechnicians(_ emails: [String], _ url: String, _ log: Log) throws {
        let connection = try AdminConnection(ConnectionSettings(url))
        let changes = try PlatformBootstrap.setTechnicians(emails, connection)
        if !changes.given.isEmpty || !changes.taken.isEmpty {
            log.info(
                "technicians_named", .number("given", changes.given.count),
                .number("taken", changes.taken.count))
        }
        if !changes.unknown.isEmpty {
            log.warning("technicians_without_account", .number("count", changes.unknown.count))
        }
    }

    /// Serves until a signal comes, then finishes what was accepted. A second signal ends at once.
    static func waitAndStop(_ server: Server, _ log: Log) async {
        let signal = await server.waitForSignal()
        TerminationSignals.uninstall()
        log.info("stopping", .number("signal", signal))
        await server.stop()
        log.info("stopped")
        log.flush()
    }
}

/// Something that must be there before serving isn't.
struct NotUpToDate: Error, CustomStringConvertible {
    let what: [String]

    var description: String {
        "not up to date: \(what.joined(separator: ", ")); run `dray migrate` and `dray policies`"
    }
}
