import Bedrock
import Loop
import Orders
import Platform
import Postgres
import Pricing
import Wire

/// Runs one standing order that is due, once: the draft, its order, the row that says so and the
/// next time it is due are one transaction.
struct StandingRunner {
    private let due: DueOrder
    private let context: Context<Member>

    /// Acts for the organization that made the standing order, as who made it.
    init(_ due: DueOrder, at now: Instant, _ services: Services) {
        self.due = due
        var caller = Caller()
        caller.organization = due.owner
        caller.account = due.account
        var terms = RequestTerms()
        terms.isCommand = true
        terms.deadline = Monotonic.nanoseconds &+ 60_000_000_000
        context = Context(
            caller: Authorized(checked: caller), now: now,
            requestID: "standing-\(due.id.text.suffix(12))-\(due.at.microseconds / 1_000_000)",
            terms: terms, services: services)
    }

    /// False where it isn't due any more, or another server has it.
    func run() async throws(Problem) -> Bool {
        do throws(Problem) {
            return try await NewDraft.retrying { () async throws(Problem) in
                try await attempt(because: nil)
            }
        } catch {
            // What a later try may do is left to it; what won't go by itself becomes a draft.
            guard error.kind.status < 500 else { throw error }
            return try await attempt(because: error)
        }
    }

    private func attempt(because problem: Problem?) async throws(Problem) -> Bool {
        var isRun = false
        try await context.transactionBeside { effect throws(Problem) in
            var trip = Trip()
            let locked = trip.add(StandingStatements.lock, due.owner, due.id)
            let lines = trip.add(StandingStatements.lines, due.owner, due.id)
            try await effect.send(trip)
            guard let head = locked.first, head.state == .active, head.nextDueAt == due.at else {
                return
            }
            if let problem {
                try await leave(head, lines.rows, because: problem, effect)
            } else {
                try await place(head, lines.rows, effect)
            }
            isRun = true
        }
        return isRun
    }

    /// Makes the draft and places it, or hands it over.
    private func place(
        _ head: StandingHead, _ lines: [StandingLine], _ effect: borrowing Effect
    ) async throws(Problem) {
        let party = try await head.parties(context.services)
        guard let channel = party.book.channel(head.channel) else {
            throw Problem(.notTradingPartners)
        }
        var draft = try await NewDraft(
            lines.map(\.wish), of: party.book, for: party.company, on: channel, at: context.now,
            context.services)
        draft.name(reference: head.reference, note: head.note)
        let order = ID<Order>.make(at: context.now)
        var trip = Trip()
        draft.insert(by: due.account, context, &trip)
        let placed = trip.add(
            StandingStatements.place, draft.id, order, order.number, context.now, due.account,
            .make(at: context.now), context.requestID)
        do throws(Problem) {
            try await effect.send(trip, refused: NewDraft.problem)
        } catch {
            draft.forgetPrices(after: error, context.services)
            throw error
        }
        let done = placed.first ?? nil
        var noting = Trip()
        if done == nil { draft.submit(context, &noting) }
        note(head, done == nil ? "submitted" : "placed", draft.id, done, nil, &noting)
        try await effect.send(noting)
    }

    /// Leaves what can be had of it as a draft, and tells who made the standing order why.
    private func leave(
        _ head: StandingHead, _ lines: [StandingLine], because problem: Problem,
        _ effect: borrowing Effect
    ) async throws(Problem) {
        var trip = Trip()
        var left: ID<DraftOrder>?
        do throws(Problem) {
            let party = try await head.parties(context.services)
            if let channel = party.book.channel(head.channel) {
                var draft = try await NewDraft.leavingOut(
                    lines.map(\.wish), of: party.book, for: party.company, on: channel,
                    at: context.now, context.services)
                draft.name(reference: head.reference, note: head.note)
                draft.insert(by: due.account, context, &trip)
                left = draft.id
            }
        } catch {
            guard error.kind.status < 500 else { throw error }
        }
        note(head, left == nil ? "failed" : "draft", left, nil, problem, &trip)
        try await effect.send(trip)
    }

    private func note(
        _ head: StandingHead, _ outcome: String, _ draft: ID<DraftOrder>?, _ order: ID<Order>?,
        _ problem: Problem?, _ trip: inout Trip
    ) {
        let detail = problem.map { problem in
            problem.violations.first.map { "\($0.pointer): \($0.message)" } ?? problem.detail
                ?? problem.kind.title
        }
        trip.add(
            StandingStatements.note, head.seller, head.id, due.at, head.buyer, outcome, draft,
            order, problem?.kind.slug, detail, context.now)
        // Times that have passed meanwhile are not made up for.
        trip.add(
            StandingStatements.reschedule, head.seller, head.id, max(due.at, context.now),
            context.now)
        let name = head.reference ?? head.id.text
        context.tell(
            head.id, "standing_order_run",
            letter: problem.map { problem in
                (
                    "A standing order needs you: \(name)",
                    "Standing order \(name) was due and could not be placed: "
                        + "\(detail ?? problem.kind.title)\n\n"
                        + (draft.map { "What can be had is draft \($0)." } ?? "There is no draft.")
                )
            }, &trip
        ) { json in
            json.key("due_at")
            json.write(due.at.rfc3339)
            json.key("outcome")
            json.write(outcome)
            if let draft {
                json.key("draft_order_id")
                json.write(draft.uuid.text)
            }
            if let order {
                json.key("order_id")
                json.write(order.uuid.text)
            }
        }
    }
}
