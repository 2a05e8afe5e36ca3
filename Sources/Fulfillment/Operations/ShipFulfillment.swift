import Bedrock
import Platform
import Postgres
import Wire

/// Sends a packed fulfillment, or some lines of it: a shipment, with which the stock leaves.
struct ShipFulfillment: Command {
    static let route = Route.post("/v1/fulfillments/{id}/shipments")
    static let summary = "Send what is packed, all or some lines, with carrier and tracking number."
    static let access = Access.trading(.writeFulfillments)
    static let problems: [ProblemKind] = FulfillmentRefusals.problems
    static let constraints = FulfillmentRefusals.constraints

    let fulfillment: ID<OrderFulfillment>
    let terms: ShipmentTerms
    let lines: [LineQuantity]?

    init(_ fields: inout Fields) {
        fulfillment = fields.path("id", "The fulfillment's id.")
        terms = ShipmentTerms(&fields)
        lines = fields.lineQuantities("What of which lines; all that is left if absent.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ShipmentView> {
        let id = ID<Shipment>.make(at: context.now)
        return try await context.ship(id) { trip in
            trip.add(
                ShipmentStatements.ship, fulfillment, id, terms.carrier, terms.trackingNumber,
                terms.trackingURL, terms.expectedOn, lines.numbers, lines.quantities,
                context.caller.account, context.requestID, context.now)
        }.location("/v1/shipments/\(id)")
    }
}

/// What is known of a shipment's way.
struct ShipmentTerms: Sendable {
    let carrier: String?
    let trackingNumber: String?
    let trackingURL: String?
    let expectedOn: String?

    init(_ fields: inout Fields) {
        carrier = fields.optional(
            "carrier", "Who carries it.", length: 1...100, example: "Prairie Freight")
        trackingNumber = fields.optional(
            "tracking_number", "What the carrier calls it.", length: 1...100,
            example: "PF 1042 7781")
        let url: String? = fields.optional(
            "tracking_url", "Where the carrier tells of it: an https address.",
            length: 9...500, inExample: false)
        fields.require(
            url?.hasPrefix("https://") != false && url?.contains(where: \.isWhitespace) != true,
            "tracking_url", "format", "Must be an https address.")
        trackingURL = url
        expectedOn = fields.optional(
            "expected_on", "The day it is expected to arrive.", format: .day,
            example: "2026-12-01")
    }
}

/// Corrects what is known of a shipment's way; what is absent is forgotten.
struct EditShipment: Command {
    static let route = Route.put("/v1/shipments/{id}/tracking")
    static let summary = "Say who carries a shipment and how to follow it."
    static let access = Access.trading(.writeFulfillments)
    static let edits = true

    let id: ID<Shipment>
    let terms: ShipmentTerms

    init(_ fields: inout Fields) {
        id = fields.path("id", "The shipment's id.")
        terms = ShipmentTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ShipmentView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let edited = trip.add(
                ShipmentStatements.edit, own, id, context.expectedVersion, terms.carrier,
                terms.trackingNumber, terms.trackingURL, terms.expectedOn)
            let head = trip.add(ShipmentStatements.head, own, id)
            let lines = trip.add(ShipmentStatements.lines, own, id)
            context.record("shipment_changed", id, of: "shipment", in: own, &trip)
            try await effect.send(trip)
            guard let head = head.first else { throw .notFound }
            if edited.first == nil { try context.checkVersion(head.version) }
            guard edited.first != nil else { throw .notFound }
            return .answer(ShipmentView(head: head, lines: lines.rows)).version(head.version)
        }
    }
}

/// Says that a shipment has arrived.
struct DeliverShipment: Command {
    static let route = Route.post("/v1/shipments/{id}/deliver")
    static let summary = "Say that a shipment has arrived."
    static let access = Access.trading(.writeFulfillments)
    static let problems: [ProblemKind] = [.illegalMove]
    static let constraints = FulfillmentRefusals.constraints
    static let success = 200

    let id: ID<Shipment>

    init(_ fields: inout Fields) { id = fields.path("id", "The shipment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ShipmentView> {
        try await context.ship(id) { trip in
            trip.add(
                ShipmentStatements.deliver, id, context.caller.account, context.requestID,
                context.now)
        }
    }
}

extension Context where Scope == Member {
    /// Carries out what changes a shipment, and answers it as it is then.
    fileprivate func ship(
        _ id: ID<Shipment>, _ build: (inout Trip) -> Void
    ) async throws(Problem) -> Success<ShipmentView> {
        try await transaction { effect throws(Problem) in
            var trip = Trip()
            build(&trip)
            let head = trip.add(ShipmentStatements.head, caller.organization, id)
            let lines = trip.add(ShipmentStatements.lines, caller.organization, id)
            try await effect.send(trip, refused: FulfillmentState.problem)
            guard let head = head.first else { throw .notFound }
            return .answer(ShipmentView(head: head, lines: lines.rows)).version(head.version)
        }
    }
}
