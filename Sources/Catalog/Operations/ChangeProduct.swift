import Bedrock
import Images
import Platform
import Postgres
import Wire

/// Changes a product; its variants move to a new category with it.
struct ChangeProduct: Command {
    static let route = Route.patch("/v1/products/{id}")
    static let summary = "Change a product: its words, place, brand, attributes, tags or state."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.categoryUnknown, .brandUnknown]
    static let edits = true
    static let constraints = [
        "products_organization_id_category_id_fkey": ProblemKind.categoryUnknown,
        "products_organization_id_brand_id_fkey": .brandUnknown,
        "product_tags_organization_id_tag_id_fkey": .conflict,
    ]

    let id: ID<Product>
    let name: String?
    let description: Change<String>
    let category: ID<Category>?
    let brand: Change<ID<Brand>>
    let attributes: [String: FreeScalar]?
    let tags: [String]?
    let names: Translations?
    let descriptions: Translations?
    let state: CatalogState?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The product's id.")
        name = fields.optional("name", "Its new name.", length: 1...200, example: "Larch Hill Rye")
        description = fields.change(
            "description", "What it is.", length: 1...CatalogLimits.description,
            format: .multiline, example: "Six years in new oak.")
        category = fields.optional("category_id", "Its new category.")
        brand = fields.change("brand_id", "Its new brand; null for none.")
        attributes = fields.optional(
            "attributes", "All its attributes from now on.", length: 1...1_000,
            count: 0...CatalogLimits.attributes)
        tags = fields.tags()
        names = fields.translations(
            "names", "All its names in other languages from now on.", length: 1...200)
        descriptions = fields.translations(
            "descriptions", "All its descriptions in other languages from now on.",
            length: 1...CatalogLimits.description, format: .multiline)
        state = fields.optional("state", "Archived is what is sold no more.", example: .active)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            look.add(ProductStatements.lock, organization, id)
            let found = look.add(ProductStatements.one, organization, id)
            let type = look.add(ProductTypeStatements.shareOf, organization, id)
            try await effect.send(look)
            guard let known = found.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            if let attributes {
                let violations = AttributeSchema(type.first?.attributes ?? [], of: .product)
                    .violations(of: attributes, at: "/attributes")
                guard violations.isEmpty else { throw .invalid(violations) }
            }
            var trip = Trip()
            if changes(known) {
                if let tags {
                    let ids = try await context.tags(tags, effect)
                    trip.add(TagStatements.detach, organization, id)
                    if !ids.isEmpty { trip.add(TagStatements.attach, organization, id, ids) }
                }
                write(known, context, &trip)
            }
            let product = trip.add(ProductStatements.one, organization, id)
            let variants = trip.add(VariantReading.ofProduct, organization, id)
            let uses = trip.add(UseStatements.ofSubject, organization, id.uuid)
            try await effect.send(trip)
            guard let product = product.first else { throw Problem.notFound }
            let view = ProductView(
                product: product, variants: variants.rows, images: context.shown(uses.rows))
            return Success.answer(view).version(product.version)
        }
    }

    /// Whether anything differs from what is known.
    private func changes(_ known: ProductSummary) -> Bool {
        (name ?? known.name, category ?? known.category, brand.applied(to: known.brand))
            != (known.name, known.category, known.brand)
            || description.applied(to: known.description) != known.description
            || attributes ?? known.attributes != known.attributes
            || state ?? known.state != known.state
            || names ?? known.names != known.names
            || descriptions ?? known.descriptions != known.descriptions
            || folded(tags ?? known.tags) != folded(known.tags)
    }

    /// Tags that differ in nothing but case are one.
    private func folded(_ tags: [String]) -> Set<String> { Set(tags.map { $0.lowercased() }) }

    private func write(
        _ known: ProductSummary, _ context: Context<Member>, _ trip: inout Trip
    ) {
        let organization = context.caller.organization
        let category = category ?? known.category
        trip.add(
            ProductStatements.change, organization, id, name ?? known.name, category,
            brand.applied(to: known.brand), context.now,
            description.applied(to: known.description), (attributes ?? known.attributes).column,
            (state ?? known.state) == .archived)
        if names != nil || descriptions != nil {
            trip.add(TranslationStatements.clear, organization, id.uuid)
            TranslationStatements.add(
                [(id.uuid, names ?? known.names, descriptions ?? known.descriptions)],
                organization, &trip)
        }
        if category != known.category {
            trip.add(
                VariantStatements.moveToCategory, organization, id, category, context.now)
        }
        context.record("product_changed", id, of: "product", in: organization, &trip)
    }
}
