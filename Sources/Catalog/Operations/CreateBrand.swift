import Bedrock
import Platform
import Postgres
import Wire

/// Makes a brand.
struct CreateBrand: Command {
    static let route = Route.post("/v1/brands")
    static let summary = "Make a brand."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken]
    static let constraints = ["brands_organization_id_name_key": ProblemKind.nameTaken]

    let name: String

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name, unique here.", length: 1...200, example: "Larch Hill")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BrandView> {
        let organization = context.caller.organization
        let view = BrandView(id: .make(at: context.now), name: name, createdAt: context.now)
        return try await context.commit(.answer(view)) { trip in
            trip.add(BrandStatements.make, organization, view.id, name, context.now)
            context.record("brand_created", view.id, of: "brand", in: organization, &trip) { json in
                json.key("name")
                json.write(name)
            }
        }
    }
}
