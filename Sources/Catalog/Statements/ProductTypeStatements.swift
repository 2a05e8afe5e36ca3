import Bedrock
import Platform
import Postgres

/// Product types.
enum ProductTypeStatements {
    private static let columns: SQL = "id, name, attributes, created_at, version"

    static let make = Statement<
        Void, ID<Organization>, ID<ProductType>, String, JSONText, Instant
    >(
        """
        insert into catalog.product_types (organization_id, id, name, attributes, created_at)
        values ($1, $2, $3, $4, $5)
        """)

    static let page = Statement<ProductTypeView, ID<Organization>, ID<ProductType>, Int64>(
        """
        select \(columns) from catalog.product_types
        where organization_id = $1 and id > $2
        order by id limit $3
        """, row: read)

    /// Those that ask for attributes.
    static let asking = Statement<ProductTypeView, ID<Organization>>(
        """
        select \(columns) from catalog.product_types
        where organization_id = $1 and attributes::text <> '[]' order by id limit 1000
        """, row: read)

    static let one = Statement<ProductTypeView, ID<Organization>, ID<ProductType>>(
        """
        select \(columns) from catalog.product_types
        where organization_id = $1 and id = $2
        """, row: read)

    static let lock = Statement<ProductTypeView, ID<Organization>, ID<ProductType>>(
        """
        select \(columns) from catalog.product_types
        where organization_id = $1 and id = $2 for no key update
        """, row: read)

    /// Keeps its attributes as they are until the transaction ends.
    static let share = Statement<ProductTypeView, ID<Organization>, ID<ProductType>>(
        """
        select \(columns) from catalog.product_types
        where organization_id = $1 and id = $2 for share
        """, row: read)

    /// As `share`, of a product.
    static let shareOf = Statement<ProductTypeView, ID<Organization>, ID<Product>>(
        """
        select \(columns) from catalog.product_types
        where organization_id = $1 and id = (select p.product_type_id from catalog.products p
            where p.organization_id = $1 and p.id = $2)
        for share
        """, row: read)

    /// As `share`, of a variant.
    static let shareOfVariant = Statement<ProductTypeView, ID<Organization>, ID<Variant>>(
        """
        select \(columns) from catalog.product_types
        where organization_id = $1 and id = (select p.product_type_id
            from catalog.variants v
            join catalog.products p on p.organization_id = $1 and p.id = v.product_id
            where v.organization_id = $1 and v.id = $2)
        for share
        """, row: read)

    static let change = Statement<
        ProductTypeView, ID<Organization>, ID<ProductType>, String, JSONText
    >(
        """
        update catalog.product_types set name = $3, attributes = $4, version = version + 1
        where organization_id = $1 and id = $2
        returning \(columns)
        """, row: read)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> ProductTypeView {
        ProductTypeView(
            id: try row.read(), name: try row.read(),
            attributes: ProductAttribute.list(from: try row.read(JSONText.self).bytes),
            createdAt: try row.read(), version: try row.read())
    }

    /// The one given, if it is there; the first where none is given.
    static let choose = Statement<ProductTypeView, ID<Organization>, ID<ProductType>?>(
        """
        select \(columns) from catalog.product_types
        where organization_id = $1 and ($2::uuid is null or id = $2)
        order by id limit 1
        """, row: read)
}
