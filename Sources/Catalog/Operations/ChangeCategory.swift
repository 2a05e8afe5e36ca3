import Bedrock
import Platform
import Postgres
import Wire

/// Changes a category's name, or moves it with all below it to another place in the tree.
struct ChangeCategory: Command {
    static let route = Route.patch("/v1/categories/{id}")
    static let summary = "Change a category's name, or move it in the tree."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [
        .nameTaken, .categoryUnknown, .categoryTooDeep, .categoryBelowItself,
    ]
    static let edits = true
    static let constraints = [
        "categories_organization_id_parent_id_name_key": ProblemKind.nameTaken
    ]

    let id: ID<Category>
    let name: String?
    let parent: Change<ID<Category>>
    let names: Translations?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The category's id.")
        name = fields.optional(
            "name", "Its new name, unique among its siblings.", length: 1...100, example: "Rye")
        parent = fields.change("parent_id", "The category above it from now on; null for the root.")
        names = fields.translations(
            "names", "All its names in other languages from now on.", length: 1...100)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CategoryView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            look.add(CategoryStatements.lockAll, organization)
            let found = look.add(CategoryStatements.one, organization, id, [])
            try await effect.send(look)
            guard let known = found.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            let parent = parent.applied(to: known.parent)
            let name = name ?? known.name
            guard name != known.name || parent != known.parent
                || names ?? known.names != known.names
            else {
                return Success.answer(known).version(known.version)
            }
            if let parent, parent != known.parent { try await check(parent, effect, organization) }
            var trip = Trip()
            trip.add(CategoryStatements.change, organization, id, parent, name)
            if let names {
                trip.add(TranslationStatements.clear, organization, id.uuid)
                TranslationStatements.add([(id.uuid, names, [:])], organization, &trip)
            }
            context.record("category_changed", id, of: "category", in: organization, &trip) {
                $0.key("name")
                $0.write(name)
            }
            let changed = trip.add(CategoryStatements.one, organization, id, [])
            try await effect.send(trip)
            guard let view = changed.first else { throw Problem.notFound }
            return Success.answer(view).version(view.version)
        }
    }

    /// Whether it can stand below that one.
    private func check(
        _ parent: ID<Category>, _ effect: borrowing Effect, _ organization: ID<Organization>
    ) async throws(Problem) {
        var look = Trip()
        let path = look.add(CategoryStatements.path, organization, parent)
        let below = look.add(CategoryStatements.below, organization, id, parent)
        try await effect.send(look)
        guard !path.rows.isEmpty else { throw Problem(.categoryUnknown) }
        guard let below = below.first, !below.holdsOther else {
            throw Problem(.categoryBelowItself)
        }
        guard path.rows.count + Int(below.levels) <= CatalogLimits.categoryDepth else {
            throw Problem(
                .categoryTooDeep, "The tree has at most \(CatalogLimits.categoryDepth) levels.")
        }
    }
}
