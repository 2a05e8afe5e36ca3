import Bedrock
import Images
import Platform
import Postgres
import Wire

/// Reads a product with its variants.
struct ReadProduct: Query {
    static let route = Route.get("/v1/products/{id}")
    static let summary = "Read one product with its variants."
    static let access = Access.member(.readCatalog)

    let id: ID<Product>
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        id = fields.path("id", "The product's id.")
        language = fields.language()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductView> {
        var trip = context.trip()
        let product = trip.add(ProductStatements.one, context.caller.organization, id)
        let variants = trip.add(VariantReading.ofProduct, context.caller.organization, id)
        let uses = trip.add(UseStatements.ofSubject, context.caller.organization, id.uuid)
        try await context.read(trip)
        guard let product = product.first else { throw .notFound }
        let view = ProductView(
            product: product.named(in: language),
            variants: variants.rows.map { $0.named(in: language) },
            images: context.shown(uses.rows))
        return .answer(view)
            .version(product.version)
    }
}
