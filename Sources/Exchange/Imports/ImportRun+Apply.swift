import Bedrock
import Platform
import Postgres
import Wire

// How the rows that wait take effect: all in one transaction, or batch by batch.
extension ImportRun {
    /// Checks and writes what waits, and answers the report together with the key.
    mutating func apply(_ digest: ContentDigest) async throws(Problem) -> Success<ImportView> {
        let bound = context.binding(contents: digest, for: ImportLimits.duration)
        var outcome = ImportState.refused
        if !isUnreadable {
            if terms.isDryRun {
                outcome = try await rehearse(bound)
            } else if terms.mode == .skipBad {
                if !Work.comesByKey, walk.number > 0 { try await recall(bound) }
                while try await applyNext(bound.lasting(ImportLimits.duration)) {}
                outcome = .applied
            } else {
                return try await finish(bound) { run, effect, bound throws(Problem) in
                    try await run.applyAll(effect, bound)
                }
            }
        }
        let state = outcome
        return try await finish(bound.lasting(ImportLimits.duration)) { _, _, _ in state }
    }

    private mutating func finish(
        _ context: Context<Member>,
        _ effect: (inout Self, borrowing Effect, Context<Member>) async throws(Problem)
            -> ImportState
    ) async throws(Problem) -> Success<ImportView> {
        let location = "/v1/imports/\(id.text)"
        let success = try await context.transaction(on: context.services.slowPool) {
            transaction throws(Problem) in
            let state = try await effect(&self, transaction, context)
            let view = try await close(state, transaction, context)
            return Success.answer(view).location(location)
        }
        // Another request with this key was first: its answer is the answer.
        if !isClosed { await giveUp(because: Problem(.keyReused)) }
        return success
    }

    /// All of it or nothing: every row is checked before the first is written.
    private mutating func applyAll(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> ImportState {
        var reading = ImportReading(importer, report: report)
        try await lock(effect, context)
        var checking = StagedWalk(id, byKey: Work.comesByKey)
        while true {
            let staged = try await checking.next(effect, context)
            if staged.isEmpty { break }
            let rows = reading.read(staged).map(\.row)
            _ = try await reading.importer.check(rows, effect, context, &reading.report)
        }
        report = reading.report
        guard report.badCount == 0 else { return .refused }
        reading.importer.rewind()
        reading.report = ImportReport()
        try await reading.importer.begin(effect, context)
        var writing = StagedWalk(id, byKey: Work.comesByKey)
        while true {
            let staged = try await writing.next(effect, context)
            if staged.isEmpty { return .applied }
            try await write(staged, &reading, effect, context)
        }
    }

    private mutating func write(
        _ staged: [StagedRow], _ reading: inout ImportReading<Work>,
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        let rows = reading.read(staged).map(\.row)
        let good = try await reading.importer.check(rows, effect, context, &reading.report)
        guard !good.isEmpty else { return }
        tally.add(try await reading.importer.write(good, effect, context))
    }

    /// One batch of what is good, with how far that is.
    private mutating func applyNext(_ context: Context<Member>) async throws(Problem) -> Bool {
        var isOver = false
        var next = self
        try await context.transactionBeside(on: context.services.slowPool) {
            effect throws(Problem) in
            try await next.lock(effect, context)
            let staged = try await next.walk.next(effect, context)
            guard !staged.isEmpty else {
                isOver = true
                return
            }
            var reading = ImportReading(next.live, report: next.report)
            try await reading.importer.begin(effect, context)
            try await next.write(staged, &reading, effect, context)
            next.report = reading.report
            next.live = reading.importer
            var trip = Trip()
            let (first, problems) = next.report.takeProblems()
            next.add(problems, from: first, &trip)
            let kept = trip.add(
                ImportStatements.applied, context.caller.organization, next.id, next.attempt,
                Int32(next.tally.created), Int32(next.tally.updated),
                Int32(next.tally.unchanged), Int32(next.report.badCount),
                Int32(next.report.count), next.walk.key, next.walk.number)
            try await effect.send(trip)
            guard kept.first != nil else { throw .takenOver }
        }
        self = next
        return !isOver
    }

    /// Goes once more through what was applied before the import broke off: what the importer keeps
    /// of it, such as where a company stands, tells later rows from it.
    private mutating func recall(_ context: Context<Member>) async throws(Problem) {
        var earlier = StagedWalk(id, byKey: false)
        var reading = ImportReading(live)
        let last = walk.number
        while earlier.number < last {
            let bound = context.lasting(ImportLimits.duration)
            var isOver = false
            try await bound.transactionBeside(on: bound.services.slowPool) {
                effect throws(Problem) in
                let staged = try await earlier.next(effect, bound)
                isOver = staged.isEmpty
                let rows = reading.read(staged.filter { $0.number <= last }).map(\.row)
                _ = try await reading.importer.check(rows, effect, bound, &reading.report)
            }
            if isOver { break }
        }
        live = reading.importer
    }

    /// Does all of it in a transaction that is undone.
    private mutating func rehearse(
        _ context: Context<Member>
    ) async throws(Problem) -> ImportState {
        var next = self
        var state = ImportState.checked
        do throws(Problem) {
            try await context.transactionBeside(on: context.services.slowPool) {
                effect throws(Problem) in
                if next.terms.mode == .allOrNothing {
                    if try await next.applyAll(effect, context) == .refused { state = .refused }
                } else {
                    try await next.lock(effect, context)
                    var reading = ImportReading(next.importer, report: next.report)
                    try await reading.importer.begin(effect, context)
                    while true {
                        let staged = try await next.walk.next(effect, context)
                        if staged.isEmpty { break }
                        try await next.write(staged, &reading, effect, context)
                    }
                    next.report = reading.report
                }
                throw Problem(.rehearsed)
            }
        } catch {
            guard error.kind == .rehearsed else { throw error }
        }
        self = next
        return state
    }

    private func lock(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        var trip = Trip()
        trip.add(ImportStatements.lock, context.caller.organization)
        try await effect.send(trip)
    }
}
