import Bedrock
import Platform
import Postgres
import Wire

/// Asks a seller to trade: makes the relation in the seller's organization, for the seller to
/// approve. Both ledgers tell of it.
struct RequestSupplier: Command {
    static let route = Route.post("/v1/suppliers")
    static let summary = "Ask a seller to trade."
    static let access = Access.trading(.requestSuppliers)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = [
        "companies_organization_id_buyer_organization_id_key": ProblemKind.conflict
    ]

    let sellerID: ID<Organization>

    init(_ fields: inout Fields) { sellerID = fields.body("seller_id", "The seller.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SupplierView> {
        let own = context.caller.organization
        guard sellerID != own else {
            throw .invalid("/seller_id", "self", "Nobody trades with themselves.")
        }
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            let buyer = reading.add(OrganizationStatements.organization, own)
            let seller = reading.add(SupplierStatements.seller, sellerID)
            try await effect.send(reading)
            guard let buyer = buyer.first else { throw Problem.notFound }
            guard let seller = seller.first else {
                throw Problem.invalid("/seller_id", "unknown", "There is no such seller.")
            }
            let view = SupplierView(
                id: .make(at: context.now), seller: seller.id, sellerName: seller.name,
                state: .requested, createdAt: context.now)
            var trip = Trip()
            context.record("supplier_requested", view.id, of: "company", in: own, &trip)
            trip.add(
                CompanyStatements.request, seller.id, view.id, own, buyer.name,
                buyer.businessType, context.now)
            trip.add(OrganizationStatements.step, seller.id)
            context.record("company_requested", view.id, of: "company", in: seller.id, &trip)
            trip.add(OrganizationStatements.step, own)
            try await effect.send(trip)
            return .answer(view)
        }
    }
}
