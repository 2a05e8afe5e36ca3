import Bedrock
import Platform
import Postgres
import Wire

/// A company as files have it.
struct FiledCompany: Equatable, Sendable {
    let id: ID<Company>
    let isLinked: Bool
    var code: String?
    var name: String
    var role: CompanyRole
    var group: String?
    /// The price lists that are its own.
    let lists: [String]
    var record: CompanyRecord

    /// As `CompanyFileStatements.change` takes them.
    static func json(_ companies: [FiledCompany]) -> JSONText {
        var json = JSONWriter()
        json.beginArray()
        for company in companies {
            json.beginObject()
            let members: [(String, String?)] = [
                ("id", company.id.uuid.text), ("name", company.name), ("code", company.code),
                ("role", company.role.rawValue), ("group_name", company.group),
            ]
            for (name, value) in members {
                guard let value else { continue }
                json.key(name)
                json.write(value)
            }
            company.record.write(&json)
            json.endObject()
        }
        json.endArray()
        return JSONText(json.bytes)
    }
}

/// What files of companies read and write.
enum CompanyFileStatements {
    static let known = Statement<
        FiledCompany, ID<Organization>, [ID<Company>], [String], [String], [String]
    >(
        """
        select c.id, c.is_linked, c.code, c.name, c.role, g.name,
            pricing.lists_of_company($1, c.id), c.tax_number, c.email, c.phone, c.payment_days,
            c.address
        from organizations.companies c
        left join organizations.company_groups g
            on g.organization_id = $1 and g.id = c.group_id
        where c.organization_id = $1 and c.state <> 'merged'
            and (c.id = any($2) or c.code = any($3) or c.tax_key = any($4) or c.email = any($5))
        order by c.id for no key update of c
        """, row: read)

    static let page = Statement<FiledCompany, ID<Organization>, ID<Company>?, Int64>(
        """
        select c.id, c.is_linked, c.code, c.name, c.role, g.name,
            pricing.lists_of_company($1, c.id), c.tax_number, c.email, c.phone, c.payment_days,
            c.address
        from organizations.companies c
        left join organizations.company_groups g
            on g.organization_id = $1 and g.id = c.group_id
        where c.organization_id = $1 and c.state <> 'merged' and ($2::uuid is null or c.id > $2)
        order by c.id limit $3
        """, row: read)

    static let knownLists = Statement<String, ID<Organization>, [String]>(
        "select pricing.known_lists($1, $2)")

    static let makeGroups = Statement<
        Void, ID<Organization>, [ID<CompanyGroup>], [String]
    >(
        """
        insert into organizations.company_groups (organization_id, id, name)
        select $1, n.id, n.name from unnest($2::uuid[], $3::text[]) as n (id, name)
        on conflict do nothing
        """)

    static let change = Statement<Void, ID<Organization>, JSONText>(
        """
        update organizations.companies c
        set name = n.name, code = n.code, role = n.role, tax_number = n.tax_number,
            email = n.email, phone = n.phone, payment_days = n.payment_days,
            address = n.address, version = c.version + 1,
            group_id = (select g.id from organizations.company_groups g
                where g.organization_id = $1 and g.name = n.group_name)
        from jsonb_to_recordset($2) as n (id uuid, name text, code text, role text,
            group_name text, tax_number text, email text, phone text, payment_days integer,
            address jsonb)
        where c.organization_id = $1 and c.id = n.id
        """)

    static let assign = Statement<Void, ID<Organization>, JSONText, Instant>(
        "select pricing.assign_companies($1, $2, $3)")

    @Sendable
    private static func read(_ row: inout RowReader) throws(RowError) -> FiledCompany {
        FiledCompany(
            id: try row.read(), isLinked: try row.read(), code: try row.read(),
            name: try row.read(), role: try row.readWord("role"), group: try row.read(),
            lists: try row.read(), record: try CompanyRecord.read(&row))
    }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(known.sql, known.parameterTypes)
        visit(page.sql, page.parameterTypes)
        visit(knownLists.sql, knownLists.parameterTypes)
        visit(makeGroups.sql, makeGroups.parameterTypes)
        visit(change.sql, change.parameterTypes)
        visit(assign.sql, assign.parameterTypes)
    }
}
