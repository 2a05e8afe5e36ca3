import Bedrock
import Platform
import Postgres
import Storage
import Wire

/// Lists the library, the newest first.
struct ListImages: Query {
    static let route = Route.get("/v1/images")
    static let summary = "List images, the newest first."
    static let access = Access.member(.readImages)

    let cursor: ID<Image>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query("limit", "Items of a page.", in: 1...100, default: 20)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ImageView>> {
        var trip = context.trip()
        let found = trip.add(
            ImageStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        let views = found.rows.map { context.images.view($0, at: context.now) }
        return .answer(Page(views, limit: limit) { $0.id.text })
    }
}

/// Reads an image.
struct ReadImage: Query {
    static let route = Route.get("/v1/images/{id}")
    static let summary = "Read one image, with links to its files."
    static let access = Access.member(.readImages)

    let id: ID<Image>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The image's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImageView> {
        var trip = context.trip()
        let found = trip.add(ImageStatements.one, context.caller.organization, id)
        try await context.read(trip)
        guard let row = found.first else { throw .notFound }
        return .answer(context.images.view(row, at: context.now))
    }
}

/// Deletes an image that nothing shows, with all its files.
struct DeleteImage: Command {
    static let route = Route.delete("/v1/images/{id}")
    static let summary = "Delete an image that nothing shows."
    static let access = Access.member(.writeImages)
    static let problems: [ProblemKind] = [.imageInUse]
    static let constraints = ["uses_organization_id_image_id_fkey": ProblemKind.imageInUse]

    let id: ID<Image>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The image's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let organization = context.caller.organization
        let success = try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let deleted = trip.add(ImageStatements.delete, organization, id)
            try await effect.send(trip)
            guard let bytes = deleted.first else { throw Problem.notFound }
            var noting = Trip()
            noting.add(ImageStatements.release, organization, bytes)
            context.record("image_deleted", id, of: "image", in: organization, &noting)
            try await effect.send(noting)
            return Success<Nothing>.nothing
        }
        // The row is gone; bytes that can't be removed now the sweep removes.
        for size in [nil] + RenditionSize.allCases {
            try? await context.images.objects.remove(
                ImageFile.key(id, size), context.services)
        }
        return success
    }
}
