import Bedrock
import Console
import Postgres

/// `dray doctor --ledger`: every organization's ledger held against what is kept beside it.
enum LedgerCheck {
    /// Differences that are named of each organization.
    private static let shown = 20

    static func run() -> Int32 {
        let configuration: Configuration
        do throws(ConfigProblems) {
            configuration = try Configuration.load(
                Surroundings.environment, isDevelopment: true)
        } catch {
            Terminal.complain("dray doctor: the configuration is not valid; run `dray doctor`.")
            return ExitCode.failed
        }
        guard let url = Setting.ownerURL(configuration) ?? ProjectDatabase.url() else {
            Terminal.complain("dray doctor: set DATABASE_URL or DATABASE_OWNER_URL.")
            return ExitCode.failed
        }
        do throws(DatabaseError) {
            return try compare(AdminConnection(ConnectionSettings(url)))
        } catch {
            Terminal.complain("dray doctor: PostgreSQL can't be used: \(error)")
            return ExitCode.failed
        }
    }

    private static func compare(_ connection: AdminConnection) throws(DatabaseError) -> Int32 {
        // The tables' owner too sees an organization's rows from inside it alone; which there are
        // is said by the directory and by the onboardings.
        _ = try connection.query(
            """
            select set_config('app.directory', 'on', false),
                set_config('app.platform', 'on', false)
            """)
        let organizations = try connection.query(
            """
            select o.organization_id as id from organizations.organizations o
            union
            select b.organization_id from organizations.onboardings b
            where b.organization_id is not null order by id
            """)
        var (events, differing) = (0, 0)
        for case let id? in organizations.compactMap(\.first) {
            _ = try connection.query("select set_config('app.organization', $1, false)", [id])
            let last = try connection.query("select ledger.number_events()")
            events += last.first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
            let rows = try connection.query(
                """
                select projection, subject_id, member, told, kept
                from ledger.differences($1::uuid) limit \(shown)
                """, [id])
            differing += rows.count
            for row in rows {
                let words = row.map { $0 ?? "nothing" }
                Terminal.say(
                    "organization \(id): \(words[0]) \(words[1]) \(words[2]): the ledger tells "
                        + "\(words[3]), the table holds \(words[4])")
            }
        }
        guard differing == 0 else { return ExitCode.failed }
        Terminal.say(
            "\(events) events of \(organizations.count) organizations tell what the tables hold.")
        return ExitCode.ok
    }
}
