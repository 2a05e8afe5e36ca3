package import Bedrock
package import Platform
import Postgres
package import Pricing
import Wire

/// What a draft says, when it is made and when it is edited.
struct DraftContent: Sendable {
    let channel: ID<Channel>?
    let orderedAt: Instant?
    let reference: String?
    let note: String?
    private let delivery: Delivery
    private let savedAddress: ID<SavedAddress>?
    let coupons: [String]
    let empties: [EmptiesInput]
    let lines: [LineInput]

    init(_ fields: inout Fields) {
        channel = fields.optional(
            "channel_id", "The seller's channel; its first where left out.", inExample: false)
        orderedAt = fields.optional(
            "ordered_at",
            "When it was ordered, where the channel takes orders dated back; now where left out.",
            inExample: false)
        reference = fields.optional(
            "reference", "Your own reference.", length: 1...200, example: "PO-2041")
        note = fields.optional(
            "note", "A note to the seller.", length: 1...2000, example: "Ring at the back door.")
        delivery = Delivery(&fields)
        savedAddress = fields.optional(
            "delivery_address_id", "Where it is to arrive, by an address that you saved.",
            inExample: false)
        fields.require(
            delivery.address == nil || savedAddress == nil, "delivery_address_id", "choice",
            "Give either delivery_address or delivery_address_id.")
        coupons = fields.coupons()
        empties = fields.empties()
        lines = fields.body("lines", "What is bought.", count: 1...OrderLimits.lines)
    }

    /// Where and when it is to arrive, with the address that was saved under an id.
    func delivery(_ context: Context<Member>) async throws(Problem) -> Delivery {
        guard let savedAddress else { return delivery }
        var trip = context.trip()
        let found = trip.add(
            SavedAddresses.one, context.caller.organization, savedAddress)
        try await context.read(trip)
        guard let saved = found.first else {
            throw .invalid("/delivery_address_id", "unknown", "You saved no such address.")
        }
        var delivery = delivery
        delivery.address = saved.address
        return delivery
    }

    func channel(in book: SellerBook) throws(Problem) -> ChannelFacts {
        guard let facts = book.channel(channel) else {
            throw .invalid("/channel_id", "unknown", "The seller has no such channel.")
        }
        return facts
    }

    /// The instant to price at where it lies in the past; the seller opens a channel for that.
    func checkedOrderedAt(on channel: ChannelFacts, at now: Instant) throws(Problem) -> Instant? {
        guard let orderedAt else { return nil }
        guard let from = channel.ordersDatedFrom else {
            throw .invalid(
                "/ordered_at", "not_open", "The channel takes no orders that are dated back.")
        }
        guard orderedAt >= from, orderedAt <= now else {
            throw .invalid(
                "/ordered_at", "range",
                "The channel takes orders dated from \(from.rfc3339) until now.")
        }
        return orderedAt
    }
}

/// The two sides of a draft: the seller's book, and the buyer as the seller knows it.
package struct DraftParties {
    package let book: SellerBook
    package let company: CompanyFacts

    package init(book: SellerBook, company: CompanyFacts) {
        self.book = book
        self.company = company
    }

    package static func find(
        seller: ID<Organization>?, company: ID<Company>?, _ context: Context<Member>
    ) async throws(Problem) -> DraftParties {
        let own = context.caller.organization
        let books = context.services.get(PriceBooks.self)
        let found: CompanyFacts?
        if let company {
            guard
                let facts = try await books.company(seller: own, id: company, context.services)
            else {
                throw .invalid("/company_id", "unknown", "You know no such company.")
            }
            found = facts
        } else {
            found = try await books.company(seller: seller ?? own, buyer: own, context.services)
        }
        guard let found, found.isActive else { throw Problem(.notTradingPartners) }
        guard let book = try await books.book(of: seller ?? own, context.services) else {
            throw Problem(.notTradingPartners)
        }
        return DraftParties(book: book, company: found)
    }
}

extension Context where Scope == Member {
    /// Writes an event of a draft where its party may: in the seller's ledger through the draft's
    /// own organization, which a buyer's transaction reaches by the function below.
    func recordParty(_ type: String, _ head: DraftOrderHead, _ trip: inout Trip) {
        trip.add(
            PartyEvents.record, head.seller, .make(at: now), type, head.id, caller.account,
            requestID, now)
    }
}
