import Bedrock
import Platform
import Postgres
import Wire

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
        CategoryView, ID<Organization>, ID<Category>?, ID<Category>, Int64, [String]
    >(
        """
        with recursive page as (
            select id, parent_id, name, created_at, version from catalog.categories
            where organization_id = $1 and ($2::uuid is null or parent_id = $2)
                and id > $3
            order by id limit $4
        ), up as (
            select id as start, id, parent_id, name, 1 as level from page
            union all
            select up.start, c.id, c.parent_id, c.name, up.level + 1
            from up join catalog.categories c on c.organization_id = $1 and c.id = up.parent_id
            where up.level < 100
        )
        select p.id, p.parent_id, p.name,
            array(select coalesce((
                select t.name from catalog.translations t
                where t.organization_id = $1 and t.subject_id = up.id and t.name is not null
                    and t.language = any($5)
                order by array_position($5, t.language) limit 1), up.name)
                from up where up.start = p.id order by up.level desc),
            (select coalesce(jsonb_object_agg(n.language, n.name)
                    filter (where n.name is not null), '{}')
                from catalog.translations n
                where n.organization_id = $1 and n.subject_id = p.id),
            p.created_at, p.version
        from page p order by p.id
        """, row: read)

    /// One with the path to it.
    static let one = Statement<CategoryView, ID<Organization>, ID<Category>, [String]>(
        """
        with recursive up as (
            select id, parent_id, name, created_at, version, 1 as level from catalog.categories
            where organization_id = $1 and id = $2
            union all
            select c.id, c.parent_id, c.name, c.created_at, c.version, up.level + 1
            from up join catalog.categories c on c.organization_id = $1 and c.id = up.parent_id
            where up.level < 100
        )
        select leaf.id, leaf.parent_id, leaf.name,
            array(select coalesce((
                select t.name from catalog.translations t
                where t.organization_id = $1 and t.subject_id = up.id and t.name is not null
                    and t.language = any($3)
                order by array_position($3, t.language) limit 1), up.name)
                from up order by up.level desc),
            (select coalesce(jsonb_object_agg(n.language, n.name)
                    filter (where n.name is not null), '{}')
                from catalog.translations n
                where n.organization_id = $1 and n.subject_id = leaf.id),
            leaf.created_at, leaf.version
        from up leaf where leaf.level = 1
        """, row: read)

    /// Locks the tree until the transaction ends: two moves at once could make a circle.
    static let lockAll = Statement<Int64, ID<Organization>>(
        """
        select count(*) from (
            select id from catalog.categories where organization_id = $1
            order by id for no key update) locked
        """
    ) { row in try row.read() }

    /// Levels from that category down to its deepest, and whether the other one is among them.
    static let below = Statement<CategoryBelow, ID<Organization>, ID<Category>, ID<Category>>(
        """
        with recursive down as (
            select id, 1 as level from catalog.categories
            where organization_id = $1 and id = $2
            union all
            select c.id, down.level + 1
            from down
            join catalog.categories c on c.organization_id = $1 and c.parent_id = down.id
            where down.level < 100
        )
        select coalesce(max(level), 0), coalesce(bool_or(id = $3), false) from down
        """
    ) { row in CategoryBelow(levels: try row.read(), holdsOther: try row.read()) }

    static let change = Statement<Void, ID<Organization>, ID<Category>, ID<Category>?, String>(
        """
        update catalog.categories set parent_id = $3, name = $4, version = version + 1
        where organization_id = $1 and id = $2
        """)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> CategoryView {
        CategoryView(
            id: try row.read(), parent: try row.read(), name: try row.read(),
            path: try row.read(), names: Translations(column: try row.read()),
            createdAt: try row.read(), version: try row.read())
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

/// What is below a category.
struct CategoryBelow: Sendable {
    let levels: Int32
    let holdsOther: Bool
}
