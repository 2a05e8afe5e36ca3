import Bedrock
import Images
import Platform
import Postgres
import Wire

/// Says which images show a product, in their order; new ones come with it or not at all.
struct PutProductImages: Command {
    static let route = Route.put("/v1/products/{id}/images")
    static let summary = "Say which images show a product, in their order."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = Images.problems
    static let constraints = Images.constraints
    static let edits = true

    let id: ID<Product>
    let images: [ImageInput]

    init(_ fields: inout Fields) {
        id = fields.path("id", "The product's id.")
        images = fields.body("images", "All of them, in order.", count: 0...Images.limit)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Gallery> {
        let organization = context.caller.organization
        var looking = context.trip()
        let seen = looking.add(ProductStatements.one, organization, id)
        try await context.read(looking)
        guard let seen = seen.first else { throw .notFound }
        try context.checkVersion(seen.version)
        let placed = try await context.take(images)
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            look.add(ProductStatements.lock, organization, id)
            let found = look.add(ProductStatements.one, organization, id)
            try await effect.send(look)
            guard let known = found.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            try await context.show(placed, of: id.uuid, owner: id.uuid, effect)
            var trip = Trip()
            trip.add(GalleryStatements.touchProduct, organization, id, context.now)
            context.record("product_images_changed", id, of: "product", in: organization, &trip)
            let uses = trip.add(UseStatements.ofSubject, organization, id.uuid)
            try await effect.send(trip)
            return Success.answer(Gallery(images: context.shown(uses.rows)))
                .version(known.version + 1)
        }
    }
}

/// Reads which images show a product.
struct ReadProductImages: Query {
    static let route = Route.get("/v1/products/{id}/images")
    static let summary = "Read which images show a product, in their order."
    static let access = Access.member(.readCatalog)

    let id: ID<Product>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The product's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Gallery> {
        let organization = context.caller.organization
        var trip = context.trip()
        let found = trip.add(ProductStatements.one, organization, id)
        let uses = trip.add(UseStatements.ofSubject, organization, id.uuid)
        try await context.read(trip)
        guard let product = found.first else { throw .notFound }
        return .answer(Gallery(images: context.shown(uses.rows))).version(product.version)
    }
}

/// The images that show something, in their order.
struct Gallery: Output, Sendable {
    let images: [ShownImage]

    static let example = Gallery(images: [.example])

    func write(_ out: inout OutputWriter) {
        out("images", images, "The images, in their order.")
    }
}
