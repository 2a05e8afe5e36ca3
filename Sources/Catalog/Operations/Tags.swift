import Bedrock
import Platform
import Postgres
import Wire

/// Lists tags in the order of their names.
struct ListTags: Query {
    static let route = Route.get("/v1/tags")
    static let summary = "List tags in the order of their names."
    static let access = Access.member(.readCatalog)

    let cursor: ID<Tag>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<TagView>> {
        var trip = context.trip()
        let found = trip.add(TagStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(found.rows, limit: limit) { $0.id.text })
    }
}

/// Changes a tag's name wherever it stands.
struct ChangeTag: Command {
    static let route = Route.patch("/v1/tags/{id}")
    static let summary = "Change a tag's name wherever it stands."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken]
    static let edits = true
    static let constraints = ["tags_organization_id_search_name_key": ProblemKind.nameTaken]

    let id: ID<Tag>
    let name: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The tag's id.")
        name = fields.body(
            "name", "Its new name, unique here.", length: 1...CatalogLimits.tagLength,
            example: "Gift")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<TagView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let locked = look.add(TagStatements.lock, organization, id)
            try await effect.send(look)
            guard let known = locked.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            guard name != known.name else {
                return Success.answer(known).version(known.version)
            }
            var trip = Trip()
            let changed = trip.add(TagStatements.change, organization, id, name)
            context.record("tag_changed", id, of: "tag", in: organization, &trip) { json in
                json.key("name")
                json.write(name)
            }
            try await effect.send(trip)
            guard let view = changed.first else { throw Problem.notFound }
            return Success.answer(view).version(view.version)
        }
    }
}

/// Removes a tag from every product that has it.
struct RemoveTag: Command {
    static let route = Route.delete("/v1/tags/{id}")
    static let summary = "Remove a tag from every product that has it."
    static let access = Access.member(.writeCatalog)
    static let success = 204

    let id: ID<Tag>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The tag's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let locked = look.add(TagStatements.lock, organization, id)
            try await effect.send(look)
            guard let known = locked.first else { throw Problem.notFound }
            var trip = Trip()
            trip.add(TagStatements.detachAll, organization, id)
            trip.add(TagStatements.remove, organization, id)
            context.record("tag_removed", id, of: "tag", in: organization, &trip) { json in
                json.key("name")
                json.write(known.name)
            }
            try await effect.send(trip)
            return .nothing
        }
    }
}

extension Fields {
    /// The names of a product's tags, where the body has them.
    mutating func tags() -> [String]? {
        let tags: [String]? = optional(
            "tags", "The names of all its tags; those that aren't there are made.",
            length: 1...CatalogLimits.tagLength, count: 0...CatalogLimits.tags,
            example: ["Gift"])
        let names = tags?.map { $0.lowercased() } ?? []
        require(
            Set(names).count == names.count, "tags", "duplicate", "Must not have a tag twice.")
        return tags
    }
}

extension Context<Member> {
    /// The tags of these names: made where they aren't there, reused where they are.
    func tags(
        _ names: [String], _ effect: borrowing Effect
    ) async throws(Problem) -> [ID<Tag>] {
        guard !names.isEmpty else { return [] }
        var trip = Trip()
        let made = trip.add(
            TagStatements.make, caller.organization, names.map { _ in .make(at: now) }, names, now)
        let all = trip.add(TagStatements.named, caller.organization, names)
        try await effect.send(trip)
        guard !made.rows.isEmpty else { return all.rows.map(\.id) }
        var events = Trip()
        for tag in made.rows {
            record("tag_created", tag.id, of: "tag", in: caller.organization, &events) { json in
                json.key("name")
                json.write(tag.name)
            }
        }
        try await effect.send(events)
        return all.rows.map(\.id)
    }
}
