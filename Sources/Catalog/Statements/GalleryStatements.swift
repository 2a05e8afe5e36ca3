import Bedrock
import Platform
import Postgres

/// A variant as far as its images go.
struct VariantPlace: Sendable {
    let product: ID<Product>
    let version: Int32
}

/// What images of products and variants change of them.
enum GalleryStatements {
    static let variant = Statement<VariantPlace, ID<Organization>, ID<Variant>>(
        "select product_id, version from catalog.variants where organization_id = $1 and id = $2"
    ) { row in VariantPlace(product: try row.read(), version: try row.read()) }

    static let lockVariant = Statement<VariantPlace, ID<Organization>, ID<Variant>>(
        """
        select product_id, version from catalog.variants
        where organization_id = $1 and id = $2 for no key update
        """
    ) { row in VariantPlace(product: try row.read(), version: try row.read()) }

    static let touchVariant = Statement<Void, ID<Organization>, ID<Variant>, Instant>(
        """
        update catalog.variants set updated_at = $3, version = version + 1
        where organization_id = $1 and id = $2
        """)

    static let touchProduct = Statement<Void, ID<Organization>, ID<Product>, Instant>(
        """
        update catalog.products set updated_at = $3, version = version + 1
        where organization_id = $1 and id = $2
        """)
}
