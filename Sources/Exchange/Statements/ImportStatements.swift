import Bedrock
import Platform
import Postgres

/// An import's row and its report.
enum ImportStatements {
    static let start = Statement<
        Void, ID<Organization>, ID<Import>, String, String, ID<Account>, Instant
    >(
        """
        insert into exchange.imports
            (organization_id, id, kind, mode, state, account_id, started_at)
        values ($1, $2, $3, $4, 'running', $5, $6)
        """)

    /// One import of an organization applies at a time.
    static let lock = Statement<Void, ID<Organization>>(
        "select pg_advisory_xact_lock(hashtextextended($1::text, 13))")

    static let progress = Statement<
        Void, ID<Organization>, ID<Import>, Int32, Int32, Int32, Int32, Int32, Int32
    >(
        """
        update exchange.imports
        set rows_read = $3, rows_created = $4, rows_updated = $5, rows_unchanged = $6,
            rows_bad = $7, problem_count = $8
        where organization_id = $1 and id = $2 and state = 'running'
        """)

    static let close = Statement<
        ImportSummary, ID<Organization>, ID<Import>, String, Int32, Int32, Int32, Int32, Int32,
        Int32
    >(
        """
        update exchange.imports
        set state = $3, rows_read = $4, rows_created = $5, rows_updated = $6, rows_unchanged = $7,
            rows_bad = $8, problem_count = $9, finished_at = clock_timestamp()
        where organization_id = $1 and id = $2
        returning id, kind, mode, state, rows_read, rows_created, rows_updated, rows_unchanged,
            rows_bad, problem_count, started_at, finished_at
        """, row: readSummary)

    static let addProblems = Statement<
        Void, ID<Organization>, ID<Import>, [Int32], [String], [String], [String?], [String]
    >(
        """
        insert into exchange.import_problems
            (organization_id, import_id, number, line, severity, code, field, message)
        select $1, $2, u.number, u.line, u.severity, u.code, u.field, u.message
        from unnest($3::integer[], $4::text[], $5::text[], $6::text[], $7::text[])
            with ordinality as u(line, severity, code, field, message, number)
        """)

    /// A run that was cut off stays `running` in its row; it reads as failed after a while.
    static let one = Statement<ImportSummary, ID<Organization>, ID<Import>>(
        """
        select id, kind, mode,
            case when state = 'running' and started_at < now() - interval '15 minutes'
                then 'failed' else state end,
            rows_read, rows_created, rows_updated, rows_unchanged, rows_bad, problem_count,
            started_at, finished_at
        from exchange.imports where organization_id = $1 and id = $2
        """, row: readSummary)

    /// Newest first, before the cursor.
    static let page = Statement<ImportSummary, ID<Organization>, ID<Import>, Int64>(
        """
        select id, kind, mode,
            case when state = 'running' and started_at < now() - interval '15 minutes'
                then 'failed' else state end,
            rows_read, rows_created, rows_updated, rows_unchanged, rows_bad, problem_count,
            started_at, finished_at
        from exchange.imports where organization_id = $1 and id < $2
        order by id desc limit $3
        """, row: readSummary)

    static let problems = Statement<
        NumberedImportProblem, ID<Organization>, ID<Import>, Int32, Int64
    >(
        """
        select number, line, severity, code, field, message
        from exchange.import_problems
        where organization_id = $1 and import_id = $2 and number > $3
        order by number limit $4
        """
    ) { row in
        NumberedImportProblem(
            number: try row.read(),
            problem: ImportProblem(
                line: Int(try row.read(Int32.self)),
                severity: ImportSeverity(rawValue: try row.read()) ?? .error,
                code: try row.read(), field: try row.read(), message: try row.read()))
    }

    @Sendable
    private static func readSummary(_ row: inout RowReader) throws -> ImportSummary {
        ImportSummary(
            id: try row.read(), kind: try row.word(), mode: try row.word(),
            state: try row.word(), rowsRead: try row.read(), created: try row.read(),
            updated: try row.read(), unchanged: try row.read(), bad: try row.read(),
            problemCount: try row.read(), startedAt: try row.read(), finishedAt: try row.read())
    }
}

extension RowReader {
    /// Reads a text that is one of an enum's words.
    mutating func word<Word: RawRepresentable>() throws(RowError) -> Word
    where Word.RawValue == String {
        let text: String = try read()
        guard let word = Word(rawValue: text) else { throw .invalid(column: name) }
        return word
    }
}
