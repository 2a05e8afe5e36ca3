import Bedrock
import Platform
import Postgres
import Wire

/// One import from its start to its report.
struct ImportRun<Work: Importer> {
    private let id: ID<Import>
    private let mode: ImportMode
    private let context: Context<Member>
    private var reading: ImportReading<Work>
    private var tally = ImportTally()
    private var isClosed = false

    init(_ importer: Work, mode: ImportMode, _ context: Context<Member>) {
        id = .make(at: context.now)
        self.mode = mode
        self.context = context
        reading = ImportReading(importer)
    }

    /// Writes the import's row, running.
    func start() async throws(Problem) {
        var trip = context.trip()
        trip.add(
            ImportStatements.start, context.caller.organization, id, Work.kind.rawValue,
            mode.rawValue, context.caller.account, context.now)
        try await context.sendBeside(trip)
    }

    /// Reads the upload to its end and answers its digest.
    mutating func receive() async throws(Problem) -> ContentDigest {
        var shown = 0
        let digest = try await context.receiveUpload { piece throws(Problem) in
            reading.take(piece)
            guard reading.rowsRead - shown >= ImportLimits.progressRows else { return }
            shown = reading.rowsRead
            try await showProgress()
        }
        reading.finish()
        try await showProgress()
        return digest
    }

    /// Checks and writes everything in one transaction, together with the report and the answer.
    mutating func apply(_ digest: ContentDigest) async throws(Problem) -> Success<ImportView> {
        let context = self.context.binding(contents: digest, for: ImportLimits.duration)
        let success = try await context.transaction(on: context.services.slowPool) {
            effect throws(Problem) in
            var trip = Trip()
            trip.add(ImportStatements.lock, context.caller.organization)
            try await effect.send(trip)
            let batches = try await check(effect, context)
            let isRefused =
                reading.report.isUnreadable
                || mode == .allOrNothing && !reading.report.badLines.isEmpty
            if !isRefused, !batches.isEmpty {
                try await reading.importer.begin(effect, context)
                for batch in batches {
                    tally.add(try await reading.importer.write(batch, effect, context))
                    try await showProgress()
                }
            }
            let view = try await close(isRefused ? .refused : .applied, effect, context)
            return Success.answer(view).location("/v1/imports/\(id.text)")
        }
        // Another request with this key was first: its answer is the answer, ours did nothing.
        if !isClosed { await giveUp(because: Problem(.keyReused)) }
        return success
    }

    private mutating func check(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [[Work.Row]] {
        let rows = reading.takeRows()
        guard !reading.report.isUnreadable else { return [] }
        var batches: [[Work.Row]] = []
        for start in stride(from: 0, to: rows.count, by: ImportLimits.batch) {
            let end = min(start + ImportLimits.batch, rows.count)
            let batch = try await reading.importer.check(
                Array(rows[start..<end]), effect, context, &reading.report)
            if !batch.isEmpty { batches.append(batch) }
        }
        return batches
    }

    private mutating func close(
        _ state: ImportState, _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> ImportView {
        let organization = context.caller.organization
        var trip = Trip()
        let closed = trip.add(
            ImportStatements.close, organization, id, state.rawValue, Int32(reading.rowsRead),
            Int32(tally.created), Int32(tally.updated), Int32(tally.unchanged),
            Int32(reading.report.badLines.count), Int32(reading.report.count))
        addProblems(&trip)
        context.record(
            state == .applied ? "import_applied" : "import_refused", id, of: "import",
            in: organization, &trip
        ) { json in
            json.key("kind")
            json.write(Work.kind.rawValue)
            json.key("rows_read")
            json.write(Int64(reading.rowsRead))
            json.key("created")
            json.write(Int64(tally.created))
            json.key("updated")
            json.write(Int64(tally.updated))
        }
        try await effect.send(trip)
        guard let summary = closed.first else { throw Problem(.notFound) }
        isClosed = true
        return ImportView(
            summary: summary,
            problems: Array(reading.report.byLine.prefix(ImportLimits.answeredProblems)))
    }

    /// Says on the import's row that it came to nothing. What fails here too is let go: a row that
    /// stays running reads as failed after a while.
    mutating func giveUp(because problem: Problem) async {
        guard !isClosed else { return }
        isClosed = true
        reading.report.refuseFile(
            0, nil, "import_failed",
            "Nothing was applied: \(problem.detail ?? problem.kind.title)")
        var trip = context.trip()
        trip.add(
            ImportStatements.close, context.caller.organization, id,
            ImportState.failed.rawValue, Int32(reading.rowsRead), 0, 0, 0,
            Int32(reading.report.badLines.count), Int32(reading.report.count))
        addProblems(&trip)
        try? await context.sendBeside(trip)
    }

    private func addProblems(_ trip: inout Trip) {
        let problems = reading.report.byLine
        guard !problems.isEmpty else { return }
        trip.add(
            ImportStatements.addProblems, context.caller.organization, id,
            problems.map { Int32($0.line) }, problems.map(\.severity.rawValue),
            problems.map(\.code), problems.map(\.field), problems.map(\.message))
    }

    private func showProgress() async throws(Problem) {
        var trip = context.trip()
        trip.add(
            ImportStatements.progress, context.caller.organization, id,
            Int32(reading.rowsRead), Int32(tally.created), Int32(tally.updated),
            Int32(tally.unchanged), Int32(reading.report.badLines.count),
            Int32(reading.report.count))
        try await context.sendBeside(trip)
    }
}
