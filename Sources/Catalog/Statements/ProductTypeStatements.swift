import Bedrock
import Platform
import Postgres

/// Product types.
enum ProductTypeStatements {
    static let make = Statement<
        Void, ID<Organization>, ID<ProductType>, String, JSONText, Instant
    >(
        """
        insert into catalog.product_types (organization_id, id, name, attributes, created_at)
        values ($1, $2, $3, $4, $5)
        """)

    static let page = Statement<ProductTypeView, ID<Organization>, ID<ProductType>, Int64>(
        """
        select id, name, attributes, created_at, version from catalog.product_types
        where organization_id = $1 and id > $2
        order by id limit $3
        """, row: read)

    static let one = Statement<ProductTypeView, ID<Organization>, ID<ProductType>>(
        """
        select id, name, attributes, created_at, version from catalog.product_types
        where organization_id = $1 and id = $2
        """, row: read)

    static let lock = Statement<ProductTypeView, ID<Organization>, ID<ProductType>>(
        """
        select id, name, attributes, created_at, version from catalog.product_types
        where organization_id = $1 and id = $2 for no key update
        """, row: read)

    static let change = Statement<
        ProductTypeView, ID<Organization>, ID<ProductType>, String, JSONText
    >(
        """
        update catalog.product_types set name = $3, attributes = $4, version = version + 1
        where organization_id = $1 and id = $2
        returning id, name, attributes, created_at, version
        """, row: read)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> ProductTypeView {
        ProductTypeView(
            id: try row.read(), name: try row.read(),
            attributes: ProductAttribute.list(from: try row.read(JSONText.self).bytes),
            createdAt: try row.read(), version: try row.read())
    }

    /// The one given, if it is there; the first where none is given.
    static let choose = Statement<ID<ProductType>, ID<Organization>, ID<ProductType>?>(
        """
        select id from catalog.product_types
        where organization_id = $1 and ($2::uuid is null or id = $2)
        order by id limit 1
        """)
}
