import Bedrock
import Platform
import Postgres
import Wire

/// Makes the organization with its first warehouse, channel, product type and category, and ties
/// them together: all of it or nothing.
struct SetUpOrganization: Command {
    static let route = Route.post("/v1/onboardings/{id}/set-up")
    static let summary = "Make the organization with all it needs to prepare; then refresh."
    static let access = Access.account
    static let problems: [ProblemKind] = [.illegalMove]

    let id: ID<Onboarding>
    let name: String?
    let warehouse: FirstWarehouse
    let channel: FirstChannel
    let productType: FirstProductType
    let category: FirstCategory

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        name = fields.optional(
            "organization_name", "What to call it, if not by its trade name.", length: 1...200)
        warehouse = fields.body("warehouse", "Where its stock is.")
        channel = fields.body("channel", "Where it sells.")
        productType = fields.body("product_type", "The kind of its products.")
        category = fields.body("category", "The top of its categories.")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<OnboardingView> {
        try await context.transaction { effect throws(Problem) in
            let onboarding = try await context.lock(id, effect)
            var moved = try onboarding.after(.setUp, at: context.now)
            guard let details = onboarding.details else {
                throw Problem.illegalMove(from: onboarding.state.rawValue, allowed: [])
            }
            let organization = ID<Organization>.make(at: context.now)
            moved.organization = organization
            var trip = Trip()
            trip.add(OrganizationStatements.step, organization)
            add(organization, onboarding, details, context, &trip)
            context.record(
                "organization_set_up", organization, of: "organization", in: organization, &trip)
            try await effect.send(trip)
            return .answer(moved).version(moved.version)
                .location("/v1/onboardings/\(id.text)")
        }
    }

    private func add(
        _ organization: ID<Organization>, _ onboarding: OnboardingView,
        _ details: BusinessDetails, _ context: Context<AccountHolder>, _ trip: inout Trip
    ) {
        let now = context.now
        trip.add(
            OnboardingStatements.setUp, id, context.caller.account, organization,
            .make(at: now), .make(at: now), .make(at: now), .make(at: now), .make(at: now),
            name ?? details.tradeName, onboarding.businessType.rawValue, details.country,
            details.currency.code, details.timeZone, warehouse.name, warehouse.address,
            channel.name, channel.kind.rawValue, productType.name, category.name, now)
    }
}

/// The warehouse that an organization begins with.
struct FirstWarehouse: FieldGroup, Sendable {
    let name: String
    let address: String

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name.", length: 1...200, example: "Main warehouse")
        address = fields.body(
            "address", "Where it is.", length: 1...500, example: "1200 Grand Avenue, Des Moines")
    }
}

/// The channel that an organization begins with.
struct FirstChannel: FieldGroup, Sendable {
    let name: String
    let kind: ChannelKind

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name.", length: 1...200, example: "Web")
        kind = fields.body(
            "kind", "What kind of channel it is.", default: ChannelKind.wholesaleWeb)
    }
}

/// The product type that an organization begins with.
struct FirstProductType: FieldGroup, Sendable {
    let name: String

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name.", length: 1...200, example: "Spirits")
    }
}

/// The category that an organization begins with.
struct FirstCategory: FieldGroup, Sendable {
    let name: String

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name.", length: 1...200, example: "All spirits")
    }
}
