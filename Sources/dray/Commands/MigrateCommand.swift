import Bedrock
import Console
import Identity
import Organizations
import Platform
import Postgres

/// `dray migrate`
enum MigrateCommand {
    static let entry = CommandEntry(
        name: "migrate", summary: "Bring the database's schema up to date.",
        help: """
            usage: dray migrate [--check]

            Applies the files of Migrations/ that the database has not seen: in order, one
            transaction each, under a lock, so that two at once are safe. A file that was changed
            after it was applied is an error. Uses DATABASE_OWNER_URL, or DATABASE_URL.

              --check   apply nothing; exit 1 where something is to be applied
            """
    ) { arguments in
        guard let flags = Flags.parse(arguments, switches: ["check"]) else {
            return ExitCode.usage
        }
        guard let setting = Setting.database() else { return ExitCode.configuration }
        do throws(MigrationProblem) {
            if flags.has("check") {
                let migrator = try Migrator(
                    folder: setting.folder + "/Migrations",
                    settings: ConnectionSettings(setting.url))
                let pending = try migrator.pending()
                pending.forEach { Terminal.say("pending: \($0)") }
                return pending.isEmpty ? ExitCode.ok : ExitCode.failed
            }
            let applied = try Setting.migrate(setting.url, folder: setting.folder)
            applied.forEach { Terminal.say("applied: \($0)") }
            if applied.isEmpty { Terminal.say("the schema is up to date") }
            return ExitCode.ok
        } catch {
            Terminal.complain("dray migrate: \(error)")
            return ExitCode.failed
        }
    }
}

/// `dray policies`
enum PoliciesCommand {
    static let entry = CommandEntry(
        name: "policies", summary: "Apply the hard roles and privileges of Policies/.",
        help: """
            usage: dray policies

            Writes the roles, privileges and cells of Policies/, and what businesses have to show,
            to the database and checks that every operation's privileges are among them. Uses
            DATABASE_OWNER_URL, or DATABASE_URL.
            """
    ) { arguments in
        guard Flags.parse(arguments) != nil else { return ExitCode.usage }
        guard let setting = Setting.database() else { return ExitCode.configuration }
        do {
            let (catalog, requirements) = try Setting.applyPolicies(
                setting.url, folder: setting.folder)
            Terminal.say(
                "policies \(catalog.version): \(catalog.roles.count) roles, "
                    + "\(catalog.privileges.count) privileges, \(catalog.cells.count) cells, "
                    + "\(requirements) requirements")
            return ExitCode.ok
        } catch {
            Terminal.complain("dray policies: \(error)")
            return ExitCode.failed
        }
    }
}

extension Setting {
    /// The owner's address and the project's folder; complains where either is missing.
    static func database() -> (url: String, folder: String)? {
        guard let configuration = configuration(isDevelopment: true) else { return nil }
        guard let url = ownerURL(configuration) else {
            Terminal.complain("dray: set DATABASE_OWNER_URL or DATABASE_URL")
            return nil
        }
        guard let folder = Surroundings.projectFolder() else {
            Terminal.complain("dray: Migrations/ is neither here nor above the executable")
            return nil
        }
        return (url, folder)
    }

    /// Writes Policies/ to the database.
    static func applyPolicies(
        _ url: String, folder: String
    ) throws -> (PrivilegeCatalog, requirements: Int) {
        let catalog = try PolicyFiles.load(folder + "/Policies")
        let requirements = try RequirementFiles.load(folder + "/Policies")
        let connection = try AdminConnection(ConnectionSettings(url))
        try PolicyFiles.apply(catalog, connection)
        try RequirementFiles.apply(requirements, connection)
        return (catalog, requirements.count)
    }
}
