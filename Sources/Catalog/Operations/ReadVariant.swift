import Bedrock
import Platform
import Postgres
import Wire

/// Reads a variant.
struct ReadVariant: Query {
    static let route = Route.get("/v1/variants/{id}")
    static let summary = "Read one variant."
    static let access = Access.member(.readCatalog)

    let id: ID<Variant>
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        id = fields.path("id", "The variant's id.")
        language = fields.language()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantView> {
        var trip = context.trip()
        let found = trip.add(VariantReading.one, context.caller.organization, id)
        try await context.read(trip)
        guard let variant = found.first else { throw .notFound }
        return .answer(variant.named(in: language)).version(variant.version)
    }
}
