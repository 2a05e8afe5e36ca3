import Bedrock
import Orders
import Platform
import Postgres
import Pricing
import Wire

/// Makes a standing order: by the buyer for itself, or by the seller for one of its companies.
struct MakeStandingOrder: Command {
    static let route = Route.post("/v1/standing-orders")
    static let summary = "Make a standing order: the same lines again and again, by a schedule."
    static let access = Access.trading(.writeDraftOrders, .placeDraftOrders)
    static let problems: [ProblemKind] = [.neverDue] + NewDraft.problems

    let seller: ID<Organization>?
    let company: ID<Company>?
    let channel: ID<Channel>?
    let content: StandingContent

    init(_ fields: inout Fields) {
        seller = fields.optional("seller_id", "Whom to buy from; left out when you are the seller.")
        company = fields.optional(
            "company_id", "For whom, when you are the seller.", inExample: false)
        channel = fields.optional(
            "channel_id", "The seller's channel; its first where left out.", inExample: false)
        content = StandingContent(&fields)
        fields.require(
            (seller == nil) != (company == nil), "seller_id", "choice",
            "A buyer gives seller_id, a seller gives company_id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StandingOrderView> {
        let own = context.caller.organization
        let party = try await DraftParties.find(seller: seller, company: company, context)
        guard let channel = party.book.channel(channel) else {
            throw .invalid("/channel_id", "unknown", "The seller has no such channel.")
        }
        let lines = try content.lines(in: party)
        // What has no price or unit now is refused now, not when it is due.
        _ = try await NewDraft(
            lines.map(\.wish), of: party.book, for: party.company, on: channel, at: context.now,
            context.services)
        var asking = Trip.asSystem(of: party.book.seller)
        let zone = asking.add(StandingStatements.zone, party.book.seller)
        try await context.services.read(asking)
        let id = ID<StandingOrder>.make(at: context.now)
        let schedule = content.schedule
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                StandingStatements.insert, party.book.seller, id, party.company.buyer,
                party.company.id, channel.id, company == nil, content.reference, content.note,
                schedule.cadence.rawValue, schedule.every, schedule.days, schedule.monthDay,
                schedule.time, zone.first ?? "UTC", schedule.startsOn, schedule.endsOn,
                context.caller.account, context.now)
            trip.add(lines, of: id, party.book.seller, party.company.buyer)
            trip.add(
                StandingStatements.reschedule, party.book.seller, id, context.now, context.now)
            context.tell(id, "standing_order_made", &trip)
            let view = try await effect.send(trip, reading: id, own)
            guard view.head.state == .active else { throw Problem(.neverDue) }
            return .answer(view).version(view.head.version)
                .location("/v1/standing-orders/\(id)")
        }
    }
}

extension Trip {
    /// Writes the lines of a standing order.
    mutating func add(
        _ lines: [StandingLine], of id: ID<StandingOrder>, _ seller: ID<Organization>,
        _ buyer: ID<Organization>
    ) {
        add(
            StandingStatements.insertLines, seller, id, buyer, lines.map(\.line),
            lines.map(\.variant), lines.map(\.sku), lines.map(\.name), lines.map(\.unit),
            lines.map(\.quantity))
    }
}

extension Effect {
    /// Sends what changes a standing order, and reads it as it then is.
    func send(
        _ trip: Trip, reading id: ID<StandingOrder>, _ own: ID<Organization>
    ) async throws(Problem) -> StandingOrderView {
        var trip = trip
        let head = trip.add(StandingStatements.head, own, id)
        let lines = trip.add(StandingStatements.lines, own, id)
        let runs = trip.add(StandingStatements.runs, own, id, StandingLimits.runs)
        try await send(trip)
        guard let head = head.first else { throw Problem.notFound }
        return StandingOrderView(head: head, lines: lines.rows, runs: runs.rows)
    }

    /// Locks one for a move of whoever made it.
    func lock(
        _ id: ID<StandingOrder>, for move: StandingState.Move, _ own: ID<Organization>
    ) async throws(Problem) -> (head: StandingHead, next: StandingState) {
        var trip = Trip()
        let locked = trip.add(StandingStatements.lock, own, id)
        try await send(trip)
        guard let head = locked.first else { throw Problem.notFound }
        guard head.owner == own else { throw Problem(.standingOrderOfOtherParty) }
        return (head, try head.state.after(move))
    }
}
