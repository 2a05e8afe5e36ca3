import Bedrock
import Platform
import Postgres

enum ReservationStatements {
    static let reserve = Statement<
        Void, ID<Organization>, ID<StockReservation>, ID<Channel>?, ID<Warehouse>, String?,
        Instant, ID<Account>, Instant, [ID<Variant>], [Int64]
    >("select inventory.reserve($1, $2, $3, $4, null, null, $5, $6, $7, $8, $9, $10)")

    static let end = Statement<
        Bool, ID<Organization>, ID<StockReservation>, ID<Account>, Instant
    >("select inventory.end_reservation($1, $2, 'released', $3, $4)")

    static let expire = Statement<Int64, Instant, Int32>(
        "select inventory.expire_reservations($1, $2)")

    static let head = Statement<StockReservationHead, ID<Organization>, ID<StockReservation>>(
        """
        select id, state, draft_order_id, reference, expires_at, created_at, ended_at
        from inventory.reservations where organization_id = $1 and id = $2
        """, row: StockReservationHead.read)

    static let page = Statement<
        StockReservationHead, ID<Organization>, ID<StockReservation>?, Int64
    >(
        """
        select id, state, draft_order_id, reference, expires_at, created_at, ended_at
        from inventory.reservations
        where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: StockReservationHead.read)

    static let lines = Statement<ReservedLine, ID<Organization>, ID<StockReservation>>(
        """
        select l.warehouse_id, l.variant_id, v.sku, l.quantity
        from inventory.reservation_lines l
        join catalog.variants v on v.organization_id = l.organization_id and v.id = l.variant_id
        where l.organization_id = $1 and l.reservation_id = $2
        order by l.warehouse_id, l.variant_id
        """
    ) { row in
        ReservedLine(
            warehouse: try row.read(), variant: try row.read(), sku: try row.read(),
            quantity: try row.read())
    }
}

extension StockReservationHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> StockReservationHead = {
        row in
        StockReservationHead(
            id: try row.read(), state: try row.readWord("state"), draft: try row.read(),
            reference: try row.read(), expiresAt: try row.read(), createdAt: try row.read(),
            endedAt: try row.read())
    }
}
