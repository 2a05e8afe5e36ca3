import Bedrock
import Platform
import Wire

/// Makes a tax; every price follows at once.
struct CreateTaxRate: Command {
    static let route = Route.post("/v1/tax-rates")
    static let summary = "Make a tax."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["tax_rates_one_key": ProblemKind.conflict]

    let terms: TaxTerms

    init(_ fields: inout Fields) { terms = TaxTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<TaxRateView> {
        try await context.makeLevy(terms)
    }
}

/// Lists taxes.
struct ListTaxRates: Query {
    static let route = Route.get("/v1/tax-rates")
    static let summary = "List taxes, newest first."
    static let access = Access.member(.readPrices)

    let cursor: ID<TaxRate>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<TaxRateView>> {
        try await context.listLevies(before: cursor, limit: limit)
    }
}

/// Reads one tax.
struct ReadTaxRate: Query {
    static let route = Route.get("/v1/tax-rates/{id}")
    static let summary = "Read one tax."
    static let access = Access.member(.readPrices)

    let id: ID<TaxRate>

    init(_ fields: inout Fields) { id = fields.path("id", "Its id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<TaxRateView> {
        try await context.readLevy(id)
    }
}

/// Replaces what a tax says; what was ordered keeps what it was charged.
struct EditTaxRate: Command {
    static let route = Route.put("/v1/tax-rates/{id}")
    static let summary = "Replace what a tax says; orders keep what they were charged."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.conflict, .levyInUse]
    static let constraints = ["tax_rates_one_key": ProblemKind.conflict, "DR193": .levyInUse]
    static let edits = true

    let id: ID<TaxRate>
    let terms: TaxTerms

    init(_ fields: inout Fields) {
        id = fields.path("id", "Its id.")
        terms = TaxTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<TaxRateView> {
        try await context.editLevy(id, terms)
    }
}

/// Deletes a tax; orders keep what they were charged.
struct DeleteTaxRate: Command {
    static let route = Route.delete("/v1/tax-rates/{id}")
    static let summary = "Delete a tax; orders keep what they were charged."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.levyInUse]
    static let constraints = ["DR193": ProblemKind.levyInUse]

    let id: ID<TaxRate>

    init(_ fields: inout Fields) { id = fields.path("id", "Its id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        try await context.deleteLevy(TaxRateView.self, id, TaxRateView.delete)
    }
}
