import Bedrock
import Platform
import Postgres
import Wire

/// Collections and what is in them.
enum CollectionStatements {
    private static let columns: SQL = """
        id, name, by_rule, rule_tags, rule_categories, rule_brands, rule_attributes, created_at,
            version
        """

    static let make = Statement<
        Void, ID<Organization>, ID<ProductCollection>, String, Bool, [ID<Tag>], [ID<Category>],
        [ID<Brand>], JSONText, Instant
    >(
        """
        insert into catalog.collections
            (organization_id, id, name, by_rule, rule_tags, rule_categories, rule_brands,
            rule_attributes, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """)

    static let page = Statement<
        CollectionView, ID<Organization>, ID<ProductCollection>, Int64
    >(
        """
        select \(columns) from catalog.collections where organization_id = $1 and id > $2
        order by id limit $3
        """, row: read)

    static let one = Statement<CollectionView, ID<Organization>, ID<ProductCollection>>(
        """
        select \(columns) from catalog.collections where organization_id = $1 and id = $2
        """, row: read)

    static let lock = Statement<CollectionView, ID<Organization>, ID<ProductCollection>>(
        """
        select \(columns)
        from catalog.collections where organization_id = $1 and id = $2 for update
        """, row: read)

    static let change = Statement<
        CollectionView, ID<Organization>, ID<ProductCollection>, String, [ID<Tag>],
        [ID<Category>], [ID<Brand>], JSONText
    >(
        """
        update catalog.collections
        set name = $3, rule_tags = $4, rule_categories = $5, rule_brands = $6,
            rule_attributes = $7, version = version + 1
        where organization_id = $1 and id = $2
        returning \(columns)
        """, row: read)

    /// Its version grows with what is in it.
    static let touch = Statement<CollectionView, ID<Organization>, ID<ProductCollection>>(
        """
        update catalog.collections set version = version + 1
        where organization_id = $1 and id = $2
        returning \(columns)
        """, row: read)

    static let remove = Statement<Void, ID<Organization>, ID<ProductCollection>>(
        "delete from catalog.collections where organization_id = $1 and id = $2")

    /// Which of the ids that a rule names are the organization's.
    static let known = Statement<
        UUIDBytes, ID<Organization>, [ID<Tag>], [ID<Category>], [ID<Brand>]
    >(
        """
        select id from catalog.tags where organization_id = $1 and id = any($2)
        union all
        select id from catalog.categories where organization_id = $1 and id = any($3)
        union all
        select id from catalog.brands where organization_id = $1 and id = any($4)
        """
    ) { row in try row.read() }

    static let products = Statement<ID<Product>, ID<Organization>, [ID<Product>]>(
        "select id from catalog.products where organization_id = $1 and id = any($2)")

    static let clear = Statement<Void, ID<Organization>, ID<ProductCollection>>(
        "delete from catalog.collection_products where organization_id = $1 and collection_id = $2")

    static let put = Statement<Void, ID<Organization>, ID<ProductCollection>, [ID<Product>]>(
        """
        insert into catalog.collection_products (organization_id, collection_id, product_id, place)
        select $1, $2, u.id, u.place from unnest($3::uuid[]) with ordinality as u(id, place)
        """)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> CollectionView {
        let id: ID<ProductCollection> = try row.read()
        let name: String = try row.read()
        let byRule: Bool = try row.read()
        let rule = CollectionRule(
            tags: try row.read(), categories: try row.read(), brands: try row.read(),
            attributes: [String: FreeScalar](column: try row.read()))
        return CollectionView(
            id: id, name: name, rule: byRule ? rule : nil, createdAt: try row.read(),
            version: try row.read())
    }
}
