import Bedrock
import Platform
import Postgres
import Wire

/// One import from its start to its report.
struct ImportRun<Work: Importer> {
    let id: ID<Import>
    let terms: ImportTerms
    let context: Context<Member>
    /// As it was opened, for each time that all rows come.
    let importer: Work
    /// The one that goes from batch to batch.
    var live: Work
    private(set) var attempt: Int32 = 1
    private(set) var isClosed = false
    private var intake: ImportIntake
    private var isWhole = false
    var report: ImportReport
    var tally = ImportTally()
    var walk: StagedWalk

    init(
        _ importer: Work, _ terms: ImportTerms, _ format: FileFormat, _ context: Context<Member>
    ) throws(Problem) {
        id = terms.resumed ?? .make(at: context.now)
        self.terms = terms
        self.context = context
        self.importer = importer
        live = importer
        report = ImportReport()
        walk = StagedWalk(id, byKey: Work.comesByKey)
        let columns = importer.fileColumns
        intake = ImportIntake(
            format, columns: columns, mapping: try terms.columns(columns), keys: Work.keys)
    }

    /// Writes the import's row, or takes over the one that goes on.
    mutating func start(_ format: FileFormat) async throws(Problem) {
        let organization = context.caller.organization
        var trip = context.trip()
        guard terms.resumed != nil else {
            trip.add(
                ImportStatements.start, organization, id, Work.kind.rawValue,
                terms.mode.rawValue, terms.isDryRun, importer.target, context.caller.account,
                context.now)
            let old = context.now.advanced(by: .zero - ImportLimits.memory)
            trip.add(
                StagingStatements.clearBefore, organization, ExchangeLimits.earliest(at: old))
            return try await context.sendBeside(trip)
        }
        let taken = trip.add(
            ImportStatements.resume, organization, id, Work.kind.rawValue, terms.mode.rawValue,
            terms.isDryRun, importer.target, terms.fromRow)
        let found = trip.add(ImportStatements.one, organization, id)
        try await context.sendBeside(trip)
        guard let summary = found.first else {
            throw .invalid("query:resume", "unknown", "There is no such import.")
        }
        guard let going = taken.first else {
            throw Problem(
                .importNotResumable,
                "It is \(summary.state.rawValue), takes \(summary.kind.rawValue) in the mode "
                    + "\(summary.mode.rawValue) and goes on at row \(summary.rowsRead + 1).")
        }
        attempt = going.attempt
        isWhole = going.isWhole
        report = ImportReport(count: Int(going.problemCount), bad: Int(going.bad))
        tally = ImportTally(
            created: Int(going.created), updated: Int(going.updated),
            unchanged: Int(going.unchanged))
        walk = StagedWalk(
            id, byKey: Work.comesByKey, after: going.appliedKey, going.appliedNumber)
        let columns = importer.fileColumns
        intake = ImportIntake(
            format, columns: columns, mapping: try terms.columns(columns), keys: Work.keys,
            going: going.place, fromRow: terms.fromRow, report: report)
    }

    /// Reads the upload to its end, and keeps its rows as they come.
    mutating func receive() async throws(Problem) -> ContentDigest {
        let digest: ContentDigest
        do throws(Problem) {
            digest = try await context.receiveUpload { piece throws(Problem) in
                guard !isWhole else { return }
                intake.take(piece)
                if intake.isFull { try await keep() }
            }
        } catch {
            // What came whole before it broke off need not come again.
            if !isWhole, !intake.report.isUnreadable { try? await keep() }
            throw error
        }
        if !isWhole {
            intake.finish()
            if terms.resumed != nil, intake.report.isUnreadable {
                let problem = intake.report.byLine.first { $0.severity == .error }
                throw .invalid(
                    "body", problem?.code ?? "file", problem?.message ?? "It can't be read.")
            }
            isWhole = true
            try await keep()
        }
        return digest
    }

