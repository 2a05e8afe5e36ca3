import Bedrock
import Platform
import Postgres

/// The category tree.
enum CategoryStatements {
    static let make = Statement<
        Void, ID<Organization>, ID<Category>, ID<Category>?, String, Instant
    >(
        """
        insert into catalog.categories (organization_id, id, parent_id, name, created_at)
        values ($1, $2, $3, $4, $5)
        """)

    /// Names from the root down to that category, itself included.
    static let path = Statement<String, ID<Organization>, ID<Category>>(
        """
        with recursive up as (
            select id, parent_id, name, 1 as level from catalog.categories
            where organization_id = $1 and id = $2
            union all
            select c.id, c.parent_id, c.name, up.level + 1
            from up join catalog.categories c on c.organization_id = $1 and c.id = up.parent_id
            where up.level < 100
        )
        select name from up order by level desc
        """)

    /// A page of all, or of the children of one, each with the path to it.
    static let page = Statement<
        CategoryView, ID<Organization>, ID<Category>?, ID<Category>, Int64
    >(
        """
        with recursive page as (
            select id, parent_id, name, created_at, version from catalog.categories
            where organization_id = $1 and ($2::uuid is null or parent_id = $2)
                and id > $3
            order by id limit $4
        ), up as (
            select id as start, parent_id, name, 1 as level from page
            union all
            select up.start, c.parent_id, c.name, up.level + 1
            from up join catalog.categories c on c.organization_id = $1 and c.id = up.parent_id
            where up.level < 100
        )
        select p.id, p.parent_id, p.name,
            array(select up.name from up where up.start = p.id order by up.level desc),
            p.created_at, p.version
        from page p order by p.id
        """
    ) { row in
        CategoryView(
            id: try row.read(), parent: try row.read(), name: try row.read(),
            path: try row.read(), createdAt: try row.read(), version: try row.read())
    }

    /// By name: one at the root before one below it, then the oldest.
    static let named = Statement<NamedCategory, ID<Organization>, [String]>(
        """
        select distinct on (name) name, id from catalog.categories
        where organization_id = $1 and name = any($2)
        order by name, (parent_id is not null), id
        """
    ) { row in NamedCategory(name: try row.read(), id: try row.read()) }

    static let makeNamed = Statement<
        Void, ID<Organization>, [ID<Category>], [String], Instant
    >(
        """
        insert into catalog.categories (organization_id, id, name, created_at)
        select $1, u.id, u.name, $4 from unnest($2::uuid[], $3::text[]) as u(id, name)
        on conflict do nothing
        """)
}

/// A category found by its name.
struct NamedCategory: Sendable {
    let name: String
    let id: ID<Category>
}
