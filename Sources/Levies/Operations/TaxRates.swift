import Bedrock
import Platform
import Postgres
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
        let view = TaxRateView(
            id: .make(at: context.now), terms: terms, createdAt: context.now,
            updatedAt: context.now, version: 1)
        return try await context.commit(
            .answer(view).version(1).location("/v1/tax-rates/\(view.id)")
        ) { trip in
            view.store(in: context.caller.organization, &trip)
            context.record(
                LeviesEvents.taxRateCreated, view.id, of: "tax_rate",
                in: context.caller.organization, &trip)
        }
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
        var trip = context.trip()
        let page = trip.add(
            TaxRateStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
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
        var trip = context.trip()
        let found = trip.add(TaxRateStatements.head, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
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
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            reading.add(TaxRateStatements.lock, own, id)
            let found = reading.add(TaxRateStatements.head, own, id)
            try await effect.send(reading)
            guard var view = found.first else { throw .notFound }
            try context.checkVersion(view.version)
            view.terms = terms
            view.updatedAt = context.now
            view.version += 1
            var trip = Trip()
            view.store(in: own, &trip)
            context.record(LeviesEvents.taxRateEdited, id, of: "tax_rate", in: own, &trip)
            try await effect.send(trip)
            return .answer(view).version(view.version)
        }
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
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let gone = trip.add(TaxRateStatements.delete, own, id)
            try await effect.send(trip)
            guard gone.first != nil else { throw .notFound }
            var recording = Trip()
            context.record(LeviesEvents.taxRateDeleted, id, of: "tax_rate", in: own, &recording)
            try await effect.send(recording)
            return .nothing
        }
    }
}
