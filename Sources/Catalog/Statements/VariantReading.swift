import Bedrock
import Platform
import Postgres
import Wire

/// Variants as they are read, each way to find them its own statement and index.
enum VariantReading {
    private static let columns: SQL = """
        id, product_id, category_id, sku, name, base_unit, volume_ml, strength_bp, case_size,
            inner_pack, pack_units, pack_sizes, condition, attributes, cost_amount,
            case_cost_amount, currency, published, archived, barcodes, names, created_at,
            updated_at, version
        """

    static let one = Statement<VariantView, ID<Organization>, ID<Variant>>(
        """
        select \(columns) from catalog.variant_rows
        where organization_id = $1 and id = $2
        """, row: read)

    static let ofProduct = Statement<VariantView, ID<Organization>, ID<Product>>(
        """
        select \(columns) from catalog.variant_rows
        where organization_id = $1 and product_id = $2 order by id limit 1000
        """, row: read)

    static let page = Statement<
        VariantView, ID<Organization>, ID<Variant>, Int64, String?, Bool?
    >(
        """
        select \(columns) from catalog.variant_rows
        where organization_id = $1 and id > $2
            and ($4::text is null or condition = $4) and ($5::boolean is null or archived = $5)
        order by id limit $3
        """, row: read)

    static let bySKU = Statement<VariantView, ID<Organization>, ID<Variant>, Int64, String>(
        """
        select \(columns) from catalog.variant_rows
        where organization_id = $1 and sku = $4 and id > $2
        order by id limit $3
        """, row: read)

    /// A number goes by several spellings; `$4` has them all.
    static let byBarcode = Statement<
        VariantView, ID<Organization>, ID<Variant>, Int64, [String]
    >(
        """
        select \(columns) from catalog.variant_rows
        where organization_id = $1
            and id in (select b.variant_id from catalog.barcodes b
                where b.organization_id = $1 and b.gtin = any($4))
            and id > $2
        order by id limit $3
        """, row: read)

    /// Names that begin like that, in their order. `search_name` compares byte by byte, so that a
    /// prefix is a range, which an index serves under row-level security too.
    static let byName = Statement<VariantView, ID<Organization>, ID<Variant>, Int64, String>(
        """
        select \(columns) from catalog.variant_rows
        where organization_id = $1
            and search_name >= lower($4) and search_name < lower($4) || chr(1114111)
            and (search_name, id) > (
                coalesce((select c.search_name from catalog.variants c
                    where c.organization_id = $1 and c.id = $2), ''), $2::uuid)
        order by search_name, id limit $3
        """, row: read)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> VariantView {
        let id: ID<Variant> = try row.read()
        let product: ID<Product> = try row.read()
        let category: ID<Category> = try row.read()
        let sku: String = try row.read()
        let name: String = try row.read()
        let baseUnit: String = try row.read()
        let volume: Int32? = try row.read()
        let strength: Int32? = try row.read()
        let caseSize: Int32 = try row.read()
        let innerPack: Int32? = try row.read()
        let packUnits: [String] = try row.read()
        let packSizes: [Int32] = try row.read()
        let condition = VariantCondition(rawValue: try row.read()) ?? .new
        let attributes: JSONText = try row.read()
        let cost: Int64? = try row.read()
        let caseCost: Int64? = try row.read()
        let currency: Currency = try row.read()
        return VariantView(
            id: id, product: product, category: category, sku: sku, name: name,
            baseUnit: baseUnit, volume: volume, strength: strength, caseSize: caseSize,
            innerPack: innerPack, packs: [VariantPack](units: packUnits, sizes: packSizes),
            condition: condition, attributes: [String: FreeScalar](column: attributes),
            cost: cost.map { Money($0, currency) },
            caseCost: caseCost.map { Money($0, currency) }, isPublished: try row.read(),
            state: try row.read() ? .archived : .active,
            barcodes: try row.read([String].self).compactMap(VariantBarcode.init(packed:)),
            names: Translations(column: try row.read()),
            createdAt: try row.read(), updatedAt: try row.read(), version: try row.read())
    }
}
