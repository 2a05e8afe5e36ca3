import Bedrock
import Platform
import Postgres
import Pricing
import Wire

/// Makes a draft of what an order had, at today's prices. What is no longer sold is left out, and
/// named.
struct ReorderOrder: Command {
    static let route = Route.post("/v1/orders/{id}/reorder")
    static let summary = "Make a draft of what an order had, at today's prices."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [
        .notTradingPartners, .amountTooLarge, .nothingToReorder,
    ]

    let id: ID<Order>

    init(_ fields: inout Fields) { id = fields.path("id", "The order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReorderView> {
        let own = context.caller.organization
        var trip = context.trip()
        let orders = trip.add(OrderStatements.head, own, id)
        let replies = trip.add(OrderStatements.lines, own, id)
        try await context.read(trip)
        guard let order = orders.first else { throw .notFound }
        let isSeller = order.seller == own
        let party = try await DraftParties.find(
            seller: isSeller ? nil : order.seller, company: isSeller ? order.company : nil, context)
        guard let channel = party.book.channel(order.channel) ?? party.book.channel(nil) else {
            throw Problem(.notTradingPartners)
        }
        let uses = try await context.services.get(PriceBooks.self).uses(
            of: party.book, by: party.company, giving: [], at: context.now, context.services)
        let buying = DraftPricing.Buying(
            company: party.company, channel: channel, instant: context.now, coupons: [],
            uses: uses, empties: [])
        let offered = try Reordering.price(replies.rows, in: party.book, for: buying)
        var head = DraftOrderHead(party, channel, offered.priced, orderedAt: nil, at: context.now)
        head.delivery.address = order.delivery.address
        let view = ReorderView(
            draft: DraftOrderView(head: head, lines: offered.priced.lines),
            leftOut: offered.leftOut)
        return try await context.commit(
            .answer(view).version(1).location("/v1/draft-orders/\(head.id)")
        ) { trip in
            head.insert(offered.priced.lines, by: context.caller.account, &trip)
            context.recordParty("draft_order_created", head, &trip)
        }
    }
}

/// Asks again for what an order had.
enum Reordering {
    struct Outcome {
        let priced: DraftPricing.Outcome
        let leftOut: [LeftOutLine]
    }

    /// Prices the lines that can be had; the others are left out.
    static func price(
        _ lines: [OrderLine], in book: SellerBook, for buying: DraftPricing.Buying
    ) throws(Problem) -> Outcome {
        var wanted = lines
        var leftOut: [LeftOutLine] = []
        // Leaving lines out may leave others short of a minimum that they shared.
        while !wanted.isEmpty {
            do throws(Problem) {
                let priced = try DraftPricing.price(
                    wanted.map(LineInput.init(again:)), in: book, for: buying)
                return Outcome(priced: priced, leftOut: leftOut.sorted { $0.line < $1.line })
            } catch {
                var refused: [Int: String] = [:]
                for violation in error.violations {
                    let parts = violation.pointer.split(separator: "/")
                    guard parts.count > 1, parts[0] == "lines", let line = Int(parts[1]),
                        wanted.indices.contains(line)
                    else { throw error }
                    refused[line] = violation.code
                }
                guard !refused.isEmpty else { throw error }
                for (line, code) in refused {
                    leftOut.append(
                        LeftOutLine(
                            line: wanted[line].line, sku: wanted[line].sku,
                            name: wanted[line].name, reason: code))
                }
                wanted = wanted.enumerated().filter { refused[$0.offset] == nil }.map(\.element)
            }
        }
        throw Problem(.nothingToReorder)
    }
}

/// A line of an order that can't be had again.
struct LeftOutLine: Output, Sendable {
    let line: Int32
    let sku: String
    let name: String
    let reason: String

    static let example = LeftOutLine(
        line: 2, sku: "BW-1002", name: "Harbour Light Rum", reason: "unknown_variant")

    func write(_ out: inout OutputWriter) {
        out("line", line, "Its number in the order.")
        out("sku", sku, "Its SKU then.")
        out("name", name, "Its name then.")
        out("reason", reason, "Why it can't be had, as a draft's violations say it.")
    }
}

/// The draft that was made, and what is not in it.
struct ReorderView: Output, Sendable {
    let draft: DraftOrderView
    let leftOut: [LeftOutLine]

    static let example = ReorderView(draft: .example, leftOut: [.example])

    func write(_ out: inout OutputWriter) {
        draft.write(&out)
        out("left_out", leftOut, "Lines of the order that can't be had now.")
    }
}
