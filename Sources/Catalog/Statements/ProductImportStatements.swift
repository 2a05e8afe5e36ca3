import Bedrock
import Platform
import Postgres
import Wire

/// What a product import reads and writes, a batch at a time.
enum ProductImportStatements {
    /// Those with these SKUs: joined to them, since on new tables, of which PostgreSQL has no
    /// statistics, each variant would be looked for among all the SKUs one after the other.
    static let known = Statement<KnownVariant, ID<Organization>, [String]>(
        """
        \(columns)
        from (select distinct sku from unnest($2) n (sku)) n
        join catalog.variants v on v.organization_id = $1 and v.sku = n.sku
        \(belongings)
        """, row: readKnown)

    /// In the order of their SKUs, behind the one given.
    static let exported = Statement<KnownVariant, ID<Organization>, String, Int64>(
        """
        \(columns)
        from catalog.variants v
        \(belongings)
        where v.organization_id = $1 and v.sku > $2
        order by v.sku limit $3
        """, row: readKnown)

    private static let columns: SQL = """
        select v.id, v.product_id, v.sku, v.name, v.category_id, p.brand_id, v.volume_ml,
            v.strength_bp, v.case_size, v.inner_pack, v.cost_amount, v.case_cost_amount,
            array(select b.gtin || ' ' || b.unit from catalog.barcodes b
                where b.organization_id = $1 and b.variant_id = v.id order by b.gtin),
            v.base_unit, p.product_type_id, v.pack_units, v.pack_sizes, v.tax_class,
            v.excise_class, v.container_units, v.container_kinds, p.attributes, v.attributes,
            c.name, b.name
        """

    private static let belongings: SQL = """
        join catalog.products p on p.organization_id = $1 and p.id = v.product_id
        join catalog.categories c on c.organization_id = $1 and c.id = v.category_id
        left join catalog.brands b on b.organization_id = $1 and b.id = p.brand_id
        """

    @Sendable
    private static func readKnown(_ row: inout RowReader) throws -> KnownVariant {
        let id: ID<Variant> = try row.read()
        let product: ID<Product> = try row.read()
        var values = VariantValues(
            sku: try row.read(), name: try row.read(), category: try row.read(),
            brand: try row.read(), volume: try row.read(), strength: try row.read(),
            caseSize: try row.read(), innerPack: try row.read(), cost: try row.read(),
            caseCost: try row.read(),
            barcodes: try row.read([String].self).compactMap(VariantBarcode.init(packed:)),
            baseUnit: try row.read(), type: try row.read())
        let packUnits: [String] = try row.read()
        let packSizes: [Int32] = try row.read()
        values.packs = [VariantPack](units: packUnits, sizes: packSizes)
        values.taxClass = try row.read()
        values.exciseClass = try row.read()
        let units: [String] = try row.read()
        let kinds: [UUIDBytes] = try row.read()
        values.containers = Dictionary(zip(units, kinds)) { first, _ in first }
        values.productAttributes = [String: FreeScalar](column: try row.read())
        values.attributes = [String: FreeScalar](column: try row.read())
        values.categoryName = try row.read()
        values.brandName = try row.read()
        return KnownVariant(id: id, product: product, values: values)
    }

    static let makeProducts = Statement<
        Void, ID<Organization>, ID<ProductType>, Instant, [ID<Product>], [ID<Category>],
        [ID<Brand>?], [String], [JSONText]
    >(
        """
        insert into catalog.products
            (organization_id, product_type_id, created_at, updated_at, id, category_id, brand_id,
            name, attributes)
        select $1, $2, $3, $3, u.id, u.category_id, u.brand_id, u.name, u.attributes
        from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::jsonb[])
            as u(id, category_id, brand_id, name, attributes)
        """)

    static let makeVariants = Statement<
        Void, ID<Organization>, Instant, [ID<Variant>], [ID<Product>], [ID<Category>], [String],
        [String], [Int32?], [Int32?], [Int32], [Int32?], [Int64?], [Int64?], [String], [String?],
        [String], [String], [String], [String], [JSONText]
    >(
        """
        insert into catalog.variants
            (organization_id, created_at, updated_at, id, product_id, category_id, sku, name,
            volume_ml, strength_bp, case_size, inner_pack, cost_amount, case_cost_amount,
            tax_class, excise_class, container_units, container_kinds, pack_units, pack_sizes,
            attributes)
        select $1, $2, $2, u.id, u.product_id, u.category_id, u.sku, u.name, u.volume_ml,
            u.strength_bp, u.case_size, u.inner_pack, u.cost_amount, u.case_cost_amount,
            u.tax_class, u.excise_class, u.container_units::text[], u.container_kinds::uuid[],
            u.pack_units::text[], u.pack_sizes::integer[], u.attributes
        from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::integer[],
                $9::integer[], $10::integer[], $11::integer[], $12::bigint[], $13::bigint[],
                $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
                $20::jsonb[])
            as u(id, product_id, category_id, sku, name, volume_ml, strength_bp, case_size,
                inner_pack, cost_amount, case_cost_amount, tax_class, excise_class,
                container_units, container_kinds, pack_units, pack_sizes, attributes)
        """)

    /// A product that is called as its variant was goes on being called as it is.
    static let changeProducts = Statement<
        Void, ID<Organization>, Instant, [ID<Variant>], [ID<Category>], [ID<Brand>?], [String],
        [JSONText]
    >(
        """
        update catalog.products p
        set category_id = u.category_id, brand_id = u.brand_id,
            name = case when p.name = v.name then u.name else p.name end,
            attributes = u.attributes, updated_at = $2, version = p.version + 1
        from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::jsonb[])
            as u(variant_id, category_id, brand_id, name, attributes)
        join catalog.variants v on v.organization_id = $1 and v.id = u.variant_id
        where p.organization_id = $1 and p.id = v.product_id
            and (p.category_id <> u.category_id or p.brand_id is distinct from u.brand_id
                or p.attributes <> u.attributes or p.name = v.name and v.name <> u.name)
        """)

    static let changeVariants = Statement<
        Void, ID<Organization>, Instant, [ID<Variant>], [ID<Category>], [String], [Int32?],
        [Int32?], [Int32], [Int32?], [Int64?], [Int64?], [String], [String?], [String], [String],
        [String], [String], [JSONText]
    >(
        """
        update catalog.variants v
        set category_id = u.category_id, name = u.name, volume_ml = u.volume_ml,
            strength_bp = u.strength_bp, case_size = u.case_size, inner_pack = u.inner_pack,
            cost_amount = u.cost_amount, case_cost_amount = u.case_cost_amount,
            tax_class = u.tax_class, excise_class = u.excise_class,
            container_units = u.container_units::text[],
            container_kinds = u.container_kinds::uuid[], pack_units = u.pack_units::text[],
            pack_sizes = u.pack_sizes::integer[], attributes = u.attributes,
            updated_at = $2, version = v.version + 1
        from unnest($3::uuid[], $4::uuid[], $5::text[], $6::integer[], $7::integer[],
                $8::integer[], $9::integer[], $10::bigint[], $11::bigint[], $12::text[],
                $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::jsonb[])
            as u(id, category_id, name, volume_ml, strength_bp, case_size, inner_pack,
                cost_amount, case_cost_amount, tax_class, excise_class, container_units,
                container_kinds, pack_units, pack_sizes, attributes)
        where v.organization_id = $1 and v.id = u.id
        """)
}
