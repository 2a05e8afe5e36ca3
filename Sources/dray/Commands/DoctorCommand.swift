import API
import Bedrock
import Console
import Glibc
import Identity
import Organizations
import Platform
import Postgres

/// `dray doctor`
enum DoctorCommand {
    static let entry = CommandEntry(
        name: "doctor", summary: "Say what is missing or misconfigured, and what mends it.",
        help: """
            usage: dray doctor [--settings | --ledger]

            Checks the configuration, the mail server, the storage (by an object that is kept,
            found and removed), the project's folders, PostgreSQL, the server's role, the schema and
            the policies. Each finding comes with the command that mends it. Exit 0 where nothing is
            wrong, 1 otherwise.

              --settings   print the table of every setting instead
              --ledger     work out anew what each organization's ledger tells, and say where the
                           tables say otherwise; reads every ledger from its first event on
            """
    ) { arguments in
        guard let flags = Flags.parse(arguments, switches: ["settings", "ledger"]) else {
            return ExitCode.usage
        }
        if flags.has("settings") {
            Terminal.say(Configuration.markdown)
            return ExitCode.ok
        }
        if flags.has("ledger") { return LedgerCheck.run() }
        var examination = Examination()
        await examination.run()
        return examination.isHealthy ? ExitCode.ok : ExitCode.failed
    }
}

/// A round through everything a server needs.
private struct Examination {
    private(set) var isHealthy = true

    mutating func run() async {
        guard let configuration = configuration() else { return }
        await checkMail(configuration)
        await checkStorage(configuration.storage)
        guard let folder = Surroundings.projectFolder() else {
            return bad("Migrations/ is missing", "run dray in the project's folder")
        }
        good("the project's folder is \(folder)")
        guard let url = Setting.ownerURL(configuration) else {
            note("DATABASE_URL is not set: `dray dev` starts a PostgreSQL of its own; "
                + "`dray serve` needs one")
            return
        }
        do throws(DatabaseError) {
            let owner = try AdminConnection(ConnectionSettings(url))
            good("PostgreSQL \(try version(owner)) answers")
            checkSchema(url, folder)
            try checkPolicies(owner, folder)
            try checkRole(configuration.databaseURL?.reveal() ?? url)
        } catch {
            bad(
                "PostgreSQL can't be used: \(error)",
                "check DATABASE_URL and DATABASE_OWNER_URL, and that PostgreSQL runs")
        }
    }

    private mutating func configuration() -> Configuration? {
        do throws(ConfigProblems) {
            let configuration = try Configuration.load(
                Surroundings.environment, isDevelopment: true)
            good("the configuration is valid")
            if configuration.tokenKeys == nil {
                note("DRAY_TOKEN_KEYS is not set: `dray serve` needs it; make one with "
                    + "`echo \"k1:$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')\"`")
            }
            return configuration
        } catch {
            for problem in error.problems {
                bad(
                    "\(problem.name): \(problem.message)",
                    "export \(problem.name)=… (docs/configuration.md)")
            }
            return nil
        }
    }

    private mutating func checkMail(_ configuration: Configuration) async {
        guard let server = configuration.mailServer else {
            return note("letters are not sent: DRAY_MAIL is \(configuration.mail.rawValue)")
        }
        if let failure = await MailCheck.failure(of: server) {
            bad(
                "the mail server \(server.url) can't be used: \(failure)",
                "check DRAY_SMTP_URL, DRAY_SMTP_SECURITY, DRAY_SMTP_USER and DRAY_SMTP_PASSWORD")
        } else {
            good("the mail server \(server.url) answers")
        }
    }

    private mutating func checkStorage(_ storage: Configuration.Storage) async {
        let failure = await StorageCheck.failure(of: storage)
        guard let s3 = storage.s3 else {
            guard let failure else {
                return good("the storage in the folder \(storage.folder) takes objects")
            }
            return bad(
                "the storage in the folder \(storage.folder) can't be used: \(failure)",
                "check DRAY_STORAGE_DIR: whether it may be written to, and has room")
        }
        guard let failure else {
            return good("the storage in the bucket \(s3.bucket) at \(s3.endpoint) takes objects")
        }
        bad(
            "the storage in the bucket \(s3.bucket) at \(s3.endpoint) can't be used: \(failure)",
            "check DRAY_S3_ENDPOINT, DRAY_S3_REGION, DRAY_S3_BUCKET, DRAY_S3_ACCESS_KEY and "
                + "DRAY_S3_SECRET_KEY, and DRAY_STORAGE_DIR, where uploads wait")
    }

    private func version(_ connection: AdminConnection) throws(DatabaseError) -> String {
        try connection.query("show server_version").first?.first.flatMap { $0 } ?? "?"
    }

    private mutating func checkSchema(_ url: String, _ folder: String) {
        do throws(MigrationProblem) {
            let pending = try Migrator(
                folder: folder + "/Migrations", settings: ConnectionSettings(url)
            ).pending()
            pending.isEmpty
                ? good("the schema is up to date")
                : bad("\(pending.count) migrations are to be applied", "dray migrate")
        } catch {
            bad("the migrations can't be applied: \(error)", "restore Migrations/ as released")
        }
    }

    private mutating func checkPolicies(
        _ connection: AdminConnection, _ folder: String
    ) throws(DatabaseError) {
        do {
            let catalog = try PolicyFiles.load(folder + "/Policies")
            let unknown = API.operations().unknownPrivileges(in: catalog)
            if !unknown.isEmpty {
                bad(
                    "operations ask for unknown privileges: \(unknown.joined(separator: ", "))",
                    "add them to Policies/privileges.csv")
            }
            let requirements = try RequirementFiles.load(folder + "/Policies")
            try PolicyFiles.obstacles(catalog, connection) == nil
                && RequirementFiles.obstacles(requirements, connection) == nil
                ? good("the policies are applied")
                : bad("the policies are not applied", "dray policies")
        } catch let error as DatabaseError {
            throw error
        } catch {
            bad("Policies/ can't be read: \(error)", "restore Policies/ as released")
        }
    }

    /// The server's role must own nothing and bypass nothing.
    private mutating func checkRole(_ url: String) throws(DatabaseError) {
        let server = try AdminConnection(ConnectionSettings(url, role: "dray_server"))
        let rows = try server.query(
            """
            select r.rolsuper or r.rolbypassrls,
                exists (select from pg_class c where c.relowner = r.oid)
            from pg_roles r where r.rolname = current_user
            """)
        let row = rows.first ?? []
        if row.first == "t" {
            bad(
                "the role dray_server may bypass row-level security",
                "psql -c 'alter role dray_server nosuperuser nobypassrls'")
        } else if row.last == "t" {
            bad("the role dray_server owns tables", "psql -c 'reassign owned by dray_server …'")
        } else {
            good("the server's role owns nothing and bypasses nothing")
        }
    }

    private func good(_ text: String) { Terminal.say("ok     \(text)") }

    private func note(_ text: String) { Terminal.say("note   \(text)") }

    private mutating func bad(_ text: String, _ mend: String) {
        isHealthy = false
        Terminal.say("wrong  \(text)\n       mend: \(mend)")
    }
}
