import Bedrock
import Platform
import Postgres
import Wire

/// Puts products into a collection: these and no others, in this order.
struct PutCollectionProducts: Command {
    static let route = Route.put("/v1/collections/{id}/products")
    static let summary = "Put these products, in this order, into a collection."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.collectionKind]
    static let edits = true

    let id: ID<ProductCollection>
    let products: [ID<Product>]

    init(_ fields: inout Fields) {
        id = fields.path("id", "The collection's id.")
        products = fields.body(
            "product_ids", "All its products from now on, in their order.",
            count: 0...CatalogLimits.collection)
        fields.require(
            Set(products).count == products.count, "product_ids", "duplicate",
            "Must not have a product twice.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CollectionView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let locked = look.add(CollectionStatements.lock, organization, id)
            let found = look.add(CollectionStatements.products, organization, products)
            try await effect.send(look)
            guard let known = locked.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            guard known.rule == nil else {
                throw Problem(.collectionKind, "Its products are found by its rule.")
            }
            let there = Set(found.rows)
            let violations = products.enumerated().filter { !there.contains($0.element) }
                .prefix(WireLimits.violations).map { place, _ in
                    Violation(
                        pointer: "/product_ids/\(place)", code: "unknown_product",
                        message: "There is no such product.")
                }
            guard violations.isEmpty else { throw .invalid(Array(violations)) }
            var trip = Trip()
            trip.add(CollectionStatements.clear, organization, id)
            trip.add(CollectionStatements.put, organization, id, products)
            context.record(
                "collection_filled", id, of: "collection", in: organization, &trip
            ) { json in
                json.key("products")
                json.write(Int64(products.count))
            }
            let changed = trip.add(CollectionStatements.touch, organization, id)
            try await effect.send(trip)
            guard let view = changed.first else { throw Problem.notFound }
            return Success.answer(view).version(view.version)
        }
    }
}

/// Lists a collection's products: as they were put in, or as its rule finds them.
struct ListCollectionProducts: Query {
    static let route = Route.get("/v1/collections/{id}/products")
    static let summary = "List a collection's products that are sold still."
    static let access = Access.member(.readCatalog)

    let id: ID<ProductCollection>
    let language: LanguagePreference
    let cursor: ID<Product>?
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The collection's id.")
        language = fields.language()
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ProductSummary>> {
        let organization = context.caller.organization
        var look = context.trip()
        let known = look.add(CollectionStatements.one, organization, id)
        try await context.read(look)
        guard let known = known.first else { throw .notFound }
        var trip = context.trip()
        let found =
            if let rule = known.rule {
                trip.add(
                    ProductStatements.pageOfRule, organization, cursor ?? .first, limit + 1,
                    rule.tags, rule.categories, rule.brands, rule.attributes.column)
            } else {
                trip.add(
                    ProductStatements.pageOfCollection, organization, cursor, limit + 1, id)
            }
        try await context.read(trip)
        return .answer(
            Page(found.rows.map { $0.named(in: language) }, limit: limit) { $0.id.text })
    }
}
