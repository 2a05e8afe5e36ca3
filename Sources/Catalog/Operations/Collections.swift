import Bedrock
import Platform
import Postgres
import Wire

/// Makes a collection: by hand, or by a rule.
struct CreateCollection: Command {
    static let route = Route.post("/v1/collections")
    static let summary = "Make a collection of products, by hand or by a rule."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken]
    static let constraints = ["collections_organization_id_name_key": ProblemKind.nameTaken]

    let name: String
    let rule: CollectionRule?

    init(_ fields: inout Fields) {
        name = fields.body(
            "name", "Its name, unique here.", length: 1...200, example: "Winter warmers")
        rule = fields.optional(
            "rule", "What it finds its products by; none where they are put in by hand.",
            inExample: false)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CollectionView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            try await context.check(rule, effect)
            let view = CollectionView(
                id: .make(at: context.now), name: name, rule: rule, createdAt: context.now,
                version: 1)
            var trip = Trip()
            trip.add(
                CollectionStatements.make, organization, view.id, name, rule != nil,
                rule?.tags ?? [], rule?.categories ?? [], rule?.brands ?? [],
                (rule?.attributes ?? [:]).column, context.now)
            context.record(
                "collection_created", view.id, of: "collection", in: organization, &trip
            ) { json in
                json.key("name")
                json.write(name)
            }
            try await effect.send(trip)
            return Success.answer(view).location("/v1/collections/\(view.id.text)").version(1)
        }
    }
}

/// Lists collections.
struct ListCollections: Query {
    static let route = Route.get("/v1/collections")
    static let summary = "List collections."
    static let access = Access.member(.readCatalog)

    let cursor: ID<ProductCollection>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<CollectionView>> {
        var trip = context.trip()
        let found = trip.add(
            CollectionStatements.page, context.caller.organization, cursor ?? .first, limit + 1)
        try await context.read(trip)
        return .answer(Page(found.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a collection.
struct ReadCollection: Query {
    static let route = Route.get("/v1/collections/{id}")
    static let summary = "Read one collection."
    static let access = Access.member(.readCatalog)

    let id: ID<ProductCollection>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The collection's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CollectionView> {
        var trip = context.trip()
        let found = trip.add(CollectionStatements.one, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}

/// Changes a collection's name, or the rule of one that has a rule.
struct ChangeCollection: Command {
    static let route = Route.patch("/v1/collections/{id}")
    static let summary = "Change a collection's name or rule."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken, .collectionKind]
    static let edits = true
    static let constraints = ["collections_organization_id_name_key": ProblemKind.nameTaken]

    let id: ID<ProductCollection>
    let name: String?
    let rule: CollectionRule?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The collection's id.")
        name = fields.optional(
            "name", "Its new name, unique here.", length: 1...200, example: "Summer drinks")
        rule = fields.optional("rule", "All that its rule asks from now on.", inExample: false)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CollectionView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let locked = look.add(CollectionStatements.lock, organization, id)
            try await effect.send(look)
            guard let known = locked.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            guard rule == nil || known.rule != nil else {
                throw Problem(.collectionKind, "Its products are put in by hand.")
            }
            guard (name ?? known.name, rule ?? known.rule) != (known.name, known.rule) else {
                return Success.answer(known).version(known.version)
            }
            try await context.check(rule, effect)
            let wanted = rule ?? known.rule
            var trip = Trip()
            let changed = trip.add(
                CollectionStatements.change, organization, id, name ?? known.name,
                wanted?.tags ?? [], wanted?.categories ?? [], wanted?.brands ?? [],
                (wanted?.attributes ?? [:]).column)
            context.record(
                "collection_changed", id, of: "collection", in: organization, &trip)
            try await effect.send(trip)
            guard let view = changed.first else { throw Problem.notFound }
            return Success.answer(view).version(view.version)
        }
    }
}

/// Removes a collection; its products stay.
struct RemoveCollection: Command {
    static let route = Route.delete("/v1/collections/{id}")
    static let summary = "Remove a collection; its products stay."
    static let access = Access.member(.writeCatalog)

    let id: ID<ProductCollection>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The collection's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let locked = look.add(CollectionStatements.lock, organization, id)
            try await effect.send(look)
            guard let known = locked.first else { throw Problem.notFound }
            var trip = Trip()
            trip.add(CollectionStatements.remove, organization, id)
            context.record(
                "collection_removed", id, of: "collection", in: organization, &trip
            ) { json in
                json.key("name")
                json.write(known.name)
            }
            try await effect.send(trip)
            return Success<Nothing>.nothing
        }
    }
}

extension Context<Member> {
    /// Makes sure that what a rule names is there.
    func check(_ rule: CollectionRule?, _ effect: borrowing Effect) async throws(Problem) {
        guard let rule else { return }
        var look = Trip()
        let found = look.add(
            CollectionStatements.known, caller.organization, rule.tags, rule.categories,
            rule.brands)
        try await effect.send(look)
        let known = Set(found.rows)
        let named = [
            ("tag_ids", rule.tags.map(\.uuid)), ("category_ids", rule.categories.map(\.uuid)),
            ("brand_ids", rule.brands.map(\.uuid)),
        ]
        let violations = named.flatMap { field, ids in
            ids.enumerated().filter { !known.contains($0.element) }.map { place, _ in
                Violation(
                    pointer: "/rule/\(field)/\(place)", code: "unknown",
                    message: "There is nothing of that id.")
            }
        }
        guard violations.isEmpty else { throw .invalid(violations) }
    }
}
