import Bedrock
import Platform
import Postgres
import Wire

/// Lists the orders the organization is a party to. A page costs the same wherever it lies.
struct ListOrders: Query {
    static let route = Route.get("/v1/orders")
    static let summary = "List and search orders, without their lines."
    static let access = Access.member(.readOrders)

    let cursor: ID<Order>?
    let limit: Int64
    let filter: OrderFilter

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
        filter = OrderFilter(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<OrderHead>> {
        let rows = try await filter.read(after: cursor, limit + 1, context)
        return .answer(Page(rows, limit: limit) { $0.id.text })
    }
}

/// How a list of orders is sorted.
enum OrderSort: String, FieldEnum, Sendable {
    case newest, oldest, largest
}

/// Which orders a list or a file is of.
struct OrderFilter: Sendable {
    let side: OrderSide?
    let state: OrderState?
    let company: ID<Company>?
    let channel: ID<Channel>?
    let from: Instant?
    let until: Instant?
    let least: Int64?
    let most: Int64?
    let text: String?
    let sort: OrderSort

    init(_ fields: inout Fields) {
        side = fields.query("side", "Only what was sold, or only what was bought.")
        state = fields.query("state", "Only those in this state.")
        company = fields.query("company_id", "Only those of this trading relation.")
        channel = fields.query("channel_id", "Only those of this channel.")
        from = fields.query("from", "Placed at this instant or later.")
        until = fields.query("until", "Placed before this instant.")
        least = fields.query(
            "total_from", "Those that come to this or more, in the currency's smallest unit.",
            in: 0...Int(Int64.max))
        most = fields.query(
            "total_until", "Those that come to this or less.", in: 0...Int(Int64.max))
        text = fields.query(
            "q", "Those with this number, or whose reference begins so; newest first.",
            length: 1...200, example: "PO-20")
        sort = fields.query(
            "sort", "By when they were placed, or by what they come to.", default: .newest)
    }

    /// A page of them.
    func read(
        after cursor: ID<Order>?, _ count: Int64, _ context: Context<Member>
    ) async throws(Problem) -> [OrderHead] {
        let own = context.caller.organization
        let isSold = side.map { $0 == .sold }
        var trip = context.trip()
        let page: Reply<OrderHead>
        if let text {
            page = trip.add(
                OrderListStatements.named, own, cursor, count, isSold, state?.rawValue, company,
                channel, from, until, least, most, text)
        } else {
            let statement =
                switch sort {
                case .newest: OrderListStatements.newest
                case .oldest: OrderListStatements.oldest
                case .largest: OrderListStatements.largest
                }
            page = trip.add(
                statement, own, cursor, count, isSold, state?.rawValue, company, channel, from,
                until, least, most)
        }
        try await context.read(trip)
        return page.rows
    }
}
