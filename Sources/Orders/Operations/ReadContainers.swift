import Bedrock
import Platform
import Postgres
import Wire

/// Reads how many containers a company holds of its seller's, by kind: for either of the two.
struct ReadContainers: Query {
    static let route = Route.get("/v1/companies/{id}/containers")
    static let summary = "Read which containers a company holds on deposit, by kind."
    static let access = Access.member(.readOrders)
    static let constraints = ["DR101": ProblemKind.notFound]

    let id: ID<Company>

    init(_ fields: inout Fields) { id = fields.path("id", "The company's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ContainersView> {
        var trip = context.trip()
        let balances = trip.add(ContainerStatements.balances, id)
        try await context.read(trip)
        return .answer(ContainersView(company: id, balances: balances.rows))
    }
}

/// How many containers of a kind a company holds.
struct ContainerBalance: Output, Sendable {
    let kind: ID<DepositKind>
    let code: String
    let name: String
    let balance: Int64
    let movedAt: Instant

    static let example = ContainerBalance(
        kind: .sample(FieldRule()), code: "crate-12", name: "Crate of twelve", balance: 14,
        movedAt: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("kind_id", kind, "The kind of container.")
        out("code", code, "What orders call it.")
        out("name", name, "Its name.")
        out("balance", balance, "How many left with orders and didn't come back.")
        out("moved_at", movedAt, "When one last left or came back.")
    }
}

/// The containers that a company holds.
struct ContainersView: Output, Sendable {
    let company: ID<Company>
    let balances: [ContainerBalance]

    static let example = ContainersView(company: .sample(FieldRule()), balances: [.example])

    func write(_ out: inout OutputWriter) {
        out("company_id", company, "The company.")
        out("containers", balances, "One for each kind that ever moved.")
    }
}

enum ContainerStatements {
    static let balances = Statement<ContainerBalance, ID<Company>>(
        "select kind_id, code, name, balance, moved_at from orders.container_balances($1)"
    ) { row in
        ContainerBalance(
            kind: try row.read(), code: try row.read(), name: try row.read(),
            balance: try row.read(), movedAt: try row.read())
    }
}
