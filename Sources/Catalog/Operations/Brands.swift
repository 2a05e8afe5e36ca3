import Bedrock
import Platform
import Postgres
import Wire

/// Makes a brand.
struct CreateBrand: Command {
    static let route = Route.post("/v1/brands")
    static let summary = "Make a brand."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken, .brandOwnerRequired, .brandUnknown]
    static let constraints = BrandConstraints.all

    let name: String
    let isPublished: Bool
    let owner: ID<Brand>?
    let names: Translations

    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name, unique here.", length: 1...200, example: "Larch Hill")
        isPublished = fields.body(
            "published", "Whether sellers find it in the directory of brands.", default: false)
        owner = fields.optional(
            "owner_brand_id", "The brand owner's brand that it is, from that directory.",
            inExample: false)
        names = fields.translations(
            "names", "Its names in other languages, by language tag.", length: 1...200) ?? [:]
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BrandView> {
        let organization = context.caller.organization
        let view = BrandView(
            id: .make(at: context.now), name: name, isPublished: isPublished, owner: owner,
            createdAt: context.now, version: 1, names: names)
        let success = Success.answer(view).location("/v1/brands/\(view.id.text)").version(1)
        return try await context.commit(success) { trip in
            trip.add(
                BrandStatements.make, organization, view.id, name, context.now, isPublished,
                owner)
            TranslationStatements.add([(view.id.uuid, names, [:])], organization, &trip)
            context.record("brand_created", view.id, of: "brand", in: organization, &trip) { json in
                json.key("name")
                json.write(name)
            }
        }
    }
}

/// Lists brands.
struct ListBrands: Query {
    static let route = Route.get("/v1/brands")
    static let summary = "List brands."
    static let access = Access.member(.readCatalog)

    let language: LanguagePreference
    let cursor: ID<Brand>?
    let limit: Int64

    init(_ fields: inout Fields) {
        language = fields.language()
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<BrandView>> {
        var trip = context.trip()
        let found = trip.add(
            BrandStatements.page, context.caller.organization, cursor ?? .first, limit + 1)
        try await context.read(trip)
        return .answer(Page(found.rows.map { $0.named(in: language) }, limit: limit) { $0.id.text })
    }
}

/// Reads a brand.
struct ReadBrand: Query {
    static let route = Route.get("/v1/brands/{id}")
    static let summary = "Read one brand."
    static let access = Access.member(.readCatalog)

    let id: ID<Brand>
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        id = fields.path("id", "The brand's id.")
        language = fields.language()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BrandView> {
        var trip = context.trip()
        let found = trip.add(BrandStatements.one, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view.named(in: language)).version(view.version)
    }
}

/// Changes a brand; what it is already is not written, and moves no version.
struct ChangeBrand: Command {
    static let route = Route.patch("/v1/brands/{id}")
    static let summary = "Change a brand's name, publish it, or say which owner's brand it is."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken, .brandOwnerRequired, .brandUnknown]
    static let edits = true
    static let constraints = BrandConstraints.all

    let id: ID<Brand>
    let name: String?
    let isPublished: Bool?
    let owner: Change<ID<Brand>>
    let names: Translations?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The brand's id.")
        name = fields.optional(
            "name", "Its new name, unique here.", length: 1...200, example: "Larch & Hill")
        isPublished = fields.optional(
            "published", "Whether sellers find it in the directory of brands.", example: false)
        owner = fields.change(
            "owner_brand_id", "The brand owner's brand that it is; null for none.")
        names = fields.translations(
            "names", "All its names in other languages from now on.", length: 1...200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BrandView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let locked = look.add(BrandStatements.lock, organization, id)
            try await effect.send(look)
            guard let known = locked.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            let name = name ?? known.name
            let isPublished = isPublished ?? known.isPublished
            let owner = owner.applied(to: known.owner)
            let names = names ?? known.names
            let isSame = (name, isPublished, owner) == (known.name, known.isPublished, known.owner)
            if isSame && names == known.names {
                return Success.answer(known).version(known.version)
            }
            var trip = Trip()
            if names != known.names {
                trip.add(TranslationStatements.clear, organization, id.uuid)
                TranslationStatements.add([(id.uuid, names, [:])], organization, &trip)
            }
            let changed = trip.add(
                BrandStatements.change, organization, id, name, isPublished, owner)
            context.record("brand_changed", id, of: "brand", in: organization, &trip) { json in
                json.key("name")
                json.write(name)
            }
            try await effect.send(trip)
            guard let view = changed.first else { throw Problem.notFound }
            return Success.answer(view).version(view.version)
        }
    }
}

/// What refuses a brand's change.
enum BrandConstraints {
    static let all = [
        "brands_organization_id_name_key": ProblemKind.nameTaken, "DR140": .brandOwnerRequired,
        "DR141": .brandUnknown,
    ]
}
