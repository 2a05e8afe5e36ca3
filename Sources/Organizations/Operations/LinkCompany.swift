import Bedrock
import Platform
import Postgres
import Wire

/// Says that a company which was only written down is one whose organization has come since.
///
/// The latter goes on: under the name, number and group that the seller knew, with its price lists
/// and promotions, what it took of those and of coupons, the containers it holds, and where it is.
/// What was ordered before stays with the company that ends here, and its seller: the organization
/// is shown nothing of it. Whether it may order is decided apart.
struct LinkCompany: Command {
    static let route = Route.post("/v1/companies/{id}/link")
    static let summary = "Link a company that was only written down to the one that has come."
    static let access = Access.trading(.writeCompanies)
    static let problems: [ProblemKind] = [.illegalMove, .companyLinked]
    static let success = 200

    let id: ID<Company>
    let other: ID<Company>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The company that was written down.")
        other = fields.body("company_id", "The company of the organization that asked to trade.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CompanyView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            // In one order, whoever else links them.
            var locking = Trip()
            locking.add(CompanyStatements.holdOrders, own)
            let ids = id.uuid < other.uuid ? [id, other] : [other, id]
            let first = locking.add(CompanyStatements.lock, own, ids[0])
            let second = locking.add(CompanyStatements.lock, own, ids[1])
            try await effect.send(locking)
            let found = [first.first, second.first].compactMap { $0 }
            guard let ending = found.first(where: { $0.id == id }) else {
                throw Problem.notFound
            }
            guard ending.buyer == nil else { throw Problem(.companyLinked) }
            _ = try ending.state.after(.link)
            guard let going = found.first(where: { $0.id == other }), going.buyer != nil else {
                throw Problem.invalid(
                    "/company_id", "unknown", "There is no such company with an organization.")
            }
            var company = going
            company.name = ending.name
            company.code = ending.code ?? going.code
            company.group = ending.group ?? going.group
            company.record = going.record.filled(from: ending.record)
            var trip = Trip()
            trip.add(CompanyStatements.merge, own, id, other)
            trip.add(CompanyStatements.handOver, own, id, other, context.now)
            context.record("company_merged", id, of: "company", in: own, &trip) { json in
                json.key("linked_to")
                json.write(other.text)
            }
            try await effect.send(trip)
            return try await context.keep(company, "company_linked", effect)
        }
    }
}
