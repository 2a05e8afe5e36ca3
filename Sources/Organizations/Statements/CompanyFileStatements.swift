import Bedrock
import Platform
import Postgres

/// A company as files have it.
struct FiledCompany: Equatable, Sendable {
    let id: ID<Company>
    var code: String?
    var name: String
    var group: String?
}

/// What files of companies read and write.
enum CompanyFileStatements {
    static let known = Statement<FiledCompany, ID<Organization>, [ID<Company>], [String]>(
        """
        select c.id, c.code, c.name, g.name
        from organizations.companies c
        left join organizations.company_groups g
            on g.organization_id = $1 and g.id = c.group_id
        where c.organization_id = $1 and (c.id = any($2) or c.code = any($3))
        order by c.id for no key update of c
        """, row: read)

    static let page = Statement<FiledCompany, ID<Organization>, ID<Company>?, Int64>(
        """
        select c.id, c.code, c.name, g.name
        from organizations.companies c
        left join organizations.company_groups g
            on g.organization_id = $1 and g.id = c.group_id
        where c.organization_id = $1 and ($2::uuid is null or c.id > $2)
        order by c.id limit $3
        """, row: read)

    static let makeGroups = Statement<
        Void, ID<Organization>, [ID<CompanyGroup>], [String]
    >(
        """
        insert into organizations.company_groups (organization_id, id, name)
        select $1, n.id, n.name from unnest($2::uuid[], $3::text[]) as n (id, name)
        on conflict do nothing
        """)

    static let change = Statement<
        Void, ID<Organization>, [ID<Company>], [String], [String?], [String?]
    >(
        """
        update organizations.companies c
        set name = n.name, code = n.code, version = c.version + 1,
            group_id = (select g.id from organizations.company_groups g
                where g.organization_id = $1 and g.name = n.group_name)
        from unnest($2::uuid[], $3::text[], $4::text[], $5::text[])
            as n (id, name, code, group_name)
        where c.organization_id = $1 and c.id = n.id
        """)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> FiledCompany {
        FiledCompany(
            id: try row.read(), code: try row.read(), name: try row.read(),
            group: try row.read())
    }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(known.sql, known.parameterTypes)
        visit(page.sql, page.parameterTypes)
        visit(makeGroups.sql, makeGroups.parameterTypes)
        visit(change.sql, change.parameterTypes)
    }
}
