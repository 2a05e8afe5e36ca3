import Bedrock
import Catalog
import Exchange
import Platform
import Postgres
import PriceEngine

enum PriceListStatements {
    private static let rows: SQL = """
        select l.id, l.name, l.currency, l.purpose, l.valid_from, l.valid_until, l.priority,
            l.case_serves_bottles, l.order_minimum_amount, l.order_minimum_quantity,
            l.created_at, l.updated_at, l.version, a.audiences, a.ids, a.roles
        from pricing.price_lists l, lateral (
            select coalesce(array_agg(a.audience), '{}') as audiences,
                coalesce(array_agg(a.audience_id), '{}') as ids,
                coalesce(array_agg(a.role), '{}') as roles
            from (select audience, audience_id, role from pricing.assignments
                where organization_id = l.organization_id and price_list_id = l.id
                order by audience, audience_id, role) a
        ) a
        """

    static let insert = Statement<
        Void, ID<Organization>, ID<PriceList>, String, String, String, Instant?, Instant?, Int32,
        Bool, Int64?, Instant, Int64?
    >(
        """
        insert into pricing.price_lists
            (organization_id, id, name, currency, purpose, valid_from, valid_until, priority,
            case_serves_bottles, order_minimum_amount, created_at, updated_at,
            order_minimum_quantity)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
        """)

    static let update = Statement<
        Void, ID<Organization>, ID<PriceList>, String, String, Instant?, Instant?, Int32, Bool,
        Int64?, Instant, Int32, Int64?
    >(
        """
        update pricing.price_lists
        set name = $3, purpose = $4, valid_from = $5, valid_until = $6, priority = $7,
            case_serves_bottles = $8, order_minimum_amount = $9, updated_at = $10, version = $11,
            order_minimum_quantity = $12
        where organization_id = $1 and id = $2
        """)

    static let assign = Statement<
        Void, ID<Organization>, ID<PriceList>, [String], [UUIDBytes?], [String?]
    >(
        """
        insert into pricing.assignments
            (organization_id, price_list_id, audience, audience_id, role)
        select $1, $2, a.audience, a.audience_id, a.role
        from unnest($3, $4, $5) as a (audience, audience_id, role)
        """)

    static let unassign = Statement<Void, ID<Organization>, ID<PriceList>>(
        "delete from pricing.assignments where organization_id = $1 and price_list_id = $2")

    static let currency = Statement<String, ID<Organization>, ID<PriceList>>(
        "select currency from pricing.price_lists where organization_id = $1 and id = $2")

    /// Every list by its name, for files that name one.
    static let names = Statement<ListName, ID<Organization>>(
        "select id, name from pricing.price_lists where organization_id = $1"
    ) { row in ListName(id: try row.read(), name: try row.read()) }

    /// Every category with its names from the root on, for files that name one.
    static let categoryPaths = Statement<CategoryPath, ID<Organization>>(
        """
        with recursive paths as (
            select id, name, name as path from catalog.categories
            where organization_id = $1 and parent_id is null
            union all
            select c.id, c.name, p.path || ' > ' || c.name
            from paths p join catalog.categories c
                on c.organization_id = $1 and c.parent_id = p.id
        )
        select id, name, path from paths
        """
    ) { row in
        CategoryPath(
            id: try row.read(), name: (try row.read() as String).collapsed,
            path: (try row.read() as String).collapsed)
    }

    /// Holds other writers of the list and of its entries off, and no reader.
    static let lock = Statement<String, ID<Organization>, ID<PriceList>>(
        """
        select currency from pricing.price_lists
        where organization_id = $1 and id = $2 for no key update
        """)

    static let head = Statement<PriceListView, ID<Organization>, ID<PriceList>>(
        """
        \(rows)
        where l.organization_id = $1 and l.id = $2
        """, row: PriceListView.read)

    /// Newest first, those before the cursor.
    static let page = Statement<PriceListView, ID<Organization>, ID<PriceList>?, Int64>(
        """
        \(rows)
        where l.organization_id = $1 and ($2::uuid is null or l.id < $2)
        order by l.id desc limit $3
        """, row: PriceListView.read)

    /// Which of these the organization has: audiences are named by ids of three tables.
    static let knownAudiences = Statement<
        UUIDBytes, ID<Organization>, [UUIDBytes], [UUIDBytes], [UUIDBytes]
    >(
        """
        select id from organizations.channels where organization_id = $1 and id = any($2)
        union all
        select id from organizations.company_groups where organization_id = $1 and id = any($3)
        union all
        select id from organizations.companies where organization_id = $1 and id = any($4)
        """)
}

extension PriceListView {
    static let read: @Sendable (inout RowReader) throws -> PriceListView = { row in
        let id: ID<PriceList> = try row.read()
        let name: String = try row.read()
        let code: String = try row.read()
        let purpose: String = try row.read()
        let validFrom: Instant? = try row.read()
        let validUntil: Instant? = try row.read()
        let priority: Int32 = try row.read()
        let caseServesBottles: Bool = try row.read()
        let orderMinimum: Int64? = try row.read()
        let orderMinimumQuantity: Int64? = try row.read()
        let createdAt: Instant = try row.read()
        let updatedAt: Instant = try row.read()
        let version: Int32 = try row.read()
        let assignments = try [Assignment](&row)
        guard let currency = Currency(code: code), let purpose = ListPurpose(rawValue: purpose)
        else { throw RowError.malformed(column: "currency") }
        return PriceListView(
            id: id, name: name, currency: currency, purpose: purpose, validFrom: validFrom,
            validUntil: validUntil, priority: priority, caseServesBottles: caseServesBottles,
            orderMinimum: orderMinimum, orderMinimumQuantity: orderMinimumQuantity,
            assignments: assignments, createdAt: createdAt, updatedAt: updatedAt,
            version: version)
    }
}

/// A category and what it is called.
struct CategoryPath: Sendable {
    let id: ID<Category>
    let name: String
    let path: String
}

/// A list and what it is called.
struct ListName: Sendable {
    let id: ID<PriceList>
    let name: String
}
