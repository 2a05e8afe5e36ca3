import Bedrock
import Platform
import Postgres
import Wire

/// Lists the organization's warehouses, the oldest first.
struct ListWarehouses: Query {
    static let route = Route.get("/v1/warehouses")
    static let summary = "List warehouses."
    static let access = Access.member(.readOrganization)

    let cursor: ID<Warehouse>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<WarehouseView>> {
        var trip = context.trip()
        let page = trip.add(
            OrganizationStatements.warehouses, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Makes a warehouse.
struct CreateWarehouse: Command {
    static let route = Route.post("/v1/warehouses")
    static let summary = "Make a warehouse."
    static let access = Access.member(.writeOrganization)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["warehouses_organization_id_name_key": ProblemKind.conflict]

    let name: String
    let address: String

    init(_ fields: inout Fields) {
        name = fields.body("name", "Unique in the organization.", length: 1...200)
        address = fields.body("address", "Where it is.", length: 1...500)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<WarehouseView> {
        let own = context.caller.organization
        let view = WarehouseView(
            id: .make(at: context.now), name: name, address: address, createdAt: context.now,
            version: 1)
        return try await context.commit(.answer(view)) { trip in
            trip.add(
                OrganizationStatements.insertWarehouse, own, view.id, name, address, context.now)
            context.record("warehouse_made", view.id, of: "warehouse", in: own, &trip) { json in
                json.key("name")
                json.write(name)
            }
        }
    }
}
