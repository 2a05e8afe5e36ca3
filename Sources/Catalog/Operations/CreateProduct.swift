import Bedrock
import Images
import Levies
import Platform
import Postgres
import Wire

/// Makes a product together with any of variants, images and tags: all of it, or nothing.
struct CreateProduct: Command {
    static let route = Route.post("/v1/products")
    static let summary = "Make a product with any of variants, images and tags, all or nothing."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [
        .skuTaken, .productTypeUnknown, .categoryUnknown, .brandUnknown, .currencyForeign,
    ] + Images.problems + Levies.problems
    static let constraints = Levies.constraints.merging(Images.constraints) { $1 }
        .merging(taken) { $1 }
    private static let taken = [
        "variants_organization_id_sku_key": ProblemKind.skuTaken,
        "products_organization_id_product_type_id_fkey": .productTypeUnknown,
        "products_organization_id_category_id_fkey": .categoryUnknown,
        "products_organization_id_brand_id_fkey": .brandUnknown,
        "product_tags_organization_id_tag_id_fkey": .conflict,
    ]

    let name: String
    let description: String?
    let productType: ID<ProductType>
    let category: ID<Category>
    let brand: ID<Brand>?
    let attributes: [String: FreeScalar]
    let variants: [VariantInput]
    let tags: [String]
    let images: [ImageInput]
    let names: Translations
    let descriptions: Translations

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name.", length: 1...200, example: "Larch Hill Bourbon")
        description = fields.optional(
            "description", "What it is.", length: 1...CatalogLimits.description,
            format: .multiline, example: "Four years in new oak.")
        productType = fields.body("product_type_id", "Its type.")
        category = fields.body("category_id", "Its category.")
        brand = fields.optional("brand_id", "Its brand.")
        attributes = fields.body(
            "attributes", "What its type asks of products, by the attributes' names.",
            length: 1...1_000, count: 0...CatalogLimits.attributes, default: [:])
        variants = fields.body(
            "variants", "Its variants; they can be added later as well.",
            count: 0...CatalogLimits.variants, default: [])
        let twice = Dictionary(grouping: variants.map(\.sku)) { $0 }.filter { $1.count > 1 }.keys
        fields.require(
            twice.isEmpty, "variants", "duplicate",
            "Must not have a SKU twice: \(twice.sorted().joined(separator: ", ")).")
        tags = fields.tags() ?? []
        images = fields.body(
            "images", "The images that show it, in order: of the library, or new.",
            count: 0...Images.limit, default: [])
        names = fields.translations(
            "names", "Its names in other languages, by language tag.", length: 1...200) ?? [:]
        descriptions = fields.translations(
            "descriptions", "What it is in other languages, by language tag.",
            length: 1...CatalogLimits.description, format: .multiline) ?? [:]
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductView> {
        let costs = variants.flatMap { [$0.cost, $0.caseCost] }.compactMap { $0 }
        try await context.requireOwnCurrency(costs)
        let id = ID<Product>.make(at: context.now)
        let placed = try await context.take(images)
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let type = look.add(
                ProductTypeStatements.share, context.caller.organization, productType)
            let taken = look.add(
                VariantStatements.taken, context.caller.organization, variants.map(\.sku))
            try await effect.send(look)
            guard let type = type.first else { throw Problem(.productTypeUnknown) }
            guard taken.rows.isEmpty else {
                throw Problem(.skuTaken, "\(taken.rows.joined(separator: ", ")): taken before.")
            }
            try check(against: type.attributes)
            let tags = try await context.tags(tags, effect)
            try await context.show(placed, of: id.uuid, owner: id.uuid, effect)
            var trip = Trip()
            write(id, tags, context, &trip)
            let product = trip.add(ProductStatements.one, context.caller.organization, id)
            let made = trip.add(VariantReading.ofProduct, context.caller.organization, id)
            let uses = trip.add(UseStatements.ofSubject, context.caller.organization, id.uuid)
            try await effect.send(trip)
            guard let product = product.first else { throw Problem.notFound }
            let view = ProductView(
                product: product, variants: made.rows, images: context.shown(uses.rows))
            return Success.answer(view)
                .location("/v1/products/\(id.text)").version(product.version)
        }
    }

    /// Whether its attributes and its variants' are as its type asks.
    private func check(against attributes: [ProductAttribute]) throws(Problem) {
        var violations = AttributeSchema(attributes, of: .product)
            .violations(of: self.attributes, at: "/attributes")
        let schema = AttributeSchema(attributes, of: .variant)
        for (place, variant) in variants.enumerated() {
            violations += schema.violations(
                of: variant.attributes, at: "/variants/\(place)/attributes")
        }
        guard violations.isEmpty else {
            throw .invalid(Array(violations.prefix(WireLimits.violations)))
        }
    }

    private func write(
        _ id: ID<Product>, _ tags: [ID<Tag>], _ context: Context<Member>, _ trip: inout Trip
    ) {
        let organization = context.caller.organization
        trip.add(
            ProductStatements.make, organization, id, productType, category, brand, name,
            context.now, description, attributes.column)
        if !tags.isEmpty { trip.add(TagStatements.attach, organization, id, tags) }
        TranslationStatements.add([(id.uuid, names, descriptions)], organization, &trip)
        let ids = variants.map { _ in ID<Variant>.make(at: context.now) }.sorted()
        let views = zip(ids, variants).map { variant, input in
            input.view(
                variant, of: id, in: category, named: name, at: context.now)
        }
        VariantStatements.add(
            views, levies: variants.map(\.levies), organization, context.now, &trip)
        context.record("product_created", id, of: "product", in: organization, &trip) { json in
            json.key("name")
            json.write(name)
            json.key("variants")
            json.beginArray()
            for variant in variants { json.write(variant.sku) }
            json.endArray()
        }
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
