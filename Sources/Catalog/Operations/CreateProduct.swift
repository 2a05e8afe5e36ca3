import Bedrock
import Platform
import Postgres
import Wire

/// Makes a product together with its variants and their barcodes.
struct CreateProduct: Command {
    static let route = Route.post("/v1/products")
    static let summary = "Make a product with its variants."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [
        .skuTaken, .productTypeUnknown, .categoryUnknown, .brandUnknown, .currencyForeign,
    ]
    static let constraints = [
        "variants_organization_id_sku_key": ProblemKind.skuTaken,
        "products_organization_id_product_type_id_fkey": .productTypeUnknown,
        "products_organization_id_category_id_fkey": .categoryUnknown,
        "products_organization_id_brand_id_fkey": .brandUnknown,
    ]

    let name: String
    let productType: ID<ProductType>
    let category: ID<Category>
    let brand: ID<Brand>?
    let variants: [VariantInput]

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name.", length: 1...200, example: "Larch Hill Bourbon")
        productType = fields.body("product_type_id", "Its type.")
        category = fields.body("category_id", "Its category.")
        brand = fields.optional("brand_id", "Its brand.")
        variants = fields.body(
            "variants", "Its variants.", count: 1...CatalogLimits.variants)
        fields.require(
            Set(variants.map(\.sku)).count == variants.count, "variants", "duplicate",
            "Must not have a SKU twice.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductView> {
        let costs = variants.flatMap { [$0.cost, $0.caseCost] }.compactMap { $0 }
        try await context.requireOwnCurrency(costs)
        let view = view(at: context.now)
        let organization = context.caller.organization
        let success = Success.answer(view).location("/v1/products/\(view.product.id.text)")
        return try await context.commit(success.version(1)) { trip in
            trip.add(
                ProductStatements.make, organization, view.product.id, productType, category,
                brand, name, context.now)
            VariantStatements.add(view.variants, organization, context.now, &trip)
            context.record(
                "product_created", view.product.id, of: "product", in: organization, &trip
            ) { json in
                json.key("name")
                json.write(name)
                json.key("variants")
                json.beginArray()
                for variant in view.variants { json.write(variant.sku) }
                json.endArray()
            }
        }
    }

    private func view(at now: Instant) -> ProductView {
        let product = ProductSummary(
            id: .make(at: now), name: name, productType: productType, category: category,
            brand: brand, createdAt: now, updatedAt: now, version: 1)
        let ids = variants.map { _ in ID<Variant>.make(at: now) }.sorted()
        let views = zip(ids, variants).map { id, variant in
            variant.view(id, of: product, at: now)
        }
        return ProductView(product: product, variants: views)
    }
}

extension Context<Member> {
    /// Costs are kept without a currency of their own: they have to be in the organization's.
    func requireOwnCurrency(_ costs: [Money]) async throws(Problem) {
        guard !costs.isEmpty else { return }
        var trip = self.trip()
        let own = trip.add(CatalogStatements.currency, caller.organization)
        try await read(trip)
        guard let own = own.first, costs.allSatisfy({ $0.currency == own }) else {
            throw Problem(.currencyForeign, "It is \(own.first?.code ?? "not known").")
        }
    }
}
