import Bedrock
import Images
import Platform
import Postgres

/// One thing a seller offers.
struct OfferRow: Sendable {
    let id: ID<Variant>
    let sku: String
    let name: String
    let category: ID<Category>
    let volume: Int32?
    let strength: Int32?
    let baseUnit: String
    let caseSize: Int32
    let available: Int64
    let availableFrom: String?
}

/// What a variant that is offered is of, and the units it is sold in beside base unit and case.
struct OfferPacks: Sendable {
    let product: ID<Product>
    let name: String
    let description: String?
    let units: [String]
    let sizes: [Int32]
}

enum OfferStatements {
    private static let columns: SQL = """
        id, sku, name, category_id, volume_ml, strength_bp, base_unit, case_size, available,
            available_from
        """

    static let page = Statement<
        OfferRow, ID<Organization>, ID<Warehouse>, ID<Variant>?, Int32, ID<Category>?, ID<Channel>,
        Instant, [String]
    >(
        """
        select \(columns) from pricing.offer_page($1, $2, $3, $4, $5, $6, $7, $8)
        """
    ) { row throws(RowError) in try OfferRow(&row) }

    /// The same of a retailer, for consumers.
    static let retailPage = Statement<
        OfferRow, ID<Organization>, ID<Warehouse>, ID<Variant>?, Int32, ID<Category>?, ID<Channel>,
        Instant, [String]
    >(
        """
        select \(columns) from pricing.consumer_page($1, $2, $3, $4, $5, $6, $7, $8)
        """
    ) { row throws(RowError) in try OfferRow(&row) }

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

extension OfferRow {
    init(_ row: inout RowReader) throws(RowError) {
        id = try row.read()
        sku = try row.read()
        name = try row.read()
        category = try row.read()
        volume = try row.read()
        strength = try row.read()
        baseUnit = try row.read()
        caseSize = try row.read()
        available = try row.read()
        availableFrom = try row.read()
    }
}
