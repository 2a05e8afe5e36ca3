import Bedrock
import Platform
import Postgres
import Wire

/// Makes a kind of container; every price follows at once.
struct CreateDepositKind: Command {
    static let route = Route.post("/v1/deposit-kinds")
    static let summary = "Make a kind of container."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["deposit_kinds_organization_id_code_key": ProblemKind.conflict]

    let terms: DepositTerms

    init(_ fields: inout Fields) { terms = DepositTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DepositKindView> {
        let view = DepositKindView(
            id: .make(at: context.now), terms: terms, createdAt: context.now,
            updatedAt: context.now, version: 1)
        return try await context.commit(
            .answer(view).version(1).location("/v1/deposit-kinds/\(view.id)")
        ) { trip in
            view.store(in: context.caller.organization, &trip)
            context.record(
                LeviesEvents.depositKindCreated, view.id, of: "deposit_kind",
                in: context.caller.organization, &trip)
        }
    }
}

/// Lists kinds of containers.
struct ListDepositKinds: Query {
    static let route = Route.get("/v1/deposit-kinds")
    static let summary = "List kinds of containers, newest first."
    static let access = Access.member(.readPrices)

    let cursor: ID<DepositKind>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<DepositKindView>> {
        var trip = context.trip()
        let page = trip.add(
            DepositKindStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one kind of container.
struct ReadDepositKind: Query {
    static let route = Route.get("/v1/deposit-kinds/{id}")
    static let summary = "Read one kind of container."
    static let access = Access.member(.readPrices)

    let id: ID<DepositKind>

    init(_ fields: inout Fields) { id = fields.path("id", "Its id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DepositKindView> {
        var trip = context.trip()
        let found = trip.add(DepositKindStatements.head, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}

/// Replaces what a kind of container says; what was ordered keeps what it was charged.
struct EditDepositKind: Command {
    static let route = Route.put("/v1/deposit-kinds/{id}")
    static let summary =
        "Replace what a kind of container says; orders keep what they were charged."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["deposit_kinds_organization_id_code_key": ProblemKind.conflict]
    static let edits = true

    let id: ID<DepositKind>
    let terms: DepositTerms

    init(_ fields: inout Fields) {
        id = fields.path("id", "Its id.")
        terms = DepositTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DepositKindView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            reading.add(DepositKindStatements.lock, own, id)
            let found = reading.add(DepositKindStatements.head, own, id)
            try await effect.send(reading)
            guard var view = found.first else { throw .notFound }
            try context.checkVersion(view.version)
            view.terms = terms
            view.updatedAt = context.now
            view.version += 1
            var trip = Trip()
            view.store(in: own, &trip)
            context.record(LeviesEvents.depositKindEdited, id, of: "deposit_kind", in: own, &trip)
            try await effect.send(trip)
            return .answer(view).version(view.version)
        }
    }
}
