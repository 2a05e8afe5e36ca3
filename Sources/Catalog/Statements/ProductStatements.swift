import Bedrock
import Platform
import Postgres

/// Products.
enum ProductStatements {
    static let make = Statement<
        Void, ID<Organization>, ID<Product>, ID<ProductType>, ID<Category>, ID<Brand>?, String,
        Instant
    >(
        """
        insert into catalog.products
            (organization_id, id, product_type_id, category_id, brand_id, name, created_at,
            updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7)
        """)

    static let page = Statement<
        ProductSummary, ID<Organization>, ID<Product>, Int64
    >(
        """
        select id, name, product_type_id, category_id, brand_id, created_at, updated_at, version
        from catalog.products
        where organization_id = $1 and id > $2
        order by id limit $3
        """, row: read)

    static let pageOfCategory = Statement<
        ProductSummary, ID<Organization>, ID<Product>, Int64, ID<Category>
    >(
        """
        select id, name, product_type_id, category_id, brand_id, created_at, updated_at, version
        from catalog.products
        where organization_id = $1 and category_id = $4 and id > $2
        order by id limit $3
        """, row: read)

    static let one = Statement<ProductSummary, ID<Organization>, ID<Product>>(
        """
        select id, name, product_type_id, category_id, brand_id, created_at, updated_at, version
        from catalog.products where organization_id = $1 and id = $2
        """, row: read)

    static let lock = Statement<ProductSummary, ID<Organization>, ID<Product>>(
        """
        select id, name, product_type_id, category_id, brand_id, created_at, updated_at, version
        from catalog.products where organization_id = $1 and id = $2 for no key update
        """, row: read)

    static let change = Statement<
        ProductSummary, ID<Organization>, ID<Product>, String, ID<Category>, ID<Brand>?, Instant
    >(
        """
        update catalog.products
        set name = $3, category_id = $4, brand_id = $5, updated_at = $6, version = version + 1
        where organization_id = $1 and id = $2
        returning id, name, product_type_id, category_id, brand_id, created_at, updated_at, version
        """, row: read)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> ProductSummary {
        ProductSummary(
            id: try row.read(), name: try row.read(), productType: try row.read(),
            category: try row.read(), brand: try row.read(), createdAt: try row.read(),
            updatedAt: try row.read(), version: try row.read())
    }
}
