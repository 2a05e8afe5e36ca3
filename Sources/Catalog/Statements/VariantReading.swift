import Bedrock
import Platform
import Postgres

/// Variants as they are read, each way to find them its own statement and index.
enum VariantReading {
    static let one = Statement<VariantView, ID<Organization>, ID<Variant>>(
        """
        select v.id, v.product_id, v.category_id, v.sku, v.name, v.base_unit, v.volume_ml,
            v.strength_bp, v.case_size, v.inner_pack, v.cost_amount, v.case_cost_amount,
            o.currency, v.published,
            array(select b.gtin || ' ' || b.unit from catalog.barcodes b
                where b.organization_id = $1 and b.variant_id = v.id order by b.gtin),
            v.created_at, v.updated_at, v.version
        from catalog.variants v
        join organizations.organizations o on o.organization_id = $1
        where v.organization_id = $1 and v.id = $2
        """, row: read)

    static let ofProduct = Statement<VariantView, ID<Organization>, ID<Product>>(
        """
        select v.id, v.product_id, v.category_id, v.sku, v.name, v.base_unit, v.volume_ml,
            v.strength_bp, v.case_size, v.inner_pack, v.cost_amount, v.case_cost_amount,
            o.currency, v.published,
            array(select b.gtin || ' ' || b.unit from catalog.barcodes b
                where b.organization_id = $1 and b.variant_id = v.id order by b.gtin),
            v.created_at, v.updated_at, v.version
        from catalog.variants v
        join organizations.organizations o on o.organization_id = $1
        where v.organization_id = $1 and v.product_id = $2 order by v.id limit 1000
        """, row: read)

    static let page = Statement<VariantView, ID<Organization>, ID<Variant>, Int64>(
        """
        select v.id, v.product_id, v.category_id, v.sku, v.name, v.base_unit, v.volume_ml,
            v.strength_bp, v.case_size, v.inner_pack, v.cost_amount, v.case_cost_amount,
            o.currency, v.published,
            array(select b.gtin || ' ' || b.unit from catalog.barcodes b
                where b.organization_id = $1 and b.variant_id = v.id order by b.gtin),
            v.created_at, v.updated_at, v.version
        from catalog.variants v
        join organizations.organizations o on o.organization_id = $1
        where v.organization_id = $1 and v.id > $2
        order by v.id limit $3
        """, row: read)

    static let bySKU = Statement<VariantView, ID<Organization>, ID<Variant>, Int64, String>(
        """
        select v.id, v.product_id, v.category_id, v.sku, v.name, v.base_unit, v.volume_ml,
            v.strength_bp, v.case_size, v.inner_pack, v.cost_amount, v.case_cost_amount,
            o.currency, v.published,
            array(select b.gtin || ' ' || b.unit from catalog.barcodes b
                where b.organization_id = $1 and b.variant_id = v.id order by b.gtin),
            v.created_at, v.updated_at, v.version
        from catalog.variants v
        join organizations.organizations o on o.organization_id = $1
        where v.organization_id = $1 and v.sku = $4 and v.id > $2
        order by v.id limit $3
        """, row: read)

    /// A number goes by several spellings; `$4` has them all.
    static let byBarcode = Statement<
        VariantView, ID<Organization>, ID<Variant>, Int64, [String]
    >(
        """
        select v.id, v.product_id, v.category_id, v.sku, v.name, v.base_unit, v.volume_ml,
            v.strength_bp, v.case_size, v.inner_pack, v.cost_amount, v.case_cost_amount,
            o.currency, v.published,
            array(select b.gtin || ' ' || b.unit from catalog.barcodes b
                where b.organization_id = $1 and b.variant_id = v.id order by b.gtin),
            v.created_at, v.updated_at, v.version
        from catalog.variants v
        join organizations.organizations o on o.organization_id = $1
        where v.organization_id = $1
            and v.id in (select b.variant_id from catalog.barcodes b
                where b.organization_id = $1 and b.gtin = any($4))
            and v.id > $2
        order by v.id limit $3
        """, row: read)

    /// Names that begin like that, in their order. `search_name` compares byte by byte, so that a
    /// prefix is a range, which an index serves under row-level security too.
    static let byName = Statement<VariantView, ID<Organization>, ID<Variant>, Int64, String>(
        """
        select v.id, v.product_id, v.category_id, v.sku, v.name, v.base_unit, v.volume_ml,
            v.strength_bp, v.case_size, v.inner_pack, v.cost_amount, v.case_cost_amount,
            o.currency, v.published,
            array(select b.gtin || ' ' || b.unit from catalog.barcodes b
                where b.organization_id = $1 and b.variant_id = v.id order by b.gtin),
            v.created_at, v.updated_at, v.version
        from catalog.variants v
        join organizations.organizations o on o.organization_id = $1
        where v.organization_id = $1
            and v.search_name >= lower($4) and v.search_name < lower($4) || chr(1114111)
            and (v.search_name, v.id) > (
                coalesce((select c.search_name from catalog.variants c
                    where c.organization_id = $1 and c.id = $2), ''), $2::uuid)
        order by v.search_name, v.id limit $3
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
        let cost: Int64? = try row.read()
        let caseCost: Int64? = try row.read()
        let currency: Currency = try row.read()
        return VariantView(
            id: id, product: product, category: category, sku: sku, name: name,
            baseUnit: baseUnit, volume: volume, strength: strength, caseSize: caseSize,
            innerPack: innerPack, cost: cost.map { Money($0, currency) },
            caseCost: caseCost.map { Money($0, currency) }, isPublished: try row.read(),
            barcodes: try row.read([String].self).compactMap(VariantBarcode.init(packed:)),
            createdAt: try row.read(), updatedAt: try row.read(), version: try row.read())
    }
}
