import Bedrock
import Platform
import Postgres

/// Tags, and which products have them.
enum TagStatements {
    private static let columns: SQL = "id, name, created_at, version"

    /// Makes those that aren't there, in one order for everybody; answers what was made.
    static let make = Statement<TagView, ID<Organization>, [ID<Tag>], [String], Instant>(
        """
        insert into catalog.tags (organization_id, id, name, created_at)
        select $1, u.id, u.name, $4 from unnest($2::uuid[], $3::text[]) as u(id, name)
        order by lower(u.name)
        on conflict do nothing
        returning \(columns)
        """, row: read)

    static let named = Statement<TagView, ID<Organization>, [String]>(
        """
        select t.id, t.name, t.created_at, t.version
        from unnest($2::text[]) as u(name) cross join lateral (
            select \(columns) from catalog.tags
            where organization_id = $1 and search_name = lower(u.name) offset 0) t
        """, row: read)

    /// In the order of their names.
    static let page = Statement<TagView, ID<Organization>, ID<Tag>?, Int64>(
        """
        select \(columns) from catalog.tags
        where organization_id = $1 and (search_name, id) > (
            coalesce((select c.search_name from catalog.tags c
                where c.organization_id = $1 and c.id = $2), ''),
            coalesce($2, '00000000-0000-0000-0000-000000000000'))
        order by search_name, id limit $3
        """, row: read)

    static let lock = Statement<TagView, ID<Organization>, ID<Tag>>(
        """
        select \(columns) from catalog.tags
        where organization_id = $1 and id = $2 for update
        """, row: read)

    static let change = Statement<TagView, ID<Organization>, ID<Tag>, String>(
        """
        update catalog.tags set name = $3, version = version + 1
        where organization_id = $1 and id = $2
        returning \(columns)
        """, row: read)

    static let remove = Statement<Void, ID<Organization>, ID<Tag>>(
        "delete from catalog.tags where organization_id = $1 and id = $2")

    static let detachAll = Statement<Void, ID<Organization>, ID<Tag>>(
        "delete from catalog.product_tags where organization_id = $1 and tag_id = $2")

    static let attach = Statement<Void, ID<Organization>, ID<Product>, [ID<Tag>]>(
        """
        insert into catalog.product_tags (organization_id, product_id, tag_id)
        select $1, $2, unnest($3::uuid[])
        on conflict do nothing
        """)

    static let detach = Statement<Void, ID<Organization>, ID<Product>>(
        "delete from catalog.product_tags where organization_id = $1 and product_id = $2")

    @Sendable
    private static func read(_ row: inout RowReader) throws -> TagView {
        TagView(
            id: try row.read(), name: try row.read(), createdAt: try row.read(),
            version: try row.read())
    }
}