    /// Whether the file as a whole can't be applied.
    var isUnreadable: Bool { intake.report.isUnreadable }

    private mutating func keep() async throws(Problem) {
        let rows = intake.takeRows()
        let (first, problems) = intake.report.takeProblems()
        let organization = context.caller.organization
        var trip = context.trip()
        let received = trip.add(
            ImportStatements.received, organization, id, attempt, intake.rowsRead,
            intake.nextLine, isWhole, Int32(intake.report.count))
        var rest = rows[...]
        while !rest.isEmpty {
            let batch = rest.prefix(ImportLimits.batch)
            rest = rest.dropFirst(batch.count)
            trip.add(
                StagingStatements.keep, organization, id, attempt, batch.map(\.number),
                batch.map(\.line), batch.map(\.key), batch.map(\.packed),
                batch.map(\.packedFault))
        }
        add(problems, from: first, &trip)
        try await context.sendBeside(trip)
        guard received.first != nil else { throw .takenOver }
        if isWhole {
            report = ImportReport(
                count: intake.report.count, bad: report.badCount)
        }
    }

    func add(_ problems: [ImportProblem], from first: Int, _ trip: inout Trip) {
        guard !problems.isEmpty else { return }
        trip.add(
            ImportStatements.addProblems, context.caller.organization, id, Int32(first),
            problems.map { Int32($0.line) }, problems.map(\.severity.rawValue),
            problems.map(\.code), problems.map(\.field), problems.map(\.message))
    }

    /// Ends the import, and answers its report.
    mutating func close(
        _ state: ImportState, _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> ImportView {
        let organization = context.caller.organization
        var trip = Trip()
        let (first, found) = report.takeProblems()
        add(found, from: first, &trip)
        let closed = trip.add(
            ImportStatements.close, organization, id, attempt, state.rawValue,
            Int32(tally.created), Int32(tally.updated), Int32(tally.unchanged),
            Int32(report.badCount), Int32(report.count))
        trip.add(StagingStatements.clear, organization, id)
        let problems = trip.add(
            ImportStatements.problems, organization, id, -1, 0,
            Int64(ImportLimits.answeredProblems))
        let (kind, tally) = (Work.kind.rawValue, tally)
        context.record("import_\(state.rawValue)", id, of: "import", in: organization, &trip) {
            json in
            json.key("kind")
            json.write(kind)
            json.key("created")
            json.write(Int64(tally.created))
            json.key("updated")
            json.write(Int64(tally.updated))
        }
        try await effect.send(trip)
        guard let summary = closed.first else { throw .takenOver }
        isClosed = true
        return ImportView(summary: summary, problems: problems.rows.map(\.problem))
    }

    /// Says on the import's row that it came to nothing, or waits to go on. What fails here too is
    /// let go: a row that stays running reads as interrupted after a while.
    mutating func giveUp(because problem: Problem) async {
        guard !isClosed, problem.kind != .importNotResumable else { return }
        isClosed = true
        let organization = context.caller.organization
        var trip = context.trip()
        let passing: [ProblemKind] = [
            .unavailable, .malformedRequest, .bodyTooLarge, .invalidRequest, .internalError,
        ]
        if passing.contains(problem.kind) {
            trip.add(ImportStatements.interrupt, organization, id, attempt)
        } else {
            report.refuseFile(
                0, nil, "import_failed",
                "It ended before its end: \(problem.detail ?? problem.kind.title)")
            let (first, found) = report.takeProblems()
            add(found, from: first, &trip)
            trip.add(
                ImportStatements.close, organization, id, attempt, ImportState.failed.rawValue,
                Int32(tally.created), Int32(tally.updated), Int32(tally.unchanged),
                Int32(report.badCount), Int32(report.count))
            trip.add(StagingStatements.clear, organization, id)
        }
        try? await context.sendBeside(trip)
    }
}

extension Problem {
    /// Another request goes on with the import.
    static let takenOver = Problem(.importNotResumable, "Another request goes on with this import.")
}
