import Bedrock
import Platform
import Postgres
import Pricing
import Wire

/// Makes a draft order: by the buyer for itself, or by the seller for one of its companies. Every
/// line is priced, with its trace; nothing is reserved.
struct CreateDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders")
    static let summary = "Make a draft order, priced line by line."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.notTradingPartners, .amountTooLarge]

    let seller: ID<Organization>?
    let company: ID<Company>?
    let content: DraftContent

    init(_ fields: inout Fields) {
        seller = fields.optional("seller_id", "Whom to buy from; left out when you are the seller.")
        company = fields.optional(
            "company_id", "For whom, when you are the seller.", inExample: false)
        content = DraftContent(&fields)
        fields.require(
            (seller == nil) != (company == nil), "seller_id", "choice",
            "A buyer gives seller_id, a seller gives company_id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftOrderView> {
        let party = try await DraftParties.find(seller: seller, company: company, context)
        let channel = try content.channel(in: party.book)
        let orderedAt = try content.checkedOrderedAt(on: channel, at: context.now)
        let uses = try await context.services.get(PriceBooks.self).uses(
            of: party.book, by: party.company, giving: content.coupons,
            at: orderedAt ?? context.now, context.services)
        let priced = try DraftPricing.price(
            content.lines, in: party.book,
            for: DraftPricing.Buying(
                company: party.company, channel: channel, instant: orderedAt ?? context.now,
                coupons: content.coupons, uses: uses, empties: content.empties))
        var head = DraftOrderHead(
            party, channel, priced, orderedAt: orderedAt, at: context.now)
        head.reference = content.reference
        head.note = content.note
        head.delivery = try await content.delivery(context)
        let view = DraftOrderView(head: head, lines: priced.lines)
        return try await context.commit(
            .answer(view).version(1).location("/v1/draft-orders/\(head.id)")
        ) { trip in
            head.insert(priced.lines, by: context.caller.account, &trip)
            context.recordParty("draft_order_created", head, &trip)
        }
    }
}
