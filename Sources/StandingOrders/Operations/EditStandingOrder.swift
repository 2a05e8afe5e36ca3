import Bedrock
import Orders
import Platform
import Postgres
import Pricing
import Wire

/// Replaces what a standing order says; one that is active is due anew by its schedule.
struct EditStandingOrder: Command {
    static let route = Route.put("/v1/standing-orders/{id}")
    static let summary = "Replace a standing order's schedule, lines and notes."
    static let access = Access.trading(.writeDraftOrders, .placeDraftOrders)
    static let problems: [ProblemKind] =
        [.illegalMove, .standingOrderOfOtherParty, .neverDue] + NewDraft.problems
    static let edits = true

    let id: ID<StandingOrder>
    let content: StandingContent

    init(_ fields: inout Fields) {
        id = fields.path("id", "The standing order's id.")
        content = StandingContent(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StandingOrderView> {
        let own = context.caller.organization
        let schedule = content.schedule
        return try await context.transaction { effect throws(Problem) in
            let (head, _) = try await effect.lock(id, for: .edit, own)
            try context.checkVersion(head.version)
            let party = try await head.parties(context.services)
            guard let channel = party.book.channel(head.channel) else {
                throw Problem(.notTradingPartners)
            }
            let lines = try content.lines(in: party)
            _ = try await NewDraft(
                lines.map(\.wish), of: party.book, for: party.company, on: channel,
                at: context.now, context.services)
            var trip = Trip()
            trip.add(
                StandingStatements.edit, head.seller, id, content.reference, content.note,
                schedule.cadence.rawValue, schedule.every, schedule.days, schedule.monthDay,
                schedule.time, schedule.startsOn, schedule.endsOn, context.now)
            trip.add(StandingStatements.deleteLines, head.seller, id)
            trip.add(lines, of: id, head.seller, head.buyer)
            if head.state == .active {
                trip.add(
                    StandingStatements.reschedule, head.seller, id, context.now, context.now)
            }
            context.tell(id, "standing_order_edited", &trip)
            let view = try await effect.send(trip, reading: id, own)
            guard view.head.state == head.state else { throw Problem(.neverDue) }
            return .answer(view).version(view.head.version)
        }
    }
}
