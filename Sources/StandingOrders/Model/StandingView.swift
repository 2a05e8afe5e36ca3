import Bedrock
import Orders
import Platform
import Postgres
import Wire

/// A standing order without its lines.
struct StandingHead: Output, Sendable {
    let seller: ID<Organization>
    let id: ID<StandingOrder>
    let buyer: ID<Organization>
    let company: ID<Company>
    let channel: ID<Channel>
    let isByBuyer: Bool
    let state: StandingState
    let reference: String?
    let note: String?
    let schedule: StandingSchedule
    let timeZone: String
    let nextDueAt: Instant?
    let account: ID<Account>
    let createdAt: Instant
    let updatedAt: Instant
    let version: Int32

    /// Whose it is to move, and who acts when it is due.
    var owner: ID<Organization> { isByBuyer ? buyer : seller }

    static let example = StandingHead(
        seller: ID(uuid: UUIDBytes(high: 1, low: 1)), id: ID(uuid: UUIDBytes(high: 1, low: 51)),
        buyer: ID(uuid: UUIDBytes(high: 1, low: 3)), company: ID(uuid: UUIDBytes(high: 1, low: 4)),
        channel: ID(uuid: UUIDBytes(high: 1, low: 5)), isByBuyer: true, state: .active,
        reference: "Weekly gin", note: nil, schedule: .example, timeZone: "America/Chicago",
        nextDueAt: Instant(microseconds: 1_790_600_000_000_000),
        account: ID(uuid: UUIDBytes(high: 1, low: 8)),
        createdAt: Instant(microseconds: 1_790_000_000_000_000),
        updatedAt: Instant(microseconds: 1_790_000_000_000_000), version: 1)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The standing order's id.")
        out("seller_id", seller, "The organization that sells.")
        out("buyer_id", buyer, "The organization that buys.")
        out("company_id", company, "The buyer as the seller knows it.")
        out("channel_id", channel, "The seller's channel.")
        out("made_by", isByBuyer ? "buyer" : "seller", "Which side made it and moves it.")
        out("state", state.rawValue, "active, paused or ended.")
        out("reference", reference, "What its drafts are called.")
        out("note", note, "A note that its drafts have.")
        out("schedule", schedule, "When it is due.")
        out("time_zone", timeZone, "The seller's time zone, which the schedule is in.")
        out("next_due_at", nextDueAt, "When it is due next; null where it is not.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it last changed, or ran.")
        out("version", version, "Its version, which If-Match takes.")
    }

    static let read: @Sendable (inout RowReader) throws(RowError) -> StandingHead = { row in
        let seller: ID<Organization> = try row.read()
        let id: ID<StandingOrder> = try row.read()
        let buyer: ID<Organization> = try row.read()
        let company: ID<Company> = try row.read()
        let channel: ID<Channel> = try row.read()
        let isByBuyer: Bool = try row.read()
        let state: String = try row.read()
        let reference: String? = try row.read()
        let note: String? = try row.read()
        let cadence: String = try row.read()
        let schedule = StandingSchedule(
            cadence: StandingCadence(rawValue: cadence) ?? .days, every: try row.read(),
            weekdays: try row.read(), monthDay: try row.read(), time: try row.read(),
            startsOn: try row.read(), endsOn: try row.read())
        return StandingHead(
            seller: seller, id: id, buyer: buyer, company: company, channel: channel,
            isByBuyer: isByBuyer, state: StandingState(rawValue: state) ?? .ended,
            reference: reference, note: note, schedule: schedule, timeZone: try row.read(),
            nextDueAt: try row.read(), account: try row.read(), createdAt: try row.read(),
            updatedAt: try row.read(), version: try row.read())
    }
}

/// A line of a standing order.
struct StandingLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let name: String
    let unit: String
    let quantity: Int64

    static let example = StandingLine(
        line: 1, variant: ID(uuid: UUIDBytes(high: 1, low: 1)), sku: "BW-1001",
        name: "Harbour Light Gin", unit: "case", quantity: 2)

    /// What a draft has of it.
    var wish: DraftWish {
        DraftWish(variant: variant, unit: unit, quantity: quantity, agreed: nil)
    }

    func write(_ out: inout OutputWriter) {
        out("line", line, "Its number, from 1.")
        out("variant_id", variant, "What is bought.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("unit", unit, "The unit it is bought in.")
        out("quantity", quantity, "How many of the unit.")
    }
}

/// What became of one time it was due.
struct StandingRun: Output, Sendable {
    let dueAt: Instant
    let outcome: String
    let draft: ID<DraftOrder>?
    let order: ID<Order>?
    let problem: String?
    let detail: String?
    let at: Instant

    static let example = StandingRun(
        dueAt: Instant(microseconds: 1_790_000_000_000_000), outcome: "placed",
        draft: .sample(FieldRule()), order: .sample(FieldRule()), problem: nil, detail: nil,
        at: Instant(microseconds: 1_790_000_003_000_000))

    func write(_ out: inout OutputWriter) {
        out("due_at", dueAt, "When it was due.")
        out("outcome", outcome, "placed, submitted, draft, failed or skipped.")
        out("draft_order_id", draft, "The draft it made.")
        out("order_id", order, "The order that was placed.")
        out("problem", problem, "Why it is no more than a draft, or not even that.")
        out("detail", detail, "The same in words.")
        out("at", at, "When it was run.")
    }
}

/// A standing order with its lines and its last runs.
struct StandingOrderView: Output, Sendable {
    let head: StandingHead
    let lines: [StandingLine]
    let runs: [StandingRun]

    static let example = StandingOrderView(
        head: .example, lines: [.example], runs: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What is bought each time.")
        out("runs", runs, "What became of the last times it was due, the latest first.")
    }
}
