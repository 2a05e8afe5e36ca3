import Bedrock
import Platform
import Postgres
import Wire

/// The attributes of a type's products and variants, a batch at a time.
enum AttributeStatements {
    /// After the cursor; with `$5` those without any value too.
    static let ofProducts = Statement<
        AttributedRow, ID<Organization>, ID<ProductType>, UUIDBytes, Int64, Bool
    >(
        """
        select id, name, attributes from catalog.products
        where organization_id = $1 and product_type_id = $2 and id > $3
            and ($5 or attributes <> '{}')
        order by id limit $4
        """, row: read)

    static let ofVariants = Statement<
        AttributedRow, ID<Organization>, ID<ProductType>, UUIDBytes, Int64, Bool
    >(
        """
        select v.id, v.sku, v.attributes
        from catalog.products p
        join catalog.variants v on v.organization_id = $1 and v.product_id = p.id
        where p.organization_id = $1 and p.product_type_id = $2 and v.id > $3
            and ($5 or v.attributes <> '{}')
        order by v.id limit $4
        """, row: read)

    static let changeProducts = Statement<
        Void, ID<Organization>, Instant, [UUIDBytes], [JSONText]
    >(
        """
        update catalog.products p
        set attributes = u.attributes, updated_at = $2, version = p.version + 1
        from unnest($3::uuid[], $4::jsonb[]) as u(id, attributes)
        where p.organization_id = $1 and p.id = u.id
        """)

    static let changeVariants = Statement<
        Void, ID<Organization>, Instant, [UUIDBytes], [JSONText]
    >(
        """
        update catalog.variants v
        set attributes = u.attributes, updated_at = $2, version = v.version + 1
        from unnest($3::uuid[], $4::jsonb[]) as u(id, attributes)
        where v.organization_id = $1 and v.id = u.id
        """)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> AttributedRow {
        AttributedRow(
            id: try row.read(), name: try row.read(),
            values: [String: FreeScalar](column: try row.read()))
    }
}

/// A product or variant and its attributes.
struct AttributedRow: Sendable {
    let id: UUIDBytes
    /// A product's name, a variant's SKU.
    let name: String
    let values: [String: FreeScalar]
}
