/// Brings a database's schema up to the files of a folder, forward only.
///
/// Each file runs once, in a transaction of its own, and its SHA-256 is recorded with it. A file
/// that was edited, is missing or comes too late is refused before anything runs. An advisory lock
/// lets servers that start together take turns.
public struct Migrator: Sendable {
    private let files: [MigrationFile]
    private let settings: ConnectionSettings

    /// The key of the advisory lock: "dray" in ASCII.
    private static let lock = 0x6472_6179

    /// - Parameter settings: of the role that is to own what the migrations make.
    public init(folder: String, settings: ConnectionSettings) throws(MigrationProblem) {
        files = try MigrationFile.all(in: folder)
        var settings = settings
        // Neither an index that takes an hour nor the wait for another server is an error.
        settings.statementTimeout = nil
        settings.lockTimeout = nil
        self.settings = settings
    }

    /// Runs what has not been run; one query when that is nothing.
    /// - Parameter report: told of each file that was run.
    /// - Returns: the names of the files that were run.
    @discardableResult
    public func run(
        _ report: (String) -> Void = { _ in }
    ) throws(MigrationProblem) -> [String] {
        let connection = try attempt { () throws(DatabaseError) in try AdminConnection(settings) }
        if try pending(connection)?.isEmpty == true { return [] }
        try attempt { () throws(DatabaseError) in
            _ = try connection.query("select pg_advisory_lock(\(Self.lock))")
            try connection.execute(Self.ledger)
        }
        // Asked again: another server may have run them while this one waited for the lock.
        let missing = try pending(connection) ?? files
        for file in missing {
            try run(file, on: connection)
            report(file.name)
        }
        try attempt { () throws(DatabaseError) in
            _ = try connection.query("select pg_advisory_unlock(\(Self.lock))")
        }
        return missing.map(\.name)
    }

    /// The files that have not been run, all of them when there is no ledger yet.
    public func pending() throws(MigrationProblem) -> [String] {
        let connection = try attempt { () throws(DatabaseError) in try AdminConnection(settings) }
        return (try pending(connection) ?? files).map(\.name)
    }

    /// The files that have not been run; nil when there is no ledger yet.
    private func pending(
        _ connection: AdminConnection
    ) throws(MigrationProblem) -> [MigrationFile]? {
        var numbers = ParameterBytes()
        files.map(\.number).encode(into: &numbers)
        var bodies = ParameterBytes()
        files.map(\.bytes).encode(into: &bodies)
        let rows: [[String?]]
        do {
            rows = try connection.query(Self.comparison, arrays: [numbers, bodies])
        } catch {
            // The ledger's table or schema does not exist yet.
            if error.server?.sqlstate == "42P01" || error.server?.sqlstate == "3F000" { return nil }
            throw .database(error)
        }
        return try judge(rows)
    }

    /// Goes through what differs between the folder and the ledger.
    /// - Parameter rows: number in the folder, name in the ledger, the ledger's last name.
    private func judge(_ rows: [[String?]]) throws(MigrationProblem) -> [MigrationFile] {
        var missing: [MigrationFile] = []
        for row in rows {
            let number = row[0].flatMap { Int($0) }
            let file = files.first { $0.number == number }
            switch (file, row[1]) {
            case (let file?, let recorded?):
                throw file.name == recorded ? .edited(file.name) : .missing(recorded)
            case (nil, let recorded?): throw .missing(recorded)
            case (let file?, nil):
                if let last = row[2], let lastNumber = Int(last.prefix(4)),
                    file.number < lastNumber
                {
                    throw .outOfOrder(file.name, after: last)
                }
                missing.append(file)
            case (nil, nil): break
            }
        }
        return missing
    }

    private func run(
        _ file: MigrationFile, on connection: AdminConnection
    ) throws(MigrationProblem) {
        do {
            try connection.execute("begin")
            try connection.execute(String(decoding: file.bytes, as: UTF8.self))
        } catch {
            throw .failed(file.name, error)
        }
        guard connection.isInTransaction, !connection.hasFailedTransaction else {
            throw .endedTransaction(file.name)
        }
        var numbers = ParameterBytes()
        [file.number].encode(into: &numbers)
        var names = ParameterBytes()
        [file.name].encode(into: &names)
        var bodies = ParameterBytes()
        [file.bytes].encode(into: &bodies)
        do {
            _ = try connection.query(Self.record, arrays: [numbers, names, bodies])
            try connection.execute("commit")
        } catch {
            throw .failed(file.name, error)
        }
    }

    private func attempt<Value>(
        _ body: () throws(DatabaseError) -> Value
    ) throws(MigrationProblem) -> Value {
        do throws(DatabaseError) { return try body() } catch { throw .database(error) }
    }

    private static let ledger = """
        create schema if not exists migrations;
        create table if not exists migrations.applied (
            number bigint primary key,
            name text not null,
            checksum bytea not null,
            applied_at timestamptz not null default now()
        )
        """

    /// Everything in which the folder and the ledger differ, in order; no row when nothing does.
    private static let comparison = """
        select f.number, a.name, (select name from migrations.applied order by number desc limit 1)
        from unnest($1::bigint[], $2::bytea[]) f(number, body)
        full join migrations.applied a on a.number = f.number
        where a.number is null or f.number is null or a.checksum <> sha256(f.body)
        order by coalesce(f.number, a.number)
        """

    private static let record = """
        insert into migrations.applied (number, name, checksum)
        select number, name, sha256(body)
        from unnest($1::bigint[], $2::text[], $3::bytea[]) f(number, name, body)
        """
}
