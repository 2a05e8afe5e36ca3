import Bedrock
import Platform
import Postgres

/// Variants.
enum VariantStatements {
    static let make = Statement<
        Void, ID<Organization>, ID<Product>, ID<Category>, Instant, [ID<Variant>], [String],
        [String], [String], [Int32?], [Int32?], [Int32], [Int32?], [Int64?], [Int64?], [Bool],
        [String], [JSONText], [String], [String]
    >(
        """
        insert into catalog.variants
            (organization_id, product_id, category_id, created_at, updated_at, id, sku, name,
            base_unit, volume_ml, strength_bp, case_size, inner_pack, cost_amount,
            case_cost_amount, published, condition, attributes, pack_units, pack_sizes)
        select $1, $2, $3, $4, $4, u.id, u.sku, u.name, u.base_unit, u.volume_ml, u.strength_bp,
            u.case_size, u.inner_pack, u.cost_amount, u.case_cost_amount, u.published,
            u.condition, u.attributes, u.pack_units::text[], u.pack_sizes::integer[]
        from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::integer[], $10::integer[],
                $11::integer[], $12::integer[], $13::bigint[], $14::bigint[], $15::boolean[],
                $16::text[], $17::jsonb[], $18::text[], $19::text[])
            as u(id, sku, name, base_unit, volume_ml, strength_bp, case_size, inner_pack,
                cost_amount, case_cost_amount, published, condition, attributes, pack_units,
                pack_sizes)
        """)

    /// How many a product has.
    static let count = Statement<Int64, ID<Organization>, ID<Product>>(
        """
        select count(*) from catalog.variants where organization_id = $1 and product_id = $2
        """
    ) { row in try row.read() }

    /// Those of these SKUs that variants have.
    static let taken = Statement<String, ID<Organization>, [String]>(
        """
        select sku from catalog.variants where organization_id = $1 and sku = any($2) order by sku
        """)

    /// Locks the row until the transaction ends.
    static let lock = Statement<ID<Variant>, ID<Organization>, ID<Variant>>(
        """
        select id from catalog.variants where organization_id = $1 and id = $2 for no key update
        """)

    static let change = Statement<
        Void, ID<Organization>, ID<Variant>, String, String, Int32?, Int32?, Int32, Int32?,
        Int64?, Int64?, Bool, Instant, String, JSONText, [String], [Int32], Bool
    >(
        """
        update catalog.variants
        set sku = $3, name = $4, volume_ml = $5, strength_bp = $6, case_size = $7,
            inner_pack = $8, cost_amount = $9, case_cost_amount = $10, published = $11,
            updated_at = $12, condition = $13, attributes = $14, pack_units = $15,
            pack_sizes = $16, archived_at = case when $17 then coalesce(archived_at, $12) end,
            version = version + 1
        where organization_id = $1 and id = $2
        """)

    /// Moves a product's variants to its new category.
    static let moveToCategory = Statement<
        Void, ID<Organization>, ID<Product>, ID<Category>, Instant
    >(
        """
        update catalog.variants set category_id = $3, updated_at = $4, version = version + 1
        where organization_id = $1 and product_id = $2
        """)
}

extension VariantStatements {
    /// Makes variants of one product, with their barcodes.
    static func add(
        _ views: [VariantView], levies: [VariantLevyInput], _ organization: ID<Organization>,
        _ now: Instant, _ trip: inout Trip
    ) {
        guard let first = views.first else { return }
        trip.add(
            make, organization, first.product, first.category, now, views.map(\.id),
            views.map(\.sku), views.map(\.name), views.map(\.baseUnit), views.map(\.volume),
            views.map(\.strength), views.map(\.caseSize), views.map(\.innerPack),
            views.map(\.cost?.amount), views.map(\.caseCost?.amount), views.map(\.isPublished),
            views.map(\.condition.rawValue), views.map(\.attributes.column),
            views.map { "{" + $0.packs.map(\.unit).joined(separator: ",") + "}" },
            views.map { "{" + $0.packs.map { String($0.size) }.joined(separator: ",") + "}" })
        for (view, levied) in zip(views, levies) where !levied.isPlain {
            trip.add(
                VariantLevyStatements.store, organization, view.id, levied.taxClass,
                levied.exciseClass, levied.containers.map(\.unit),
                levied.containers.map(\.kind.uuid), now, view.version)
        }
        TranslationStatements.add(
            views.map { ($0.id.uuid, $0.names, [:]) }, organization, &trip)
        let rows = views.flatMap { view in view.barcodes.map { (view.id, $0) } }
        guard !rows.isEmpty else { return }
        trip.add(
            BarcodeStatements.add, organization, rows.map(\.0), rows.map(\.1.gtin),
            rows.map(\.1.unit))
    }
}

/// Barcodes of variants.
enum BarcodeStatements {
    static let add = Statement<Void, ID<Organization>, [ID<Variant>], [String], [String]>(
        """
        insert into catalog.barcodes (organization_id, variant_id, gtin, unit)
        select $1, u.variant_id, u.gtin, u.unit
        from unnest($2::uuid[], $3::text[], $4::text[]) as u(variant_id, gtin, unit)
        """)

    static let clear = Statement<Void, ID<Organization>, [ID<Variant>]>(
        "delete from catalog.barcodes where organization_id = $1 and variant_id = any($2)")
}
