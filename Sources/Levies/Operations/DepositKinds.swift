import Bedrock
import Platform
import Wire

/// Makes a kind of container; every price follows at once.
struct CreateDepositKind: Command {
    static let route = Route.post("/v1/deposit-kinds")
    static let summary = "Make a kind of container."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.conflict, .taxClassUnknown]
    static let constraints = [
        "deposit_kinds_organization_id_code_key": ProblemKind.conflict, "DR190": .taxClassUnknown,
    ]

    let terms: DepositTerms

    init(_ fields: inout Fields) { terms = DepositTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DepositKindView> {
        try await context.makeLevy(terms)
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
        try await context.listLevies(before: cursor, limit: limit)
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
        try await context.readLevy(id)
    }
}

/// Replaces what a kind of container says; what was ordered keeps what it was charged.
struct EditDepositKind: Command {
    static let route = Route.put("/v1/deposit-kinds/{id}")
    static let summary =
        "Replace what a kind of container says; orders keep what they were charged."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.conflict, .taxClassUnknown]
    static let constraints = [
        "deposit_kinds_organization_id_code_key": ProblemKind.conflict, "DR190": .taxClassUnknown,
    ]
    static let edits = true

    let id: ID<DepositKind>
    let terms: DepositTerms

    init(_ fields: inout Fields) {
        id = fields.path("id", "Its id.")
        terms = DepositTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DepositKindView> {
        try await context.editLevy(id, terms)
    }
}
