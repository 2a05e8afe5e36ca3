package import Bedrock
import Inventory
package import Platform
import PriceEngine
package import Postgres
package import Pricing
import Wire

/// A line that another context wants a draft to have.
package struct DraftWish: Sendable {
    package let variant: ID<Variant>
    package let unit: String
    package let quantity: Int64
    /// What one of the unit costs, where both sides agreed on it in a quote.
    package let agreed: Int64?

    package init(variant: ID<Variant>, unit: String, quantity: Int64, agreed: Int64?) {
        self.variant = variant
        self.unit = unit
        self.quantity = quantity
        self.agreed = agreed
    }
}

/// A draft that another context makes in a transaction of its own: priced, inserted and placed like
/// any other.
package struct NewDraft: Sendable {
    private var head: DraftOrderHead
    private let lines: [OrderLine]
    /// What can't be had, by its SKU and why; only where that was asked to be left out.
    package let leftOut: [(sku: String, reason: String)]

    package var id: ID<DraftOrder> { head.id }
    package var total: Money { Money(head.totalAmount, head.currency) }

    /// Prices the lines at that instant; a problem names what is wrong with those that can't be
    /// had.
    package init(
        _ wishes: [DraftWish], of book: SellerBook, for company: CompanyFacts,
        on channel: ChannelFacts, at now: Instant, _ services: Services
    ) async throws(Problem) {
        let buying = try await NewDraft.buying(
            of: book, for: company, on: channel, at: now, services)
        let priced = try DraftPricing.price(
            wishes.map(LineInput.init(wished:)), in: book, for: buying)
        self.init(priced, book, company, channel, leftOut: [], at: now)
    }

    /// Prices what can be had of the lines, and leaves the rest out.
    package static func leavingOut(
        _ wishes: [DraftWish], of book: SellerBook, for company: CompanyFacts,
        on channel: ChannelFacts, at now: Instant, _ services: Services
    ) async throws(Problem) -> NewDraft {
        let buying = try await buying(of: book, for: company, on: channel, at: now, services)
        let lines = wishes.enumerated().map { place, wish in
            OrderLine(wished: wish, line: Int32(place + 1), book)
        }
        let offered = try Reordering.price(lines, in: book, for: buying)
        return NewDraft(
            offered.priced, book, company, channel,
            leftOut: offered.leftOut.map { ($0.sku, $0.reason) }, at: now)
    }

    private static func buying(
        of book: SellerBook, for company: CompanyFacts, on channel: ChannelFacts,
        at now: Instant, _ services: Services
    ) async throws(Problem) -> DraftPricing.Buying {
        DraftPricing.Buying(
            company: company, channel: channel, instant: now, coupons: [],
            uses: try await services.get(PriceBooks.self).uses(
                of: book, by: company, at: now, services),
            empties: [])
    }

    private init(
        _ priced: DraftPricing.Outcome, _ book: SellerBook, _ company: CompanyFacts,
        _ channel: ChannelFacts, leftOut: [(sku: String, reason: String)], at now: Instant
    ) {
        head = DraftOrderHead(
            DraftParties(book: book, company: company), channel, priced, orderedAt: nil, at: now)
        lines = priced.lines
        self.leftOut = leftOut
    }

    /// Says what its parties call it.
    package mutating func name(reference: String?, note: String?) {
        head.reference = reference
        head.note = note
    }

    /// Writes it for somebody, with its event.
    package func insert(
        by account: ID<Account>, _ context: Context<Member>, _ trip: inout Trip
    ) {
        head.insert(lines, by: account, &trip)
        context.recordParty("draft_order_created", head, &trip)
    }

    /// Hands it over: to the seller, or to the second person of the buyer.
    package func submit(_ context: Context<Member>, _ trip: inout Trip) {
        trip.add(
            DraftOrderStatements.move, head.seller, head.id, DraftState.submitted.rawValue,
            context.now)
        context.recordParty("draft_order_submitted", head, &trip)
        trip.addApprovalLetters(head.id, at: context.now)
    }

    /// Forgets the prices it was made of, where they moved meanwhile.
    package func forgetPrices(after problem: Problem, _ services: Services) {
        guard problem.kind == .pricesMoved else { return }
        services.get(PriceBooks.self).forget(head.seller)
    }

    /// What placing refuses, in the caller's words.
    package static func problem(_ error: ServerError) -> Problem? { PlaceDraftOrder.problem(error) }

    /// What placing it may be refused with.
    package static let problems: [ProblemKind] = [
        .outOfStock, .promotionExhausted, .notTradingPartners, .amountTooLarge, .sellerUnavailable,
    ]

    /// Begins again where prices or stock moved between pricing and placing.
    package static func retrying<Answer: Sendable>(
        _ body: () async throws(Problem) -> Answer
    ) async throws(Problem) -> Answer {
        for _ in 0..<3 {
            do throws(Problem) {
                return try await body()
            } catch where error.kind == .pricesMoved || error.kind == .promotionExhausted
                || error.kind == .stockMoved
            {
                continue
            }
        }
        var problem = Problem(.unavailable, "Prices or stock keep moving; ask again.")
        problem.retryAfter = 1
        throw problem
    }
}

extension Trip {
    /// Writes to those who can approve a draft, where its buyer's rule asks for that.
    mutating func addApprovalLetters(_ draft: ID<DraftOrder>, at now: Instant) {
        add(
            ApprovalStatements.ask, draft, "A draft order waits for your approval",
            "Draft \(draft) was handed over and comes to more than your organization lets one "
                + "person buy. Approve it, or send it back with a reason.", now)
    }
}

extension LineInput {
    fileprivate init(wished wish: DraftWish) {
        self.init(
            wish.variant, unit: wish.unit, quantity: wish.quantity,
            agreed: wish.agreed.map { AgreedPrice($0, by: .quote) })
    }
}

extension OrderLine {
    /// A line that was wished for and has no price yet.
    fileprivate init(wished wish: DraftWish, line: Int32, _ book: SellerBook) {
        let facts = book.variant(wish.variant)
        self.init(
            line: line, variant: wish.variant, sku: facts?.sku ?? "", name: facts?.name ?? "",
            unit: wish.unit, quantity: wish.quantity, baseQuantity: 1, unitAmount: 0,
            totalAmount: 0, currency: book.currency, trace: Array("{}".utf8))
    }
}

extension ID where Subject == Order {
    /// The number people call an order by: the last ten characters of its id, in two halves.
    /// Nobody can guess one or count orders by it, and no counter makes placements wait.
    package var number: String {
        let tail = text.suffix(10).uppercased()
        return "\(tail.prefix(5))-\(tail.suffix(5))"
    }
}
