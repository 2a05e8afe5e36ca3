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
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductTypeView> {
        let organization = context.caller.organization
        let view = ProductTypeView(
            id: .make(at: context.now), name: name, attributes: attributes,
            createdAt: context.now, version: 1)
        return try await context.commit(.answer(view)) { trip in
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
