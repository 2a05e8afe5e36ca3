import Bedrock
import Images
import Platform
import Postgres

/// What a variant that is offered is of, and the units it is sold in beside base unit and case.
struct OfferPacks: Sendable {
    let product: ID<Product>
    let name: String
    let description: String?
    let units: [String]
    let sizes: [Int32]
}

extension OfferStatements {
    /// So many images at most of each of several variants.
    static let images = Statement<ImageUse, ID<Organization>, [ID<Variant>], Int32>(
        """
        select variant_id, image_id, sha256, media_type, bytes, width, height, alt, state, reason,
            created_at, renditions
        from catalog.offer_images($1, $2, $3)
        """, row: ImageUse.read)

    static let packs = Statement<OfferPacks, ID<Organization>, ID<Variant>>(
        """
        select product_id, product_name, description, pack_units, pack_sizes
        from catalog.offer_packs($1, $2)
        """
    ) { row in
        OfferPacks(
            product: try row.read(), name: try row.read(), description: try row.read(),
            units: try row.read(), sizes: try row.read())
    }
}
