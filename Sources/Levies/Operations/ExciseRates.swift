import Bedrock
import Platform
import Postgres
import Wire

/// Makes an excise; every price follows at once.
struct CreateExciseRate: Command {
    static let route = Route.post("/v1/excise-rates")
    static let summary = "Make an excise."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["excise_rates_one_key": ProblemKind.conflict]

    let terms: ExciseTerms

    init(_ fields: inout Fields) { terms = ExciseTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ExciseRateView> {
        let view = ExciseRateView(
            id: .make(at: context.now), terms: terms, createdAt: context.now,
            updatedAt: context.now, version: 1)
        return try await context.commit(
            .answer(view).version(1).location("/v1/excise-rates/\(view.id)")
        ) { trip in
            view.store(in: context.caller.organization, &trip)
            context.record(
                LeviesEvents.exciseRateCreated, view.id, of: "excise_rate",
                in: context.caller.organization, &trip)
        }
    }
}

/// Lists excises.
struct ListExciseRates: Query {
    static let route = Route.get("/v1/excise-rates")
    static let summary = "List excises, newest first."
    static let access = Access.member(.readPrices)

    let cursor: ID<ExciseRate>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ExciseRateView>> {
        var trip = context.trip()
        let page = trip.add(
            ExciseRateStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one excise.
struct ReadExciseRate: Query {
    static let route = Route.get("/v1/excise-rates/{id}")
    static let summary = "Read one excise."
    static let access = Access.member(.readPrices)

    let id: ID<ExciseRate>

    init(_ fields: inout Fields) { id = fields.path("id", "Its id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ExciseRateView> {
        var trip = context.trip()
        let found = trip.add(ExciseRateStatements.head, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}

/// Replaces what an excise says; what was ordered keeps what it was charged.
struct EditExciseRate: Command {
    static let route = Route.put("/v1/excise-rates/{id}")
    static let summary = "Replace what an excise says; orders keep what they were charged."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.conflict, .levyInUse]
    static let constraints = ["excise_rates_one_key": ProblemKind.conflict, "DR193": .levyInUse]
    static let edits = true

    let id: ID<ExciseRate>
    let terms: ExciseTerms

    init(_ fields: inout Fields) {
        id = fields.path("id", "Its id.")
        terms = ExciseTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ExciseRateView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            reading.add(ExciseRateStatements.lock, own, id)
            let found = reading.add(ExciseRateStatements.head, own, id)
            try await effect.send(reading)
            guard var view = found.first else { throw .notFound }
            try context.checkVersion(view.version)
            view.terms = terms
            view.updatedAt = context.now
            view.version += 1
            var trip = Trip()
            view.store(in: own, &trip)
            context.record(LeviesEvents.exciseRateEdited, id, of: "excise_rate", in: own, &trip)
            try await effect.send(trip)
            return .answer(view).version(view.version)
        }
    }
}

/// Deletes an excise; orders keep what they were charged.
struct DeleteExciseRate: Command {
    static let route = Route.delete("/v1/excise-rates/{id}")
    static let summary = "Delete an excise; orders keep what they were charged."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.levyInUse]
    static let constraints = ["DR193": ProblemKind.levyInUse]

    let id: ID<ExciseRate>

    init(_ fields: inout Fields) { id = fields.path("id", "Its id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let gone = trip.add(ExciseRateStatements.delete, own, id)
            try await effect.send(trip)
            guard gone.first != nil else { throw .notFound }
            var recording = Trip()
            context.record(
                LeviesEvents.exciseRateDeleted, id, of: "excise_rate", in: own, &recording)
            try await effect.send(recording)
            return .nothing
        }
    }
}
