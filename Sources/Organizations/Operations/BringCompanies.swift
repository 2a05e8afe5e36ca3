import Bedrock
import Exchange
import Platform
import Wire

/// Changes or writes down up to 1,000 companies in one request, as a file of them would.
struct BringCompanies: Command {
    static let route = Route.post("/v1/bulk/companies")
    static let summary = "Change or write down up to 1,000 companies."
    static let access = Access.member(.writeCompanies)
    static let problems: [ProblemKind] = [.conflict]
    static let success = 200
    static let constraints = ["companies_organization_id_code_key": ProblemKind.conflict]

    let bulk: BulkRows

    init(_ fields: inout Fields) {
        bulk = BulkRows(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BulkView> {
        try await Imports.bring(bulk, CompanyImporter(), context)
    }
}
