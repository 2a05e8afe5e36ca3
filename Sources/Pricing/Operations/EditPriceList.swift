import Bedrock
import Catalog
import Platform
import Postgres
import PriceEngine
import Wire

/// Changes a price list; what isn't given stays, and assignments are given whole.
struct EditPriceList: Command {
    static let route = Route.patch("/v1/price-lists/{id}")
    static let summary = "Change a price list; what is left out stays as it is."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.nameTaken]
    static let constraints = ["price_lists_organization_id_name_key": ProblemKind.nameTaken]
    static let edits = true

    let id: ID<PriceList>
    let name: String?
    let purpose: ListPurpose?
    let validFrom: Change<Instant>
    let validUntil: Change<Instant>
    let priority: Int32?
    let caseServesBottles: Bool?
    let orderMinimum: Change<Money>
    let orderMinimumQuantity: Change<Int64>
    let assignments: [Assignment]?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The list's id.")
        name = fields.optional("name", "Its name, unlike any other list's.", length: 1...200)
        purpose = fields.optional("purpose", "What it is for.")
        validFrom = fields.change(
            "valid_from", "It holds from this instant on; null for always.",
            example: Instant(microseconds: 1_661_990_400_000_000))
        validUntil = fields.change(
            "valid_until", "It holds before this instant; null for ever.",
            example: Instant(microseconds: 1_693_526_400_000_000))
        priority = fields.optional(
            "priority", "The greater wins among lists that are equally specific.",
            in: -1_000_000...1_000_000)
        caseServesBottles = fields.optional(
            "case_serves_bottles",
            "Whether a bottle without a price has its share of the case's.")
        orderMinimum = fields.change(
            "order_minimum", "The least an order may take from the list; null for none.",
            in: 1...1_000_000_000_000)
        orderMinimumQuantity = fields.change(
            "order_minimum_quantity",
            "The fewest base units that an order may take from the list; null for none.",
            in: 1...1_000_000_000_000)
        assignments = fields.optional(
            "assignments", "Whom it is for, all of them: these replace the present ones.",
            count: 0...PricingRules.assignments)
        let audiences = assignments ?? []
        fields.require(
            Set(audiences).count == audiences.count, "assignments", "duplicate",
            "An audience is given more than once.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceListView> {
        try await AudienceCheck.check(assignments ?? [], context)
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            reading.add(PriceListStatements.lock, own, id)
            let found = reading.add(PriceListStatements.head, own, id)
            try await effect.send(reading)
            guard let before = found.first else { throw .notFound }
            try context.checkVersion(before.version)
            let list = try changed(before, at: context.now)
            var trip = Trip()
            store(list, after: before, own, &trip)
            context.recordList(PricingEvents.listEdited, id, &trip) { json in
                json.key("version")
                json.write(Int64(list.version))
            }
            try await effect.send(trip)
            return .answer(list).version(list.version)
        }
    }

    private func changed(
        _ before: PriceListView, at now: Instant
    ) throws(Problem) -> PriceListView {
        var list = before
        if let name { list.name = name }
        if let purpose { list.purpose = purpose }
        if let priority { list.priority = priority }
        if let caseServesBottles { list.caseServesBottles = caseServesBottles }
        if let assignments { list.assignments = assignments }
        list.validFrom = validFrom.applied(to: before.validFrom)
        list.validUntil = validUntil.applied(to: before.validUntil)
        list.orderMinimumQuantity = orderMinimumQuantity.applied(to: before.orderMinimumQuantity)
        switch orderMinimum {
        case .unchanged: break
        case .cleared: list.orderMinimum = nil
        case .set(let minimum):
            guard minimum.currency == list.currency else {
                throw .invalid("/order_minimum", "currency", "Must be in the list's currency.")
            }
            list.orderMinimum = minimum.amount
        }
        if let from = list.validFrom, let until = list.validUntil, from >= until {
            throw .invalid("/valid_until", "range", "Must come after valid_from.")
        }
        list.updatedAt = now
        list.version += 1
        return list
    }

    private func store(
        _ list: PriceListView, after before: PriceListView, _ own: ID<Organization>,
        _ trip: inout Trip
    ) {
        trip.add(
            PriceListStatements.update, own, id, list.name, list.purpose.rawValue, list.validFrom,
            list.validUntil, list.priority, list.caseServesBottles, list.orderMinimum,
            list.updatedAt, list.version, list.orderMinimumQuantity)
        guard Set(list.assignments) != Set(before.assignments) else { return }
        trip.add(PriceListStatements.unassign, own, id)
        guard !list.assignments.isEmpty else { return }
        let columns = list.assignments.columns
        trip.add(
            PriceListStatements.assign, own, id, columns.audiences, columns.ids, columns.roles)
    }
}
