import Bedrock
import Inventory
import Platform
import Postgres
import Pricing
import Wire

/// Holds the stock that a draft needs, all of it or nothing, until it expires or is placed.
struct ReserveDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders/{id}/reserve")
    static let summary = "Hold the stock that a draft needs, until it expires or is placed."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove, .outOfStock, .notTradingPartners]
    static let constraints: [String: ProblemKind] = [
        "DR101": .notFound, "DR107": .notTradingPartners, "DR304": .outOfStock,
    ]

    let id: ID<DraftOrder>
    let minutes: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The draft's id.")
        minutes = fields.body(
            "minutes", "How long it is held.", in: 1...OrderLimits.reservationMinutes, default: 15)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftReservation> {
        let reservation = DraftReservation(
            id: .make(at: context.now), draft: id,
            expiresAt: context.now.advanced(by: .seconds(minutes * 60)))
        return try await context.transaction { effect throws(Problem) in
            try await effect.checkOpen(id, by: context.caller.organization)
            var trip = Trip()
            trip.add(
                DraftReservations.reserve, id, reservation.id, reservation.expiresAt,
                context.caller.account, .make(at: context.now), context.requestID, context.now)
            do throws(Problem) {
                try await effect.send(trip)
            } catch {
                throw error.namingShort()
            }
            return .answer(reservation)
        }
    }
}

/// Lets go of the stock that a draft holds.
struct ReleaseDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders/{id}/release")
    static let summary = "Let go of the stock that a draft holds."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 204
    static let constraints: [String: ProblemKind] = ["DR101": .notFound]

    let id: ID<DraftOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The draft's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        try await context.transaction { effect throws(Problem) in
            try await effect.checkOpen(id, by: context.caller.organization)
            var trip = Trip()
            trip.add(
                DraftReservations.release, id, context.caller.account, .make(at: context.now),
                context.requestID, context.now)
            try await effect.send(trip)
            return .answer(Nothing())
        }
    }
}

extension Effect {
    /// Makes sure that a draft is still to be placed.
    fileprivate func checkOpen(
        _ id: ID<DraftOrder>, by own: ID<Organization>
    ) async throws(Problem) {
        let head = try await lock(id, by: own)
        _ = try head.after(.place)
    }
}

/// What a draft holds.
struct DraftReservation: Output, Sendable {
    let id: ID<StockReservation>
    let draft: ID<DraftOrder>
    let expiresAt: Instant

    static let example = DraftReservation(
        id: .sample(FieldRule()), draft: .sample(FieldRule()), expiresAt: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("id", id, "The reservation's id; the seller sees what it holds where.")
        out("draft_order_id", draft, "The draft it is for.")
        out("expires_at", expiresAt, "When it is let go, unless the draft is placed.")
    }
}

enum DraftReservations {
    static let reserve = Statement<
        Void, ID<DraftOrder>, ID<StockReservation>, Instant, ID<Account>, ID<Event>, String,
        Instant
    >("select orders.reserve_draft($1, $2, $3, $4, $5, $6, $7)")

    static let release = Statement<
        Void, ID<DraftOrder>, ID<Account>, ID<Event>, String, Instant
    >("select orders.release_draft($1, $2, $3, $4, $5)")
}
