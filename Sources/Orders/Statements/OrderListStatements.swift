import Bedrock
import Platform
import Postgres
import Wire

/// Orders as they are listed. Each way has an index that a page begins in, wherever it lies; both
/// sides of the organization's trade are read and brought together.
enum OrderListStatements {
    /// Newest first, those before the cursor.
    static let newest = Statement<
        OrderHead, ID<Organization>, ID<Order>?, Int64, Bool?, String?, ID<Company>?,
        ID<Channel>?, Instant?, Instant?, Int64?, Int64?
    >(page(of: older, by: "id desc", "desc"), row: OrderHead.read)

    /// Oldest first, those behind the cursor.
    static let oldest = Statement<
        OrderHead, ID<Organization>, ID<Order>?, Int64, Bool?, String?, ID<Company>?,
        ID<Channel>?, Instant?, Instant?, Int64?, Int64?
    >(
        page(
            of: "id > coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid)", by: "id", "asc"),
        row: OrderHead.read)

    /// What comes to most first, those behind the order that is the cursor.
    static let largest = Statement<
        OrderHead, ID<Organization>, ID<Order>?, Int64, Bool?, String?, ID<Company>?,
        ID<Channel>?, Instant?, Instant?, Int64?, Int64?
    >(
        page(
            of: """
                (total_amount, id) < (coalesce((
                    select o.total_amount from orders.orders o
                    where (o.organization_id = $1 or o.buyer_organization_id = $1) and o.id = $2
                    ), 9223372036854775807),
                    coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
                """, by: "total_amount desc, id desc", "desc"), row: OrderHead.read)

    /// Those with this number, or whose reference begins so, newest first.
    static let named = Statement<
        OrderHead, ID<Organization>, ID<Order>?, Int64, Bool?, String?, ID<Company>?,
        ID<Channel>?, Instant?, Instant?, Int64?, Int64?, String
    >(
        page(
            of: """
                \(older) and (
                    number collate "C" = upper($12)
                    or lower(reference) collate "C" >= lower($12)
                        and lower(reference) collate "C" < lower($12) || U&'\\+10FFFF')
                """, by: "id desc", "desc"), row: OrderHead.read)

    private static let older: SQL =
        "id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)"

    private static let filters: SQL = """
        ($5::text is null or state = $5)
            and ($6::uuid is null or company_id = $6) and ($7::uuid is null or channel_id = $7)
            and ($8::timestamptz is null or placed_at >= $8)
            and ($9::timestamptz is null or placed_at < $9)
            and ($10::bigint is null or total_amount >= $10)
            and ($11::bigint is null or total_amount <= $11)
        """

    /// A page of what was sold and a page of what was bought, of both the first.
    private static func page(of some: SQL, by order: SQL, _ direction: SQL) -> SQL {
        """
        (\(OrderStatements.heads)
        where organization_id = $1 and ($4::boolean is null or $4) and \(some) and \(filters)
        order by organization_id \(direction), \(order) limit $3)
        union all
        (\(OrderStatements.heads)
        where buyer_organization_id = $1 and ($4::boolean is null or not $4) and \(some)
            and \(filters)
        order by buyer_organization_id \(direction), \(order) limit $3)
        order by \(order) limit $3
        """
    }

    /// What happened to an order, oldest first.
    static let timeline = Statement<TimelineEntry, ID<Order>>(
        """
        select id, at, type, subject_kind, subject_id, is_own, account_id, difference
        from orders.timeline($1)
        """
    ) { row in
        TimelineEntry(
            id: try row.read(), at: try row.read(), type: try row.read(),
            subjectKind: try row.read(), subject: try row.read(), isOwn: try row.read(),
            account: try row.read(), difference: try row.readFreeForm())
    }
}

extension RowReader {
    fileprivate mutating func readFreeForm() throws(RowError) -> FreeForm? {
        let json: JSONText? = try read()
        return json.map { FreeForm(trusted: $0.bytes) }
    }
}
