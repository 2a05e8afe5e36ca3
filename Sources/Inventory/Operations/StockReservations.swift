import Bedrock
import Platform
import Postgres
import Wire

/// Holds stock for a basket, all of it or nothing, until it expires.
struct ReserveStock: Command {
    static let route = Route.post("/v1/stock-reservations")
    static let summary = "Hold stock for a basket, all of it or nothing, until it expires."
    static let access = Access.member(.reserveStock)
    static let problems: [ProblemKind] = [.outOfStock]
    static let constraints = StockConstraints.kinds

    let channel: ID<Channel>
    let reference: String?
    let minutes: Int64
    let lines: [StockQuantityInput]

    init(_ fields: inout Fields) {
        channel = fields.body("channel_id", "Where it is sold; its rules say what may be taken.")
        reference = fields.optional(
            "reference", "Whose basket it is, in your own words.", length: 1...200)
        minutes = fields.body(
            "minutes", "How long it is held.", in: 1...StockLimits.reservationMinutes, default: 15)
        lines = fields.body("lines", "What is held.", count: 1...StockLimits.documentLines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockReservationView> {
        let variants = try await context.resolve(lines)
        let own = context.caller.organization
        let id = ID<StockReservation>.make(at: context.now)
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            let known = reading.add(StockRuleStatements.channel, own, channel)
            try await effect.send(reading)
            guard let warehouse = known.first else {
                throw .invalid("/channel_id", "unknown", "There is no such channel.")
            }
            var trip = Trip()
            trip.add(
                ReservationStatements.reserve, own, id, channel, warehouse, reference,
                context.now.advanced(by: .seconds(minutes * 60)), context.caller.account,
                context.now, variants, lines.map(\.quantity))
            context.record(
                InventoryEvents.reserved, id, of: "stock_reservation", in: own, &trip)
            do throws(Problem) {
                return try await effect.read(id, own, trip)
                    .location("/v1/stock-reservations/\(id)")
            } catch {
                throw error.namingShort()
            }
        }
    }
}

/// Lists reservations, newest first.
struct ListStockReservations: Query {
    static let route = Route.get("/v1/stock-reservations")
    static let summary = "List reservations, newest first."
    static let access = Access.member(.readStock)

    let cursor: ID<StockReservation>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<Page<StockReservationHead>> {
        var trip = context.trip()
        let page = trip.add(
            ReservationStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a reservation.
struct ReadStockReservation: Query {
    static let route = Route.get("/v1/stock-reservations/{id}")
    static let summary = "Read a reservation and what it holds."
    static let access = Access.member(.readStock)

    let id: ID<StockReservation>

    init(_ fields: inout Fields) { id = fields.path("id", "The reservation's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockReservationView> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(ReservationStatements.head, own, id)
        let lines = trip.add(ReservationStatements.lines, own, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(StockReservationView(head: head, lines: lines.rows))
    }
}

/// Lets a reservation go before it expires.
struct ReleaseStockReservation: Command {
    static let route = Route.post("/v1/stock-reservations/{id}/release")
    static let summary = "Let a reservation go before it expires."
    static let access = Access.member(.reserveStock)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<StockReservation>

    init(_ fields: inout Fields) { id = fields.path("id", "The reservation's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockReservationView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let ended = trip.add(
                ReservationStatements.end, own, id, context.caller.account, context.now)
            let head = trip.add(ReservationStatements.head, own, id)
            try await effect.send(trip)
            guard let now = head.first else { throw Problem.notFound }
            // One that had ended was left as it was.
            if ended.first != true { try now.state.after(.release) }
            var recording = Trip()
            context.record(
                InventoryEvents.reservationReleased, id, of: "stock_reservation", in: own,
                &recording)
            return try await effect.read(id, own, recording)
        }
    }
}

extension Effect {
    /// Sends what changes a reservation and reads it as it is then.
    fileprivate func read(
        _ id: ID<StockReservation>, _ own: ID<Organization>, _ changes: Trip
    ) async throws(Problem) -> Success<StockReservationView> {
        var trip = changes
        let head = trip.add(ReservationStatements.head, own, id)
        let lines = trip.add(ReservationStatements.lines, own, id)
        try await send(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(StockReservationView(head: head, lines: lines.rows))
    }
}
