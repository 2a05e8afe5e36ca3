import Bedrock
import Platform
import Postgres

enum FulfillmentStatements {
    static let cancelOrder = Statement<
        Void, ID<Order>, [Int32]?, [Int64]?, String, ID<Account>, String, Instant
    >("select fulfillment.cancel_order($1, $2, $3, $4, $5, $6, $7)")

    static let withdrawOrder = Statement<Void, ID<Order>, String, ID<Account>, String, Instant>(
        "select fulfillment.withdraw_order($1, $2, $3, $4, $5)")

    static let edit = Statement<
        Void, ID<Order>, Int64, String, String, [Int32], String, ID<Account>, String, Instant
    >(
        """
        select fulfillment.edit_order($1, $2, $3::text::json, $4::text::json, $5, $6::text::json,
            $7, $8, $9)
        """)

    static let begin = Statement<
        Void, ID<Order>, ID<OrderFulfillment>, ID<Warehouse>?, [Int32]?, [Int64]?, ID<Account>,
        String, Instant
    >("select fulfillment.begin($1, $2, $3, $4, $5, $6, $7, $8)")

    static let move = Statement<
        Void, ID<OrderFulfillment>, String, ID<Account>, String, Instant
    >("select fulfillment.move($1, $2, $3, $4, $5)")

    static let head = Statement<FulfillmentHead, ID<Organization>, ID<OrderFulfillment>>(
        """
        select f.id, f.order_id, o.number, f.number, f.warehouse_id, f.state, q.quantity,
            q.shipped, f.created_at, f.packed_at, f.version
        from fulfillment.fulfillments f
        join orders.orders o on o.organization_id = f.organization_id and o.id = f.order_id
        cross join lateral (
            select sum(l.quantity)::bigint as quantity, sum(l.shipped_quantity)::bigint as shipped
            from fulfillment.lines l
            where l.organization_id = f.organization_id and l.fulfillment_id = f.id) q
        where f.organization_id = $1 and f.id = $2
        union all
        select f.id, f.order_id, o.number, f.number, f.warehouse_id, f.state, q.quantity,
            q.shipped, f.created_at, f.packed_at, f.version
        from fulfillment.fulfillments f
        join orders.orders o on o.organization_id = f.organization_id and o.id = f.order_id
        cross join lateral (
            select sum(l.quantity)::bigint as quantity, sum(l.shipped_quantity)::bigint as shipped
            from fulfillment.lines l
            where l.organization_id = f.organization_id and l.fulfillment_id = f.id) q
        where f.buyer_organization_id = $1 and f.id = $2
        """, row: FulfillmentHead.read)

    static let lines = Statement<FulfillmentLine, ID<Organization>, ID<OrderFulfillment>>(
        """
        select l.line, l.variant_id, n.sku, n.name, l.quantity, l.shipped_quantity
        from fulfillment.lines l join orders.order_lines n
            on n.organization_id = l.organization_id and n.order_id = l.order_id
            and n.line = l.line
        where l.organization_id = $1 and l.fulfillment_id = $2
        union all
        select l.line, l.variant_id, n.sku, n.name, l.quantity, l.shipped_quantity
        from fulfillment.lines l join orders.order_lines n
            on n.organization_id = l.organization_id and n.order_id = l.order_id
            and n.line = l.line
        where l.buyer_organization_id = $1 and l.fulfillment_id = $2
        order by 1
        """
    ) { row in
        FulfillmentLine(
            line: try row.read(), variant: try row.read(), sku: try row.read(),
            name: try row.read(), quantity: try row.read(), shippedQuantity: try row.read())
    }

    static let page = Statement<
        FulfillmentHead, ID<Organization>, ID<Order>?, String?, ID<OrderFulfillment>?, Int64
    >(
        """
        (select f.id, f.order_id, o.number, f.number, f.warehouse_id, f.state, q.quantity,
            q.shipped, f.created_at, f.packed_at, f.version
        from fulfillment.fulfillments f
        join orders.orders o on o.organization_id = f.organization_id and o.id = f.order_id
        cross join lateral (
            select sum(l.quantity)::bigint as quantity, sum(l.shipped_quantity)::bigint as shipped
            from fulfillment.lines l
            where l.organization_id = f.organization_id and l.fulfillment_id = f.id) q
        where f.organization_id = $1 and ($2::uuid is null or f.order_id = $2)
            and ($3::text is null or f.state = $3) and ($4::uuid is null or f.id < $4)
        order by f.organization_id desc, f.id desc limit $5)
        union all
        (select f.id, f.order_id, o.number, f.number, f.warehouse_id, f.state, q.quantity,
            q.shipped, f.created_at, f.packed_at, f.version
        from fulfillment.fulfillments f
        join orders.orders o on o.organization_id = f.organization_id and o.id = f.order_id
        cross join lateral (
            select sum(l.quantity)::bigint as quantity, sum(l.shipped_quantity)::bigint as shipped
            from fulfillment.lines l
            where l.organization_id = f.organization_id and l.fulfillment_id = f.id) q
        where f.buyer_organization_id = $1 and ($2::uuid is null or f.order_id = $2)
            and ($3::text is null or f.state = $3) and ($4::uuid is null or f.id < $4)
        order by f.buyer_organization_id desc, f.id desc limit $5)
        order by 1 desc limit $5
        """, row: FulfillmentHead.read)
}

extension FulfillmentHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> FulfillmentHead = { row in
        FulfillmentHead(
            id: try row.read(), order: try row.read(), orderNumber: try row.read(),
            number: try row.read(), warehouse: try row.read(), state: try row.read(),
            baseQuantity: try row.read(), shippedQuantity: try row.read(),
            createdAt: try row.read(), packedAt: try row.read(), version: try row.read())
    }
}
