import Bedrock
import Platform
import Postgres
import Wire

/// Makes a category, at the root of the tree or below another.
struct CreateCategory: Command {
    static let route = Route.post("/v1/categories")
    static let summary = "Make a category."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken, .categoryUnknown, .categoryTooDeep]
    static let constraints = [
        "categories_organization_id_parent_id_name_key": ProblemKind.nameTaken
    ]

    let name: String
    let parent: ID<Category>?
    let names: Translations

    init(_ fields: inout Fields) {
        name = fields.body(
            "name", "Its name, unique among its siblings.", length: 1...100, example: "Bourbon")
        parent = fields.optional("parent_id", "The category above it; none for the root.")
        names = fields.translations(
            "names", "Its names in other languages, by language tag.", length: 1...100) ?? [:]
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CategoryView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var path: [String] = []
            if let parent {
                var look = Trip()
                let above = look.add(CategoryStatements.path, organization, parent)
                try await effect.send(look)
                path = above.rows
                guard !path.isEmpty else { throw Problem(.categoryUnknown) }
                guard path.count < CatalogLimits.categoryDepth else {
                    throw Problem(
                        .categoryTooDeep,
                        "The tree has at most \(CatalogLimits.categoryDepth) levels.")
                }
            }
            let view = CategoryView(
                id: .make(at: context.now), parent: parent, name: name, path: path + [name],
                names: names, createdAt: context.now, version: 1)
            var trip = Trip()
            trip.add(
                CategoryStatements.make, organization, view.id, parent, name, context.now)
            TranslationStatements.add([(view.id.uuid, names, [:])], organization, &trip)
            context.record(
                "category_created", view.id, of: "category", in: organization, &trip
            ) { json in
                json.key("name")
                json.write(name)
            }
            try await effect.send(trip)
            return Success.answer(view).location("/v1/categories/\(view.id.text)").version(1)
        }
    }
}
