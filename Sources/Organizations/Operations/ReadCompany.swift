import Bedrock
import Platform
import Postgres
import Wire

/// Lists the companies the organization sells to, the oldest first.
struct ListCompanies: Query {
    static let route = Route.get("/v1/companies")
    static let summary = "List the companies the organization sells to."
    static let access = Access.member(.readCompanies)

    let state: CompanyState?
    let isLinked: Bool?
    let text: String?
    let group: ID<CompanyGroup>?
    let taxNumber: String?
    let email: String?
    let cursor: ID<Company>?
    let limit: Int64

    init(_ fields: inout Fields) {
        state = fields.query("state", "Only those in this state.")
        isLinked = fields.query(
            "linked", "Only those that have their organization here, or only the others.")
        text = fields.query(
            "q", "Only those with this in their name, or at the beginning of their number.",
            length: 1...100, example: "bar")
        group = fields.query("group_id", "Only those of this group.")
        taxNumber = fields.query(
            "tax_number", "Only those with this tax number, however it is written.",
            length: 1...64, example: "42-1234567")
        email = fields.query(
            "email", "Only those with this e-mail address.", format: .email,
            example: "bar@example.com")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<CompanyView>> {
        var trip = context.trip()
        let page = trip.add(
            CompanyStatements.page, context.caller.organization, state?.rawValue, cursor,
            limit + 1, isLinked, text, group, taxNumber?.taxKey, email?.lowercased())
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one company.
struct ReadCompany: Query {
    static let route = Route.get("/v1/companies/{id}")
    static let summary = "Read a company."
    static let access = Access.member(.readCompanies)

    let id: ID<Company>

    init(_ fields: inout Fields) { id = fields.path("id", "The company's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CompanyView> {
        var trip = context.trip()
        let found = trip.add(CompanyStatements.read, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}
