import Bedrock
import Platform
import Postgres
import Wire

/// Lets a company order.
struct ApproveCompany: Command {
    static let route = Route.post("/v1/companies/{id}/approve")
    static let summary = "Let a company order."
    static let access = Access.trading(.writeCompanies)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Company>

    init(_ fields: inout Fields) { id = fields.path("id", "The company's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CompanyView> {
        try await context.move(id, .approve, "company_approved")
    }
}

/// Stops a company from ordering.
struct SuspendCompany: Command {
    static let route = Route.post("/v1/companies/{id}/suspend")
    static let summary = "Stop a company from ordering."
    static let access = Access.trading(.writeCompanies)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Company>

    init(_ fields: inout Fields) { id = fields.path("id", "The company's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CompanyView> {
        try await context.move(id, .suspend, "company_suspended")
    }
}

extension Context where Scope == Member {
    fileprivate func move(
        _ id: ID<Company>, _ move: CompanyState.Move, _ event: String
    ) async throws(Problem) -> Success<CompanyView> {
        try await transaction { effect throws(Problem) in
            var company = try await lock(id, effect)
            company.state = try company.state.after(move)
            return try await keep(company, event, effect)
        }
    }

    /// The organization's company, locked until the transaction ends.
    func lock(
        _ id: ID<Company>, _ effect: borrowing Effect
    ) async throws(Problem) -> CompanyView {
        var trip = Trip()
        let found = trip.add(CompanyStatements.lock, caller.organization, id)
        try await effect.send(trip)
        guard let company = found.first else { throw Problem.notFound }
        return company
    }

    /// Keeps a changed company, with its event.
    func keep(
        _ changed: CompanyView, _ event: String, _ effect: borrowing Effect
    ) async throws(Problem) -> Success<CompanyView> {
        var company = changed
        company.version += 1
        var trip = Trip()
        trip.add(
            CompanyStatements.update, caller.organization, company.id, company.name, company.code,
            company.group, company.state.rawValue, company.role.rawValue,
            company.record.taxNumber, company.record.email, company.record.phone,
            company.record.paymentDays, company.record.address?.column)
        record(event, company.id, of: "company", in: caller.organization, &trip) { json in
            json.key("state")
            json.write(company.state.rawValue)
        }
        try await effect.send(trip)
        return .answer(company).version(company.version)
    }
}
