import Bedrock
import Platform
import Postgres

/// An import's row and its report.
enum ImportStatements {
    static let start = Statement<
        Void, ID<Organization>, ID<Import>, String, String, Bool, String, ID<Account>, Instant
    >(
        """
        insert into exchange.imports
            (organization_id, id, kind, mode, state, is_dry_run, target, account_id, started_at)
        values ($1, $2, $3, $4, 'running', $5, $6, $7, $8)
        """)

    /// One import of an organization applies at a time.
    static let lock = Statement<Void, ID<Organization>>(
        "select pg_advisory_xact_lock(hashtextextended($1::text, 13))")

    /// Goes on with an import that has not ended; nothing where there is none such.
    static let resume = Statement<
        ResumedImport, ID<Organization>, ID<Import>, String, String, Bool, String, Int32
    >(
        """
        update exchange.imports
        set state = 'running', attempt = attempt + 1, touched_at = clock_timestamp()
        where organization_id = $1 and id = $2 and kind = $3 and mode = $4 and is_dry_run = $5
            and target = $6 and state in ('running', 'interrupted') and rows_read + 1 >= $7
        returning attempt, rows_read, next_line, is_whole, rows_created, rows_updated,
            rows_unchanged, rows_bad, problem_count, applied_key, applied_number
        """
    ) { row in
        ResumedImport(
            attempt: try row.read(),
            place: ImportPlace(rowsRead: try row.read(), nextLine: try row.read()),
            isWhole: try row.read(),
            created: try row.read(), updated: try row.read(), unchanged: try row.read(),
            bad: try row.read(), problemCount: try row.read(), appliedKey: try row.read(),
            appliedNumber: try row.read())
    }

    /// How far the upload has come; nothing where somebody else went on with it.
    static let received = Statement<
        Int32, ID<Organization>, ID<Import>, Int32, Int32, Int32, Bool, Int32
    >(
        """
        update exchange.imports
        set rows_read = $4, next_line = $5, is_whole = $6, problem_count = $7,
            touched_at = clock_timestamp()
        where organization_id = $1 and id = $2 and attempt = $3 and state = 'running'
        returning attempt
        """
    ) { row in try row.read() }

    /// How far applying has come; nothing where somebody else went on with it.
    static let applied = Statement<
        Int32, ID<Organization>, ID<Import>, Int32, Int32, Int32, Int32, Int32, Int32, String,
        Int32
    >(
        """
        update exchange.imports
        set rows_created = $4, rows_updated = $5, rows_unchanged = $6, rows_bad = $7,
            problem_count = $8, applied_key = $9, applied_number = $10,
            touched_at = clock_timestamp()
        where organization_id = $1 and id = $2 and attempt = $3 and state = 'running'
        returning attempt
        """
    ) { row in try row.read() }

    static let close = Statement<
        ImportSummary, ID<Organization>, ID<Import>, Int32, String, Int32, Int32, Int32, Int32,
        Int32
    >(
        """
        update exchange.imports
        set state = $4, rows_created = $5, rows_updated = $6, rows_unchanged = $7, rows_bad = $8,
            problem_count = $9, finished_at = clock_timestamp(), touched_at = clock_timestamp()
        where organization_id = $1 and id = $2 and attempt = $3 and state = 'running'
        returning id, kind, mode, state, rows_read, rows_created, rows_updated, rows_unchanged,
            rows_bad, problem_count, started_at, finished_at, is_dry_run
        """, row: readSummary)

    /// Whoever was at it is gone; another request may go on.
    static let interrupt = Statement<Void, ID<Organization>, ID<Import>, Int32>(
        """
        update exchange.imports set state = 'interrupted', touched_at = clock_timestamp()
        where organization_id = $1 and id = $2 and attempt = $3 and state = 'running'
        """)

    static let addProblems = Statement<
        Void, ID<Organization>, ID<Import>, Int32, [Int32], [String], [String], [String?],
        [String]
    >(
        """
        insert into exchange.import_problems
            (organization_id, import_id, number, line, severity, code, field, message)
        select $1, $2, $3 + u.number - 1, u.line, u.severity, u.code, u.field, u.message
        from unnest($4::integer[], $5::text[], $6::text[], $7::text[], $8::text[])
            with ordinality as u(line, severity, code, field, message, number)
        on conflict do nothing
        """)

    /// A run that was cut off stays `running` in its row; it reads as interrupted after a while.
    static let one = Statement<ImportSummary, ID<Organization>, ID<Import>>(
        """
        select id, kind, mode,
            case when state = 'running' and touched_at < now() - interval '6 minutes'
                then 'interrupted' else state end,
            rows_read, rows_created, rows_updated, rows_unchanged, rows_bad, problem_count,
            started_at, finished_at, is_dry_run
        from exchange.imports where organization_id = $1 and id = $2
        """, row: readSummary)

    /// Newest first, before the cursor.
    static let page = Statement<ImportSummary, ID<Organization>, ID<Import>, Int64>(
        """
        select id, kind, mode,
            case when state = 'running' and touched_at < now() - interval '6 minutes'
                then 'interrupted' else state end,
            rows_read, rows_created, rows_updated, rows_unchanged, rows_bad, problem_count,
            started_at, finished_at, is_dry_run
        from exchange.imports where organization_id = $1 and id < $2
        order by id desc limit $3
        """, row: readSummary)

    /// By their lines, behind a line and the number of a problem of it.
    static let problems = Statement<
        NumberedImportProblem, ID<Organization>, ID<Import>, Int32, Int32, Int64
    >(
        """
        select number, line, severity, code, field, message
        from exchange.import_problems
        where organization_id = $1 and import_id = $2 and (line, number) > ($3, $4)
        order by line, number limit $5
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
            problemCount: try row.read(), startedAt: try row.read(),
            finishedAt: try row.read(), isDryRun: try row.read())
    }
}

/// An import that goes on.
struct ResumedImport: Sendable {
    let attempt: Int32
    let place: ImportPlace
    let isWhole: Bool
    let created: Int32
    let updated: Int32
    let unchanged: Int32
    let bad: Int32
    let problemCount: Int32
    let appliedKey: String
    let appliedNumber: Int32
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
