import Bedrock
import Platform
import Postgres
import Wire

/// Changes what the seller calls a company, its number and its group; what is absent stays.
struct EditCompany: Command {
    static let route = Route.patch("/v1/companies/{id}")
    static let summary = "Change a company; what is absent stays."
    static let access = Access.member(.writeCompanies)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["companies_organization_id_code_key": ProblemKind.conflict]
    static let edits = true

    let id: ID<Company>
    let name: String?
    let code: Change<String>
    let group: Change<ID<CompanyGroup>>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The company's id.")
        name = fields.optional("name", "What to call it.", length: 1...200)
        code = fields.change(
            "code", "One's own number for it; unique.", length: 1...64, format: .code,
            example: "C-104")
        group = fields.change("group_id", "The group it is in; null for none.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CompanyView> {
        try await context.transaction { effect throws(Problem) in
            var company = try await context.lock(id, effect)
            try context.checkVersion(company.version)
            if case .set(let group) = group {
                try await check(group, context, effect)
            }
            company.name = name ?? company.name
            company.code = code.applied(to: company.code)
            company.group = group.applied(to: company.group)
            return try await context.keep(company, "company_changed", effect)
        }
    }

    private func check(
        _ group: ID<CompanyGroup>, _ context: Context<Member>,
        _ effect: borrowing Effect
    ) async throws(Problem) {
        var trip = Trip()
        let found = trip.add(CompanyStatements.group, context.caller.organization, group)
        try await effect.send(trip)
        guard found.first != nil else {
            throw Problem.invalid("/group_id", "unknown", "There is no such group.")
        }
    }
}

extension Change {
    /// What a value becomes.
    func applied(to value: Value?) -> Value? {
        switch self {
        case .unchanged: value
        case .cleared: nil
        case .set(let new): new
        }
    }
}
