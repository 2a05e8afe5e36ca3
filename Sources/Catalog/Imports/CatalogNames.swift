import Bedrock
import Platform
import Postgres

/// Categories and brands by name, made where there are none.
struct CatalogNames: Sendable {
    private var categories: [String: ID<Category>] = [:]
    private var brands: [String: ID<Brand>] = [:]

    /// The category of a name that was resolved.
    func category(_ name: String) -> ID<Category> { categories[name]! }

    /// The brand of a name that was resolved.
    func brand(_ name: String) -> ID<Brand> { brands[name]! }

    /// Finds them, a category at the root first, else anywhere; makes those that are missing.
    mutating func resolve(
        categories wantedCategories: Set<String>, brands wantedBrands: Set<String>,
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        var missing = (
            categories: wantedCategories.filter { categories[$0] == nil }.sorted(),
            brands: wantedBrands.filter { brands[$0] == nil }.sorted()
        )
        guard !missing.categories.isEmpty || !missing.brands.isEmpty else { return }
        try await look(missing.categories, missing.brands, effect, context)
        missing.categories.removeAll { categories[$0] != nil }
        missing.brands.removeAll { brands[$0] != nil }
        guard !missing.categories.isEmpty || !missing.brands.isEmpty else { return }
        var trip = Trip()
        let organization = context.caller.organization
        if !missing.categories.isEmpty {
            trip.add(
                CategoryStatements.makeNamed, organization,
                missing.categories.map { _ in .make(at: context.now) }, missing.categories,
                context.now)
        }
        if !missing.brands.isEmpty {
            trip.add(
                BrandStatements.makeNamed, organization,
                missing.brands.map { _ in .make(at: context.now) }, missing.brands, context.now)
        }
        try await effect.send(trip)
        try await look(missing.categories, missing.brands, effect, context)
    }

    private mutating func look(
        _ categoryNames: [String], _ brandNames: [String],
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        var trip = Trip()
        let organization = context.caller.organization
        let categories = trip.add(CategoryStatements.named, organization, categoryNames)
        let brands = trip.add(BrandStatements.named, organization, brandNames)
        try await effect.send(trip)
        for row in categories.rows { self.categories[row.name] = row.id }
        for row in brands.rows { self.brands[row.name] = row.id }
    }
}
