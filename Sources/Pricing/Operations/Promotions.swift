import Bedrock
import Catalog
import Platform
import Postgres
import PriceEngine
import Wire

/// Makes a promotion.
struct CreatePromotion: Command {
    static let route = Route.post("/v1/promotions")
    static let summary = "Make a promotion: what it gives, when, to whom, and how often."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.nameTaken]
    static let constraints = ["promotions_organization_id_name_key": ProblemKind.nameTaken]

    let terms: PromotionTerms

    init(_ fields: inout Fields) { terms = PromotionTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PromotionView> {
        try await PromotionCheck.check(terms, context)
        let view = PromotionView(
            id: .make(at: context.now), terms: terms, taken: 0, createdAt: context.now,
            updatedAt: context.now, version: 1)
        return try await context.commit(
            .answer(view).version(1).location("/v1/promotions/\(view.id)")
        ) { trip in
            view.store(in: context.caller.organization, &trip)
            context.recordPromotion(PricingEvents.promotionCreated, view, &trip)
        }
    }
}

/// Lists promotions.
struct ListPromotions: Query {
    static let route = Route.get("/v1/promotions")
    static let summary = "List promotions, newest first."
    static let access = Access.member(.readPrices)

    let cursor: ID<Promotion>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<PromotionView>> {
        var trip = context.trip()
        let page = trip.add(
            PromotionStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one promotion.
struct ReadPromotion: Query {
    static let route = Route.get("/v1/promotions/{id}")
    static let summary = "Read one promotion, and how often it was taken."
    static let access = Access.member(.readPrices)

    let id: ID<Promotion>

    init(_ fields: inout Fields) { id = fields.path("id", "The promotion's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PromotionView> {
        var trip = context.trip()
        let found = trip.add(PromotionStatements.head, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}

/// Replaces what a promotion says; what was taken of it stays taken.
struct EditPromotion: Command {
    static let route = Route.put("/v1/promotions/{id}")
    static let summary = "Replace what a promotion says; how often it was taken stays."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.nameTaken]
    static let constraints = ["promotions_organization_id_name_key": ProblemKind.nameTaken]
    static let edits = true

    let id: ID<Promotion>
    let terms: PromotionTerms

    init(_ fields: inout Fields) {
        id = fields.path("id", "The promotion's id.")
        terms = PromotionTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PromotionView> {
        try await PromotionCheck.check(terms, context)
        return try await context.transaction { effect throws(Problem) in
            var view = try await effect.lockPromotion(id, of: context.caller.organization)
            try context.checkVersion(view.version)
            view.terms = terms
            view.updatedAt = context.now
            view.version += 1
            var trip = Trip()
            view.store(in: context.caller.organization, &trip)
            context.recordPromotion(PricingEvents.promotionEdited, view, &trip)
            try await effect.send(trip)
            return .answer(view).version(view.version)
        }
    }
}

/// Ends a promotion at once; what ended before stays as it ended.
struct EndPromotion: Command {
    static let route = Route.post("/v1/promotions/{id}/end")
    static let summary = "End a promotion now."
    static let access = Access.member(.writePrices)
    static let makes = false

    let id: ID<Promotion>

    init(_ fields: inout Fields) { id = fields.path("id", "The promotion's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PromotionView> {
        return try await context.transaction { effect throws(Problem) in
            var view = try await effect.lockPromotion(id, of: context.caller.organization)
            if let until = view.terms.validUntil, until <= context.now {
                return .answer(view).version(view.version)
            }
            view.terms.validUntil = context.now
            view.updatedAt = context.now
            view.version += 1
            var trip = Trip()
            view.store(in: context.caller.organization, &trip)
            context.recordPromotion(PricingEvents.promotionEnded, view, &trip)
            try await effect.send(trip)
            return .answer(view).version(view.version)
        }
    }
}

extension Effect {
    /// Locks a promotion for a change.
    fileprivate func lockPromotion(
        _ id: ID<Promotion>, of organization: ID<Organization>
    ) async throws(Problem) -> PromotionView {
        var trip = Trip()
        trip.add(PromotionStatements.lock, organization, id)
        let found = trip.add(PromotionStatements.head, organization, id)
        try await send(trip)
        guard let view = found.first else { throw .notFound }
        return view
    }
}

/// Makes sure that what a promotion names is the organization's own.
enum PromotionCheck {
    static func check(
        _ terms: PromotionTerms, _ context: Context<Member>
    ) async throws(Problem) {
        try await AudienceCheck.check(terms.assignments, context)
        let variants = terms.variants + terms.getVariants
        let categories = terms.categories + terms.getCategories
        if variants.isEmpty && categories.isEmpty && terms.brands.isEmpty
            && terms.channels.isEmpty && terms.tags.isEmpty
        {
            return
        }
        var trip = context.trip()
        let known = trip.add(
            PromotionStatements.known, context.caller.organization, variants, categories,
            terms.brands, terms.channels, terms.tags)
        try await context.read(trip)
        let found = Set(known.rows)
        var violations: [Violation] = []
        func check(_ ids: [UUIDBytes], _ field: String) {
            for (index, id) in ids.enumerated() where !found.contains(id) {
                violations.append(
                    Violation(
                        pointer: "/\(field)/\(index)", code: "unknown",
                        message: "You have no such thing."))
            }
        }
        check(terms.variants.map(\.uuid), "variant_ids")
        check(terms.getVariants.map(\.uuid), "get_variant_ids")
        check(terms.categories.map(\.uuid), "category_ids")
        check(terms.getCategories.map(\.uuid), "get_category_ids")
        check(terms.brands.map(\.uuid), "brand_ids")
        check(terms.channels.map(\.uuid), "channel_ids")
        check(terms.tags.map(\.uuid), "tag_ids")
        guard violations.isEmpty else {
            throw .invalid(Array(violations.prefix(WireLimits.violations)))
        }
    }
}
