import Bedrock
import Platform
import Postgres

/// What the catalog asks of the organization itself.
enum CatalogStatements {
    /// The currency its costs are in.
    static let currency = Statement<Currency, ID<Organization>>(
        "select currency from organizations.organizations where organization_id = $1")
}
