import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Makes a link that shows an order's progress to whoever has it; for its seller or its buyer.
/// The link is in this answer only.
struct ShareOrder: Command {
    static let route = Route.post("/v1/orders/{id}/tracking-links")
    static let summary = "Make a link that shows an order's progress to whoever has it."
    static let access = Access.trading(.shareOrders)
    static let problems: [ProblemKind] = [.tooManyTrackingLinks]
    static let constraints: [String: ProblemKind] = [
        "DR101": .notFound, "DR212": .tooManyTrackingLinks,
    ]

    let order: ID<Order>
    let days: Int64

    init(_ fields: inout Fields) {
        order = fields.path("id", "The order's id.")
        days = fields.body("valid_days", "How many days it holds.", in: 1...365, default: 60)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<MadeTrackingLink> {
        let desk = context.services.get(TrackingDesk.self)
        let id = ID<TrackingLink>.make(at: context.now)
        let token = desk.token(of: id)
        let end = context.now.advanced(by: .seconds(86_400 * days))
        let again: Success<MadeTrackingLink>? = try await context.commit(
            subject: id,
            { trip in
                trip.add(
                    TrackingStatements.make, id, order, token.hash, context.caller.account,
                    context.now, end)
                context.record(
                    "order_shared", order, of: "order", in: context.caller.organization, &trip
                ) { json in
                    json.key("tracking_link_id")
                    json.write(id.text)
                }
            },
            again: { (first: ID<TrackingLink>) throws(Problem) in
                try await answer(of: first, context)
            })
        if let again { return again }
        return .answer(MadeTrackingLink(id: id, url: desk.url(of: token), expiresAt: end))
    }

    /// The first answer once more.
    private func answer(
        of id: ID<TrackingLink>, _ context: Context<Member>
    ) async throws(Problem) -> Success<MadeTrackingLink> {
        let desk = context.services.get(TrackingDesk.self)
        var trip = context.trip()
        let links = trip.add(TrackingStatements.links, order, nil, 1_000)
        try await context.read(trip)
        guard let link = links.rows.first(where: { $0.id == id }),
            let token = desk.tokens(of: id).first(where: {
                ConstantTime.equal($0.hash, link.hash)
            })
        else { throw .notFound }
        return .answer(
            MadeTrackingLink(id: id, url: desk.url(of: token), expiresAt: link.expiresAt))
    }
}

/// Lists the links that one's own organization made for an order.
struct ListTrackingLinks: Query {
    static let route = Route.get("/v1/orders/{id}/tracking-links")
    static let summary = "List one's own links to an order's progress, newest first."
    static let access = Access.member(.shareOrders)

    let order: ID<Order>
    let cursor: ID<TrackingLink>?
    let limit: Int64

    init(_ fields: inout Fields) {
        order = fields.path("id", "The order's id.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<Page<TrackingLinkRecord>> {
        var trip = context.trip()
        let isParty = trip.add(TrackingStatements.isParty, context.caller.organization, order)
        let links = trip.add(TrackingStatements.links, order, cursor, limit + 1)
        try await context.read(trip)
        guard isParty.first != nil else { throw .notFound }
        return .answer(Page(links.rows, limit: limit) { $0.id.text })
    }
}

/// Takes a link back: it shows nothing from then on.
struct RevokeTrackingLink: Command {
    static let route = Route.delete("/v1/tracking-links/{id}")
    static let summary = "Take back a link to an order's progress."
    static let access = Access.member(.shareOrders)

    let id: ID<TrackingLink>

    init(_ fields: inout Fields) { id = fields.path("id", "The link's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let isKnown = trip.add(TrackingStatements.revoke, id, context.now)
            context.record(
                "tracking_link_revoked", id, of: "tracking_link",
                in: context.caller.organization, &trip)
            try await effect.send(trip)
            guard isKnown.first == true else { throw .notFound }
            return .nothing
        }
    }
}

/// A link to an order's progress, with its secret.
struct MadeTrackingLink: Output, Sendable {
    let id: ID<TrackingLink>
    let url: String
    let expiresAt: Instant

    static let example = MadeTrackingLink(
        id: TrackingLinkRecord.example.id,
        url: "\(TrackingPage.prefix)lqV2yGcP0s1mNf3hTz8QeRkXwB4uJd7iAo5CbEaYt9M",
        expiresAt: TrackingLinkRecord.example.expiresAt)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The link's id.")
        out(
            "url", url,
            "The link, in this answer only; from the server's root, unless it knows its address.")
        out("expires_at", expiresAt, "Until when it holds.")
    }
}

/// A link to an order's progress, without its secret.
struct TrackingLinkRecord: Output, Sendable {
    let id: ID<TrackingLink>
    let order: ID<Order>
    let hash: [UInt8]
    let createdBy: ID<Account>
    let createdAt: Instant
    let expiresAt: Instant
    let revokedAt: Instant?

    static let example = TrackingLinkRecord(
        id: ID(uuid: UUIDBytes(high: 1, low: 31)), order: FulfillmentHead.example.order, hash: [],
        createdBy: ID(uuid: UUIDBytes(high: 1, low: 8)),
        createdAt: Instant(microseconds: 1_790_000_000_000_000),
        expiresAt: Instant(microseconds: 1_795_184_000_000_000), revokedAt: nil)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The link's id.")
        out("order_id", order, "The order it shows.")
        out("created_by", createdBy, "Who made it.")
        out("created_at", createdAt, "When it was made.")
        out("expires_at", expiresAt, "Until when it holds.")
        out("revoked_at", revokedAt, "When it was taken back.")
    }
}
