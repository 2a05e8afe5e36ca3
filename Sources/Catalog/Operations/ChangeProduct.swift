import Bedrock
import Platform
import Postgres
import Wire

/// Changes a product's name, category or brand; its variants move to a new category with it.
struct ChangeProduct: Command {
    static let route = Route.patch("/v1/products/{id}")
    static let summary = "Change a product's name, category or brand."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.categoryUnknown, .brandUnknown]
    static let edits = true
    static let constraints = [
        "products_organization_id_category_id_fkey": ProblemKind.categoryUnknown,
        "products_organization_id_brand_id_fkey": .brandUnknown,
    ]

    let id: ID<Product>
    let name: String?
    let category: ID<Category>?
    let brand: Change<ID<Brand>>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The product's id.")
        name = fields.optional("name", "Its new name.", length: 1...200, example: "Larch Hill Rye")
        category = fields.optional("category_id", "Its new category.")
        brand = fields.change("brand_id", "Its new brand; null for none.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let locked = look.add(ProductStatements.lock, organization, id)
            try await effect.send(look)
            guard let known = locked.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            let brand = brand.applied(to: known.brand)
            let category = category ?? known.category
            var trip = Trip()
            var changed: Reply<ProductSummary>?
            if (name ?? known.name, category, brand) != (known.name, known.category, known.brand) {
                changed = trip.add(
                    ProductStatements.change, organization, id, name ?? known.name, category,
                    brand, context.now)
                context.record("product_changed", id, of: "product", in: organization, &trip)
            }
            if category != known.category {
                trip.add(
                    VariantStatements.moveToCategory, organization, id, category, context.now)
            }
            let variants = trip.add(VariantReading.ofProduct, organization, id)
            try await effect.send(trip)
            let product = changed?.first ?? known
            return Success.answer(ProductView(product: product, variants: variants.rows))
                .version(product.version)
        }
    }
}

extension Change {
    /// What becomes of a value by the change.
    func applied(to known: Value?) -> Value? {
        switch self {
        case .unchanged: known
        case .cleared: nil
        case .set(let value): value
        }
    }
}
