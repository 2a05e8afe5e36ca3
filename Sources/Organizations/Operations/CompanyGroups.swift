import Bedrock
import Platform
import Postgres
import Wire

/// Makes a set of companies that price lists may name.
struct CreateCompanyGroup: Command {
    static let route = Route.post("/v1/company-groups")
    static let summary = "Make a group of companies."
    static let access = Access.member(.writeCompanies)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["company_groups_organization_id_name_key": ProblemKind.conflict]

    let name: String

    init(_ fields: inout Fields) {
        name = fields.body(
            "name", "Unique in the organization.", length: 1...200, example: "Independent stores")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CompanyGroupView> {
        let own = context.caller.organization
        let view = CompanyGroupView(id: .make(at: context.now), name: name)
        return try await context.commit(.answer(view)) { trip in
            trip.add(CompanyStatements.insertGroup, own, view.id, name)
            context.record("company_group_made", view.id, of: "company_group", in: own, &trip)
        }
    }
}

/// Lists the groups, the oldest first.
struct ListCompanyGroups: Query {
    static let route = Route.get("/v1/company-groups")
    static let summary = "List groups of companies."
    static let access = Access.member(.readCompanies)

    let cursor: ID<CompanyGroup>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<CompanyGroupView>> {
        var trip = context.trip()
        let page = trip.add(
            CompanyStatements.groups, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
