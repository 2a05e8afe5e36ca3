import Bedrock
import Platform
import Postgres

enum ShipmentStatements {
    static let ship = Statement<
        Void, ID<OrderFulfillment>, ID<Shipment>, String?, String?, String?, String?, [Int32]?,
        [Int64]?, ID<Account>, String, Instant
    >(
        """
        select fulfillment.ship($1, $2, $3, $4, $5, $6::text::date, $7, $8, $9, $10, $11)
        """)

    static let deliver = Statement<Void, ID<Shipment>, ID<Account>, String, Instant>(
        "select fulfillment.deliver($1, $2, $3, $4)")

    static let edit = Statement<
        Int32, ID<Organization>, ID<Shipment>, Int32?, String?, String?, String?, String?
    >(
        """
        update fulfillment.shipments
        set carrier = $4, tracking_number = $5, tracking_url = $6,
            expected_on = $7::text::date, version = version + 1
        where organization_id = $1 and id = $2 and ($3::integer is null or version = $3)
        returning version
        """
    ) { row in try row.read() }

    static let head = Statement<ShipmentHead, ID<Organization>, ID<Shipment>>(
        """
        select s.id, s.order_id, o.number, s.fulfillment_id, s.state, s.carrier, s.tracking_number,
            s.tracking_url, s.expected_on::text, q.quantity, s.shipped_at, s.delivered_at,
            s.version
        from fulfillment.shipments s
        join orders.orders o on o.organization_id = s.organization_id and o.id = s.order_id
        cross join lateral (
            select sum(l.quantity)::bigint as quantity from fulfillment.shipment_lines l
            where l.organization_id = s.organization_id and l.shipment_id = s.id) q
        where s.organization_id = $1 and s.id = $2
        union all
        select s.id, s.order_id, o.number, s.fulfillment_id, s.state, s.carrier, s.tracking_number,
            s.tracking_url, s.expected_on::text, q.quantity, s.shipped_at, s.delivered_at,
            s.version
        from fulfillment.shipments s
        join orders.orders o on o.organization_id = s.organization_id and o.id = s.order_id
        cross join lateral (
            select sum(l.quantity)::bigint as quantity from fulfillment.shipment_lines l
            where l.organization_id = s.organization_id and l.shipment_id = s.id) q
        where s.buyer_organization_id = $1 and s.id = $2
        """, row: ShipmentHead.read)

    static let lines = Statement<ShipmentLine, ID<Organization>, ID<Shipment>>(
        """
        select l.line, l.variant_id, n.sku, n.name, l.quantity
        from fulfillment.shipments s
        join fulfillment.shipment_lines l
            on l.organization_id = s.organization_id and l.shipment_id = s.id
        join orders.order_lines n on n.organization_id = s.organization_id
            and n.order_id = s.order_id and n.line = l.line
        where s.organization_id = $1 and s.id = $2
        union all
        select l.line, l.variant_id, n.sku, n.name, l.quantity
        from fulfillment.shipments s
        join fulfillment.shipment_lines l
            on l.organization_id = s.organization_id and l.shipment_id = s.id
        join orders.order_lines n on n.organization_id = s.organization_id
            and n.order_id = s.order_id and n.line = l.line
        where s.buyer_organization_id = $1 and s.id = $2
        order by 1
        """
    ) { row in
        ShipmentLine(
            line: try row.read(), variant: try row.read(), sku: try row.read(),
            name: try row.read(), quantity: try row.read())
    }

    static let page = Statement<
        ShipmentHead, ID<Organization>, ID<Order>?, ID<Shipment>?, Int64
    >(
        """
        (select s.id, s.order_id, o.number, s.fulfillment_id, s.state, s.carrier, s.tracking_number,
            s.tracking_url, s.expected_on::text, q.quantity, s.shipped_at, s.delivered_at,
            s.version
        from fulfillment.shipments s
        join orders.orders o on o.organization_id = s.organization_id and o.id = s.order_id
        cross join lateral (
            select sum(l.quantity)::bigint as quantity from fulfillment.shipment_lines l
            where l.organization_id = s.organization_id and l.shipment_id = s.id) q
        where s.organization_id = $1 and ($2::uuid is null or s.order_id = $2)
            and ($3::uuid is null or s.id < $3)
        order by s.organization_id desc, s.id desc limit $4)
        union all
        (select s.id, s.order_id, o.number, s.fulfillment_id, s.state, s.carrier, s.tracking_number,
            s.tracking_url, s.expected_on::text, q.quantity, s.shipped_at, s.delivered_at,
            s.version
        from fulfillment.shipments s
        join orders.orders o on o.organization_id = s.organization_id and o.id = s.order_id
        cross join lateral (
            select sum(l.quantity)::bigint as quantity from fulfillment.shipment_lines l
            where l.organization_id = s.organization_id and l.shipment_id = s.id) q
        where s.buyer_organization_id = $1 and ($2::uuid is null or s.order_id = $2)
            and ($3::uuid is null or s.id < $3)
        order by s.buyer_organization_id desc, s.id desc limit $4)
        order by 1 desc limit $4
        """, row: ShipmentHead.read)
}

extension ShipmentHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> ShipmentHead = { row in
        ShipmentHead(
            id: try row.read(), order: try row.read(), orderNumber: try row.read(),
            fulfillment: try row.read(), state: try row.read(), carrier: try row.read(),
            trackingNumber: try row.read(), trackingURL: try row.read(),
            expectedOn: try row.read(), baseQuantity: try row.read(), shippedAt: try row.read(),
            deliveredAt: try row.read(), version: try row.read())
    }
}
