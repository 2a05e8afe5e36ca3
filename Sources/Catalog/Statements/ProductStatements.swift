import Bedrock
import Platform
import Postgres
import Wire

/// Products.
enum ProductStatements {
    private static let columns: SQL = """
        p.id, p.name, p.description, p.product_type_id, p.category_id, p.brand_id, p.attributes,
            p.archived, p.tags, p.names, p.descriptions, p.created_at, p.updated_at, p.version
        """

    static let make = Statement<
        Void, ID<Organization>, ID<Product>, ID<ProductType>, ID<Category>, ID<Brand>?, String,
        Instant, String?, JSONText
    >(
        """
        insert into catalog.products
            (organization_id, id, product_type_id, category_id, brand_id, name, created_at,
            updated_at, description, attributes)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)
        """)

    static let page = Statement<
        ProductSummary, ID<Organization>, ID<Product>, Int64, ID<Brand>?, ID<ProductType>?,
        String?, Bool?, String?
    >(
        """
        select \(columns) from catalog.product_rows p
        where organization_id = $1 and id > $2
            and ($4::uuid is null or brand_id = $4)
            and ($5::uuid is null or product_type_id = $5)
            and ($6::text is null or exists (
                select from catalog.tags t join catalog.product_tags pt
                    on pt.organization_id = $1 and pt.tag_id = t.id
                where t.organization_id = $1 and t.search_name = lower($6)
                    and pt.product_id = p.id))
            and ($7::boolean is null or archived = $7)
            and ($8::text is null or exists (
                select from catalog.variants v where v.organization_id = $1
                    and v.product_id = p.id and v.condition = $8))
        order by id limit $3
        """, row: read)

    /// As `page`, of one category, whose index leads to them.
    static let pageOfCategory = Statement<
        ProductSummary, ID<Organization>, ID<Product>, Int64, ID<Category>, ID<Brand>?,
        ID<ProductType>?, String?, Bool?, String?
    >(
        """
        select \(columns) from catalog.product_rows p
        where organization_id = $1 and category_id = $4 and id > $2
            and ($5::uuid is null or brand_id = $5)
            and ($6::uuid is null or product_type_id = $6)
            and ($7::text is null or exists (
                select from catalog.tags t join catalog.product_tags pt
                    on pt.organization_id = $1 and pt.tag_id = t.id
                where t.organization_id = $1 and t.search_name = lower($7)
                    and pt.product_id = p.id))
            and ($8::boolean is null or archived = $8)
            and ($9::text is null or exists (
                select from catalog.variants v where v.organization_id = $1
                    and v.product_id = p.id and v.condition = $9))
        order by id limit $3
        """, row: read)

    /// As they were put in, after the cursor's place.
    static let pageOfCollection = Statement<
        ProductSummary, ID<Organization>, ID<Product>?, Int64, ID<ProductCollection>
    >(
        """
        select \(columns) from catalog.collection_products c
        join catalog.product_rows p on p.organization_id = $1 and p.id = c.product_id
        where c.organization_id = $1 and c.collection_id = $4 and not p.archived
            and c.place > coalesce((select k.place from catalog.collection_products k
                where k.organization_id = $1 and k.collection_id = $4 and k.product_id = $2), 0)
        order by c.place limit $3
        """, row: read)

    /// As a rule finds them: of each list that isn't empty one, and all of the attributes.
    static let pageOfRule = Statement<
        ProductSummary, ID<Organization>, ID<Product>, Int64, [ID<Tag>], [ID<Category>],
        [ID<Brand>], JSONText
    >(
        """
        with recursive below (id) as (
            select unnest($5::uuid[])
            union
            select c.id from below b
            join catalog.categories c on c.organization_id = $1 and c.parent_id = b.id
        )
        select \(columns) from catalog.product_rows p
        where p.organization_id = $1 and p.id > $2 and not p.archived
            and (cardinality($4::uuid[]) = 0 or exists (
                select from catalog.product_tags t where t.organization_id = $1
                    and t.product_id = p.id and t.tag_id = any($4)))
            and (cardinality($5::uuid[]) = 0 or p.category_id in (select b.id from below b))
            and (cardinality($6::uuid[]) = 0 or p.brand_id = any($6))
            and p.attributes @> $7
        order by p.id limit $3
        """, row: read)

    static let one = Statement<ProductSummary, ID<Organization>, ID<Product>>(
        """
        select \(columns) from catalog.product_rows p where organization_id = $1 and id = $2
        """, row: read)

    /// Locks the row until the transaction ends.
    static let lock = Statement<ID<Product>, ID<Organization>, ID<Product>>(
        """
        select id from catalog.products where organization_id = $1 and id = $2 for no key update
        """)

    static let change = Statement<
        Void, ID<Organization>, ID<Product>, String, ID<Category>, ID<Brand>?, Instant, String?,
        JSONText, Bool
    >(
        """
        update catalog.products
        set name = $3, category_id = $4, brand_id = $5, updated_at = $6, description = $7,
            attributes = $8, archived_at = case when $9 then coalesce(archived_at, $6) end,
            version = version + 1
        where organization_id = $1 and id = $2
        """)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> ProductSummary {
        ProductSummary(
            id: try row.read(), name: try row.read(), description: try row.read(),
            productType: try row.read(), category: try row.read(), brand: try row.read(),
            attributes: [String: FreeScalar](column: try row.read()),
            state: try row.read() ? .archived : .active, tags: try row.read(),
            names: Translations(column: try row.read()),
            descriptions: Translations(column: try row.read()), createdAt: try row.read(),
            updatedAt: try row.read(), version: try row.read())
    }
}
