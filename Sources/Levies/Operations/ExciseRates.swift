import Bedrock
import Platform
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
        try await context.makeLevy(terms)
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
        try await context.listLevies(before: cursor, limit: limit)
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
        try await context.readLevy(id)
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
        try await context.editLevy(id, terms)
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
        try await context.deleteLevy(ExciseRateView.self, id, ExciseRateView.delete)
    }
}
