import Bedrock
import Platform
import Postgres
import Wire

/// Sets how a channel shows variants; others that it shows stay as they are.
struct PutListings: Command {
    static let route = Route.put("/v1/channels/{id}/listings")
    static let summary = "Set how a channel shows variants: whether, when, as what, for how much."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.currencyForeign]

    let channel: ID<Channel>
    let listings: [ListingInput]

    init(_ fields: inout Fields) {
        channel = fields.path("id", "The channel's id.")
        listings = fields.body(
            "listings", "How it shows which variants from now on.",
            count: 1...CatalogLimits.listings)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ListingsView> {
        try await context.requireOwnCurrency(listings.compactMap(\.price))
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let found = look.add(ListingStatements.channel, organization, channel)
            let named = look.add(
                ListingStatements.variants, organization, listings.compactMap(\.variant),
                listings.compactMap(\.sku))
            try await effect.send(look)
            guard found.first != nil else { throw Problem.notFound }
            let variants = try variants(among: named.rows)
            var trip = Trip()
            trip.add(
                ListingStatements.put, organization, channel, context.now, variants,
                listings.map(\.isPublished), listings.map(\.from), listings.map(\.until),
                listings.map(\.title), listings.map(\.price?.amount))
            context.record("listings_changed", channel, of: "channel", in: organization, &trip) {
                $0.key("variants")
                $0.beginArray()
                for variant in variants { $0.write(variant.text) }
                $0.endArray()
            }
            let views = trip.add(ListingStatements.ofVariants, organization, channel, variants)
            try await effect.send(trip)
            return .answer(ListingsView(items: views.rows))
        }
    }

    /// The variant of each listing; one that isn't there, or is named twice, is a violation.
    private func variants(among known: [NamedVariant]) throws(Problem) -> [ID<Variant>] {
        let skus = Dictionary(known.map { ($0.sku, $0.id) }) { first, _ in first }
        let ids = Set(known.map(\.id))
        var taken: Set<ID<Variant>> = []
        var violations: [Violation] = []
        var variants: [ID<Variant>] = []
        for (place, listing) in listings.enumerated() {
            let field = listing.variant == nil ? "sku" : "variant_id"
            let pointer = "/listings/\(place)/\(field)"
            let variant = listing.variant.flatMap { ids.contains($0) ? $0 : nil }
                ?? listing.sku.flatMap { skus[$0] }
            guard let variant else {
                violations.append(
                    Violation(
                        pointer: pointer, code: "unknown_variant",
                        message: "There is no such variant."))
                continue
            }
            if !taken.insert(variant).inserted {
                violations.append(
                    Violation(pointer: pointer, code: "duplicate", message: "Stands there twice."))
            }
            variants.append(variant)
        }
        guard violations.isEmpty else {
            throw .invalid(Array(violations.prefix(WireLimits.violations)))
        }
        return variants
    }
}

/// Listings as they were set.
struct ListingsView: Output, Sendable {
    let items: [ListingView]

    static let example = ListingsView(items: [.example])

    func write(_ out: inout OutputWriter) {
        out("items", items, "The listings that were set.")
    }
}

/// Lists what a channel shows in its own way.
struct ListListings: Query {
    static let route = Route.get("/v1/channels/{id}/listings")
    static let summary = "List what a channel shows in a way of its own."
    static let access = Access.member(.readCatalog)

    let channel: ID<Channel>
    let cursor: ID<Variant>?
    let limit: Int64

    init(_ fields: inout Fields) {
        channel = fields.path("id", "The channel's id.")
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ListingView>> {
        let organization = context.caller.organization
        var trip = context.trip()
        let known = trip.add(ListingStatements.channel, organization, channel)
        let found = trip.add(
            ListingStatements.page, organization, channel, cursor ?? .first, limit + 1)
        try await context.read(trip)
        guard known.first != nil else { throw .notFound }
        return .answer(Page(found.rows, limit: limit) { $0.variant.text })
    }
}

/// Takes a channel's own way to show a variant back: it is shown as everywhere.
struct RemoveListing: Command {
    static let route = Route.delete("/v1/channels/{id}/listings/{variant_id}")
    static let summary = "Show a variant on a channel as everywhere again."
    static let access = Access.member(.writeCatalog)

    let channel: ID<Channel>
    let variant: ID<Variant>

    init(_ fields: inout Fields) {
        channel = fields.path("id", "The channel's id.")
        variant = fields.path("variant_id", "The variant's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let removed = trip.add(ListingStatements.remove, organization, channel, variant)
            try await effect.send(trip)
            guard removed.first != nil else { throw Problem.notFound }
            var events = Trip()
            context.record("listing_removed", channel, of: "channel", in: organization, &events) {
                $0.key("variant")
                $0.write(variant.text)
            }
            try await effect.send(events)
            return Success<Nothing>.nothing
        }
    }
}
