import Bedrock
import Platform
import Postgres
import Wire

/// Lists the approved sellers of the platform: their names and countries, nothing more.
struct ListSellers: Query {
    static let route = Route.get("/v1/sellers")
    static let summary = "List the platform's approved sellers."
    static let access = Access.member(.readSuppliers)

    let cursor: ID<Organization>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<SellerView>> {
        var trip = context.trip()
        let page = trip.add(SupplierStatements.sellers, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Lists the approved retailers of the platform, to whoever buys for themselves.
struct ListRetailers: Query {
    static let route = Route.get("/v1/retailers")
    static let summary = "List the platform's approved retailers."
    static let access = Access.person(.readOffers)

    let cursor: ID<Organization>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Page<SellerView>> {
        var trip = context.trip()
        let page = trip.add(SupplierStatements.retailers, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Lists whom the organization buys from or asked to.
struct ListSuppliers: Query {
    static let route = Route.get("/v1/suppliers")
    static let summary = "List the organization's suppliers."
    static let access = Access.member(.readSuppliers)

    let cursor: ID<Company>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<SupplierView>> {
        var trip = context.trip()
        let page = trip.add(SupplierStatements.suppliers, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
