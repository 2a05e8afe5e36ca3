import Bedrock
import Platform
import Postgres

enum TransferStatements {
    static let insert = Statement<
        Void, ID<Organization>, ID<StockTransfer>, ID<Warehouse>, ID<Warehouse>, String?, Int32,
        ID<Account>, Instant
    >(
        """
        insert into inventory.transfers (organization_id, id, from_warehouse_id, to_warehouse_id,
            state, reference, line_count, created_by, created_at, updated_at)
        values ($1, $2, $3, $4, 'requested', $5, $6, $7, $8, $8)
        """)

    static let insertLines = Statement<
        Void, ID<Organization>, ID<StockTransfer>, [ID<Variant>], [Int64]
    >(
        """
        insert into inventory.transfer_lines
            (organization_id, transfer_id, line, variant_id, requested)
        select $1, $2, u.line, u.variant_id, u.quantity
        from unnest($3, $4) with ordinality u (variant_id, quantity, line)
        """)

    static let ship = Statement<Void, ID<Organization>, ID<StockTransfer>, ID<Account>, Instant>(
        "select inventory.ship_transfer($1, $2, $3, $4)")

    static let receive = Statement<
        Void, ID<Organization>, ID<StockTransfer>, [ID<Variant>], [Int64], String, ID<Account>,
        Instant
    >("select inventory.receive_transfer($1, $2, $3, $4, $5, $6, $7)")

    static let cancel = Statement<Void, ID<Organization>, ID<StockTransfer>, Instant>(
        """
        update inventory.transfers set state = 'cancelled', updated_at = $3, version = version + 1
        where organization_id = $1 and id = $2
        """)

    static let lock = Statement<StockTransferHead, ID<Organization>, ID<StockTransfer>>(
        """
        select id, from_warehouse_id, to_warehouse_id, state, reference, line_count, created_at,
            updated_at, version
        from inventory.transfers where organization_id = $1 and id = $2 for update
        """, row: StockTransferHead.read)

    static let head = Statement<StockTransferHead, ID<Organization>, ID<StockTransfer>>(
        """
        select id, from_warehouse_id, to_warehouse_id, state, reference, line_count, created_at,
            updated_at, version
        from inventory.transfers where organization_id = $1 and id = $2
        """, row: StockTransferHead.read)

    static let page = Statement<StockTransferHead, ID<Organization>, ID<StockTransfer>?, Int64>(
        """
        select id, from_warehouse_id, to_warehouse_id, state, reference, line_count, created_at,
            updated_at, version
        from inventory.transfers
        where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: StockTransferHead.read)

    static let lines = Statement<StockTransferLine, ID<Organization>, ID<StockTransfer>>(
        """
        select t.line, t.variant_id, v.sku, t.requested, t.shipped, t.received
        from inventory.transfer_lines t
        join catalog.variants v on v.organization_id = t.organization_id and v.id = t.variant_id
        where t.organization_id = $1 and t.transfer_id = $2 order by t.line
        """
    ) { row in
        StockTransferLine(
            line: try row.read(), variant: try row.read(), sku: try row.read(),
            requested: try row.read(), shipped: try row.read(), received: try row.read())
    }
}

extension StockTransferHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> StockTransferHead = { row in
        StockTransferHead(
            id: try row.read(), from: try row.read(), to: try row.read(),
            state: try row.readWord("state"), reference: try row.read(),
            lineCount: try row.read(), createdAt: try row.read(), updatedAt: try row.read(),
            version: try row.read())
    }
}
