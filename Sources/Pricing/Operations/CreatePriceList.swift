import Bedrock
import Catalog
import Platform
import Postgres
import PriceEngine
import Wire

/// Makes a price list, without entries yet.
struct CreatePriceList: Command {
    static let route = Route.post("/v1/price-lists")
    static let summary = "Make a price list: its currency, validity and whom it is for."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.nameTaken]
    static let constraints = ["price_lists_organization_id_name_key": ProblemKind.nameTaken]

    let name: String
    let currency: Currency
    let purpose: ListPurpose
    let validFrom: Instant?
    let validUntil: Instant?
    let priority: Int32
    let caseServesBottles: Bool
    let orderMinimum: Money?
    let orderMinimumQuantity: Int64?
    let assignments: [Assignment]

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name, unlike any other list's.", length: 1...200)
        currency = fields.body("currency", "The currency of all its prices.")
        purpose = fields.body("purpose", "What it is for.")
        validFrom = fields.optional(
            "valid_from", "It holds from this instant on; always where left out.",
            inExample: false)
        validUntil = fields.optional(
            "valid_until", "It holds before this instant; for ever where left out.",
            inExample: false)
        priority = fields.body(
            "priority", "The greater wins among lists that are equally specific.",
            in: -1_000_000...1_000_000, default: 0)
        caseServesBottles = fields.body(
            "case_serves_bottles",
            "Whether a bottle without a price has its share of the case's.", default: false)
        orderMinimum = fields.optional(
            "order_minimum", "The least an order may take from the list.",
            in: 1...1_000_000_000_000)
        orderMinimumQuantity = fields.optional(
            "order_minimum_quantity",
            "The fewest base units that an order may take from the list.",
            in: 1...1_000_000_000_000, inExample: false)
        assignments = fields.body(
            "assignments", "Whom it is for; where there are none it only serves other lists.",
            count: 0...PricingRules.assignments)
        fields.requireValidity(from: validFrom, until: validUntil)
        fields.require(
            orderMinimum == nil || orderMinimum?.currency == currency, "order_minimum", "currency",
            "Must be in the list's currency.")
        fields.require(
            Set(assignments).count == assignments.count, "assignments", "duplicate",
            "An audience is given more than once.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceListView> {
        try await AudienceCheck.check(assignments, context)
        let list = PriceListView(
            id: .make(at: context.now), name: name, currency: currency, purpose: purpose,
            validFrom: validFrom, validUntil: validUntil, priority: priority,
            caseServesBottles: caseServesBottles, orderMinimum: orderMinimum?.amount,
            orderMinimumQuantity: orderMinimumQuantity, assignments: assignments,
            createdAt: context.now, updatedAt: context.now, version: 1)
        let own = context.caller.organization
        return try await context.commit(
            .answer(list).version(1).location("/v1/price-lists/\(list.id)")
        ) { trip in
            trip.add(
                PriceListStatements.insert, own, list.id, name, currency.code, purpose.rawValue,
                validFrom, validUntil, priority, caseServesBottles, orderMinimum?.amount,
                context.now, orderMinimumQuantity)
            if !assignments.isEmpty {
                let columns = assignments.columns
                trip.add(
                    PriceListStatements.assign, own, list.id, columns.audiences, columns.ids,
                    columns.roles)
            }
            context.recordList(PricingEvents.listCreated, list.id, &trip) { json in
                json.key("name")
                json.write(name)
            }
        }
    }
}

/// Makes sure that audiences are the organization's own.
enum AudienceCheck {
    static func check(
        _ assignments: [Assignment], _ context: Context<Member>
    ) async throws(Problem) {
        guard assignments.contains(where: { $0.id != nil }) else { return }
        var trip = context.trip()
        let known = trip.add(
            PriceListStatements.knownAudiences, context.caller.organization,
            assignments.ids(of: .channel), assignments.ids(of: .group),
            assignments.ids(of: .company))
        try await context.read(trip)
        let found = Set(known.rows)
        let violations = assignments.enumerated().compactMap { index, assignment in
            assignment.id.map { !found.contains($0) } ?? false
                ? Violation(
                    pointer: "/assignments/\(index)/id", code: "unknown",
                    message: "There is no such \(assignment.audience.rawValue).") : nil
        }
        guard violations.isEmpty else { throw .invalid(violations) }
    }
}
