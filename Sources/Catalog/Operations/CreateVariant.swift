import Bedrock
import Levies
import Platform
import Postgres
import Wire

/// Makes a variant of a product that is there.
struct CreateVariant: Command {
    static let route = Route.post("/v1/products/{id}/variants")
    static let summary = "Make another variant of a product."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [
        .skuTaken, .currencyForeign, .variantsTooMany,
    ] + Levies.problems
    static let constraints = Levies.constraints.merging([
        "variants_organization_id_sku_key": .skuTaken
    ]) { $1 }

    let product: ID<Product>
    let variant: VariantInput

    init(_ fields: inout Fields) {
        product = fields.path("id", "The product's id.")
        variant = VariantInput(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantView> {
        try await context.requireOwnCurrency([variant.cost, variant.caseCost].compactMap { $0 })
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            // The lock keeps the product's category, which is the variant's too.
            var look = Trip()
            look.add(ProductStatements.lock, organization, product)
            let found = look.add(ProductStatements.one, organization, product)
            let type = look.add(ProductTypeStatements.shareOf, organization, product)
            let count = look.add(VariantStatements.count, organization, product)
            try await effect.send(look)
            guard let owner = found.first else { throw Problem.notFound }
            guard let count = count.first, count < CatalogLimits.variants else {
                throw Problem(.variantsTooMany, "It may have \(CatalogLimits.variants).")
            }
            let violations = AttributeSchema(type.first?.attributes ?? [], of: .variant)
                .violations(of: variant.attributes, at: "/attributes")
            guard violations.isEmpty else { throw .invalid(violations) }
            let view = variant.view(
                .make(at: context.now), of: product, in: owner.category, named: owner.name,
                at: context.now)
            var trip = Trip()
            VariantStatements.add(
                [view], levies: [variant.levies], organization, context.now, &trip)
            context.record("variant_created", view.id, of: "variant", in: organization, &trip) {
                $0.key("sku")
                $0.write(view.sku)
            }
            try await effect.send(trip)
            return Success.answer(view).location("/v1/variants/\(view.id.text)")
                .version(view.version)
        }
    }
}
