import Bedrock
import Catalog
import Images
import Platform
import Postgres
import PriceEngine
import Wire

/// The page of a catalogue that shows a buyer one thing: its own prices, the quantities from which
/// they fall, how it is packed, what it looks like.
struct ReadOffer: Query {
    static let route = Route.get("/v1/sellers/{id}/offers/{variant_id}")
    static let summary = "Read one offer of a seller: your prices, its packs and its images."
    static let access = Access.trading(.readOffers)
    static let problems: [ProblemKind] = [.notTradingPartners, .sellerUnavailable]
    static let constraints = [
        "DR107": ProblemKind.notTradingPartners, "DR130": ProblemKind.sellerUnavailable,
    ]

    let seller: ID<Organization>
    let variant: ID<Variant>
    let channel: ID<Channel>?
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        seller = fields.path("id", "The seller's id.")
        variant = fields.path("variant_id", "What is offered.")
        channel = fields.query("channel_id", "On which channel; the seller's first where left out.")
        language = fields.language()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OfferPage> {
        let (company, book, channel) = try await context.trade(with: seller, on: channel)
        var trip = context.trip()
        // The list that begins right before it has it first, if it is offered.
        let page = trip.add(
            OfferStatements.page, seller, channel.warehouse, variant.before, 1, nil,
            channel.id, context.now, language.tags)
        let packs = trip.add(OfferStatements.packs, seller, variant)
        let images = trip.add(
            OfferStatements.images, seller, [variant], Int32(Images.limit))
        try await context.read(trip)
        guard page.first?.id == variant, let packed = packs.first else { throw .notFound }
        let uses = try await context.services.get(PriceBooks.self).uses(
            of: book, by: company, at: context.now, context.services)
        let offers = Offer.price(
            page.rows[...], for: company.buyer(on: channel.id), at: company.place, in: book, uses,
            at: context.now)
        let shown = context.shown(images.rows)
        var offer = offers[0]
        offer.image = shown.first
        return .answer(OfferPage(offer: offer, packs: packed, images: shown))
    }
}

/// One thing a seller offers, with all that its page shows.
struct OfferPage: Output, Sendable {
    let offer: Offer
    let packs: OfferPacks
    let images: [ShownImage]

    static let example = OfferPage(
        offer: .example,
        packs: OfferPacks(
            product: .sample(FieldRule()), name: "Harbour Light Gin",
            description: "Four botanicals.", units: ["six-pack"], sizes: [6]),
        images: [.example])

    func write(_ out: inout OutputWriter) {
        offer.write(&out)
        out("product_id", packs.product, "The product it is of.")
        out("product_name", packs.name, "The product's name.")
        out("description", packs.description, "What it is.")
        out(
            "packs", zip(packs.units, packs.sizes).map(OfferedPack.init),
            "The units it can be had in beside its base unit and case.")
        out("images", images, "What it looks like: its own images, then its product's.")
    }
}

/// A unit that an offer can be had in.
struct OfferedPack: Output, Sendable {
    let unit: String
    let size: Int32

    static let example = OfferedPack(unit: "six-pack", size: 6)

    func write(_ out: inout OutputWriter) {
        out("unit", unit, "Its name, as orders ask for it.")
        out("size", size, "Base units in it.")
    }
}

extension ID {
    /// The id right before it in the order of lists.
    fileprivate var before: ID {
        let (low, borrowed) = uuid.low.subtractingReportingOverflow(1)
        return ID(uuid: UUIDBytes(high: borrowed ? uuid.high &- 1 : uuid.high, low: low))
    }
}
