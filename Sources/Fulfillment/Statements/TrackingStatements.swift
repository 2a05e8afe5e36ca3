import Bedrock
import Platform
import Postgres

enum TrackingStatements {
    static let make = Statement<
        Void, ID<TrackingLink>, ID<Order>, [UInt8], ID<Account>, Instant, Instant
    >("select fulfillment.make_tracking_link($1, $2, $3, $4, $5, $6)")

    static let links = Statement<
        TrackingLinkRecord, ID<Order>, ID<TrackingLink>?, Int64
    >(
        """
        select id, order_id, token_hash, created_by, created_at, expires_at, revoked_at
        from fulfillment.tracking_links($1, $2, $3)
        """
    ) { row in
        TrackingLinkRecord(
            id: try row.read(), order: try row.read(), hash: try row.read(),
            createdBy: try row.read(), createdAt: try row.read(), expiresAt: try row.read(),
            revokedAt: try row.read())
    }

    /// Whether the order is one of the organization's, as seller or as buyer.
    static let isParty = Statement<Bool, ID<Organization>, ID<Order>>(
        """
        select true from orders.orders where organization_id = $1 and id = $2
        union all
        select true from orders.orders where buyer_organization_id = $1 and id = $2
        """
    ) { row in try row.read() }

    static let revoke = Statement<Bool, ID<TrackingLink>, Instant>(
        "select fulfillment.revoke_tracking_link($1, $2)"
    ) { row in try row.read() }

    static let order = Statement<TrackedOrder, [UInt8], Instant>(
        """
        select seller, number, state, zone, placed, confirmed, picking, packed, shipped, delivered,
            cancelled
        from fulfillment.tracked_order($1, $2)
        """
    ) { row in
        TrackedOrder(
            seller: try row.read(), number: try row.read(), state: try row.read(),
            zone: try row.read(), placed: try row.read(), confirmed: try row.read(),
            picking: try row.read(), packed: try row.read(), shipped: try row.read(),
            delivered: try row.read(), cancelled: try row.read())
    }

    static let lines = Statement<TrackedLine, [UInt8], Instant>(
        """
        select name, unit, quantity, wanted, shipped, delivered, total
        from fulfillment.tracked_lines($1, $2)
        """
    ) { row in
        TrackedLine(
            name: try row.read(), unit: try row.read(), quantity: try row.read(),
            wanted: try row.read(), shipped: try row.read(), delivered: try row.read(),
            total: try row.read())
    }

    static let parcels = Statement<TrackedParcel, [UInt8], Instant>(
        """
        select state, carrier, tracking_number, tracking_url, expected, quantity, shipped, delivered
        from fulfillment.tracked_parcels($1, $2)
        """
    ) { row in
        TrackedParcel(
            state: try row.read(), carrier: try row.read(), number: try row.read(),
            url: try row.read(), expected: try row.read(), quantity: try row.read(),
            shipped: try row.read(), delivered: try row.read())
    }
}
