import Bedrock
import Platform
import Postgres
import Wire

/// Makes a product type: what products of a kind are described by.
struct CreateProductType: Command {
    static let route = Route.post("/v1/product-types")
    static let summary = "Make a product type."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken]
    static let constraints = ["product_types_organization_id_name_key": ProblemKind.nameTaken]

    let name: String
    let attributes: [ProductAttribute]

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name, unique here.", length: 1...100, example: "Spirits")
        attributes = fields.body(
            "attributes", "The attributes its products have.",
            count: 0...CatalogLimits.attributes, default: [])
        fields.require(
            attributes.haveDistinctNames, "attributes", "duplicate",
            "Must not have a name twice.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductTypeView> {
        let organization = context.caller.organization
        let view = ProductTypeView(
            id: .make(at: context.now), name: name, attributes: attributes,
            createdAt: context.now, version: 1)
        let success = Success.answer(view).location("/v1/product-types/\(view.id.text)")
        return try await context.commit(success.version(1)) { trip in
            trip.add(
                ProductTypeStatements.make, organization, view.id, name,
                JSONText(ProductAttribute.json(of: attributes)), context.now)
            context.record(
                "product_type_created", view.id, of: "product_type", in: organization, &trip
            ) { json in
                json.key("name")
                json.write(name)
            }
        }
    }
}

/// Lists product types.
struct ListProductTypes: Query {
    static let route = Route.get("/v1/product-types")
    static let summary = "List product types."
    static let access = Access.member(.readCatalog)

    let cursor: ID<ProductType>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ProductTypeView>> {
        var trip = context.trip()
        let found = trip.add(
            ProductTypeStatements.page, context.caller.organization, cursor ?? .first, limit + 1)
        try await context.read(trip)
        return .answer(Page(found.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a product type with its attributes.
struct ReadProductType: Query {
    static let route = Route.get("/v1/product-types/{id}")
    static let summary = "Read one product type."
    static let access = Access.member(.readCatalog)

    let id: ID<ProductType>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The product type's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductTypeView> {
        var trip = context.trip()
        let found = trip.add(ProductTypeStatements.one, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}
