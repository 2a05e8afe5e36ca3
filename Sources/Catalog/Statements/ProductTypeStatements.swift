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
        """
    ) { row in
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
