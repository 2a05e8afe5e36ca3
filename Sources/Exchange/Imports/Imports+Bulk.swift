import Bedrock
public import Platform
import Postgres
import Wire

extension Imports {
    /// Checks and writes the rows of one request in its transaction, and says what became of each.
    public static func bring<Work: Importer>(
        _ bulk: BulkRows, _ importer: Work, _ context: Context<Member>
    ) async throws(Problem) -> Success<BulkView> {
        var importer = importer
        try await importer.open(context)
        var intake = ImportIntake(
            .jsonl, columns: importer.fileColumns, mapping: [:], keys: Work.keys)
        for row in bulk.rows { intake.take(row.bytes + [0x0A]) }
        intake.finish()
        let staged = ordered(intake.takeRows(), byKey: Work.comesByKey)
        let opened = importer
        let heard = intake.report
        return try await context.transaction(on: context.services.slowPool) {
            effect throws(Problem) in
            var reading = ImportReading(opened, report: heard)
            var trip = Trip()
            trip.add(ImportStatements.lock, context.caller.organization)
            try await effect.send(trip)
            let read = reading.read(staged)
            try await reading.importer.begin(effect, context)
            let good = try await reading.importer.check(
                read.map(\.row), effect, context, &reading.report)
            var outcomes: [Int32: ImportOutcome] = [:]
            let lines = Dictionary(staged.map { ($0.number, Int($0.line)) }) { first, _ in first }
            for row in staged where reading.report.isBad(Int(row.line)) {
                outcomes[row.line] = .bad
            }
            let isApplied = bulk.mode == .skipBad || outcomes.isEmpty
            if isApplied, !good.isEmpty {
                let found = try await reading.importer.write(good, effect, context)
                let whole = read.filter { !reading.report.isBad(lines[$0.number] ?? 0) }
                for (entry, outcome) in zip(whole, found) {
                    outcomes[Int32(lines[entry.number] ?? 0)] = outcome
                }
            }
            let view = BulkView(bulk.rows.count, isApplied, outcomes, reading.report.byLine)
            try await record(Work.kind, view, effect, context)
            return Success.answer(view)
        }
    }

    /// As they would come out of the table that rows of a file wait in.
    static func ordered(_ rows: [StagedRow], byKey: Bool) -> [StagedRow] {
        if byKey { return rows.sorted { ($0.key, $0.number) < ($1.key, $1.number) } }
        var firstLines: [String: Int] = [:]
        return rows.map { row in
            var row = row
            guard !row.key.isEmpty else { return row }
            row.firstLine = firstLines[row.key]
            if row.firstLine == nil { firstLines[row.key] = Int(row.line) }
            return row
        }
    }

    private static func record(
        _ kind: ImportKind, _ view: BulkView, _ effect: borrowing Effect,
        _ context: Context<Member>
    ) async throws(Problem) {
        var trip = Trip()
        context.record(
            "rows_brought_in", ID<Import>.make(at: context.now), of: "import",
            in: context.caller.organization, &trip
        ) { json in
            json.key("kind")
            json.write(kind.rawValue)
            json.key("created")
            json.write(Int64(view.tally.created))
            json.key("updated")
            json.write(Int64(view.tally.updated))
        }
        try await effect.send(trip)
    }
}

extension BulkView {
    init(
        _ count: Int, _ isApplied: Bool, _ outcomes: [Int32: ImportOutcome],
        _ problems: [ImportProblem]
    ) {
        self.isApplied = isApplied
        let byRow = Dictionary(grouping: problems, by: \.line)
        results = (1...Int32(count)).map { row in
            BulkResult(
                row: row, outcome: outcomes[row] ?? .skipped, problems: byRow[Int(row)] ?? [])
        }
        var tally = ImportTally()
        tally.add(results.map(\.outcome))
        self.tally = tally
    }
}
