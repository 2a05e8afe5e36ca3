import Bedrock
import Platform
import Postgres
import Wire

/// Lists the organization's business units, the oldest first.
struct ListBusinessUnits: Query {
    static let route = Route.get("/v1/business-units")
    static let summary = "List business units."
    static let access = Access.member(.readOrganization)

    let cursor: ID<BusinessUnit>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<BusinessUnitView>> {
        var trip = context.trip()
        let page = trip.add(
            UnitStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Makes a business unit.
struct CreateBusinessUnit: Command {
    static let route = Route.post("/v1/business-units")
    static let summary = "Make a business unit."
    static let access = Access.member(.writeMembers)
    static let constraints = unitConstraints

    let name: String
    let channel: ID<Channel>?
    let warehouse: ID<Warehouse>?

    init(_ fields: inout Fields) {
        name = fields.body("name", "Unique in the organization.", length: 1...200)
        channel = fields.optional(
            "channel_id", "Where its members sell; the organization's first unless said.")
        warehouse = fields.optional("warehouse_id", "Where from; the channel's unless said.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BusinessUnitView> {
        let own = context.caller.organization
        let view = BusinessUnitView(
            id: .make(at: context.now), name: name, channel: channel, warehouse: warehouse,
            createdAt: context.now, version: 1)
        return try await context.commit(.answer(view)) { trip in
            trip.add(UnitStatements.create, own, view.id, name, channel, warehouse, context.now)
            context.record(
                "business_unit_created", view.id, of: "business_unit", in: own, &trip
            ) { json in
                json.key("name")
                json.write(name)
            }
        }
    }
}

/// Changes a business unit; what is absent stays.
struct EditBusinessUnit: Command {
    static let route = Route.patch("/v1/business-units/{id}")
    static let summary = "Change a business unit; what is absent stays."
    static let access = Access.member(.writeMembers)
    static let constraints = unitConstraints
    static let edits = true

    let id: ID<BusinessUnit>
    let name: String?
    let channel: Change<ID<Channel>>
    let warehouse: Change<ID<Warehouse>>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The unit's id.")
        name = fields.optional("name", "Unique in the organization.", length: 1...200)
        channel = fields.change("channel_id", "Where its members sell; null for the first.")
        warehouse = fields.change("warehouse_id", "Where from; null for the channel's.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BusinessUnitView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            let found = reading.add(UnitStatements.unit, own, id)
            try await effect.send(reading)
            guard var unit = found.first else { throw Problem.notFound }
            try context.checkVersion(unit.version)
            unit.name = name ?? unit.name
            unit.channel = channel.applied(to: unit.channel)
            unit.warehouse = warehouse.applied(to: unit.warehouse)
            var trip = Trip()
            trip.add(
                UnitStatements.change, own, id, unit.name, unit.channel, unit.warehouse,
                unit.version)
            unit.version += 1
            context.record("business_unit_changed", id, of: "business_unit", in: own, &trip)
            try await effect.send(trip)
            return .answer(unit).version(unit.version)
        }
    }
}

private let unitConstraints: [String: ProblemKind] = [
    "units_organization_id_name_key": .conflict, "units_channel_fkey": .invalidRequest,
    "units_warehouse_fkey": .invalidRequest, "DR211": .versionMismatch, "DR212": .limitReached,
]
