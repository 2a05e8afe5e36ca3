import Bedrock
import Platform
import Postgres

enum CountStatements {
    static let open = Statement<
        Void, ID<Organization>, ID<StockCount>, ID<Warehouse>, String, ID<Account>, Instant,
        [ID<Variant>], [String], [String], Int64
    >("select inventory.open_count($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")

    static let enter = Statement<
        Void, ID<Organization>, ID<StockCount>, [Int32], [Int64], Instant
    >("select inventory.count_lines_counted($1, $2, $3, $4, $5)")

    static let apply = Statement<Void, ID<Organization>, ID<StockCount>, ID<Account>, Instant>(
        "select inventory.apply_count($1, $2, $3, $4)")

    static let cancel = Statement<Void, ID<Organization>, ID<StockCount>, Instant>(
        """
        update inventory.counts set state = 'cancelled', updated_at = $3, version = version + 1
        where organization_id = $1 and id = $2
        """)

    static let lock = Statement<StockCountHead, ID<Organization>, ID<StockCount>>(
        """
        select id, warehouse_id, state, reason, line_count, created_at, updated_at, version
        from inventory.counts where organization_id = $1 and id = $2 for update
        """, row: StockCountHead.read)

    static let head = Statement<StockCountHead, ID<Organization>, ID<StockCount>>(
        """
        select id, warehouse_id, state, reason, line_count, created_at, updated_at, version
        from inventory.counts where organization_id = $1 and id = $2
        """, row: StockCountHead.read)

    static let page = Statement<StockCountHead, ID<Organization>, ID<StockCount>?, Int64>(
        """
        select id, warehouse_id, state, reason, line_count, created_at, updated_at, version
        from inventory.counts
        where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: StockCountHead.read)

    static let lines = Statement<StockCountLine, ID<Organization>, ID<StockCount>>(
        """
        select c.line, c.variant_id, v.sku, b.code, l.number, c.expected, c.counted
        from inventory.count_lines c
        join catalog.variants v on v.organization_id = c.organization_id and v.id = c.variant_id
        left join inventory.bins b on b.organization_id = c.organization_id and b.id = c.bin_id
        left join inventory.lots l on l.organization_id = c.organization_id and l.id = c.lot_id
        where c.organization_id = $1 and c.count_id = $2 order by c.line
        """
    ) { row in
        StockCountLine(
            line: try row.read(), variant: try row.read(), sku: try row.read(),
            bin: try row.read(), lot: try row.read(), expected: try row.read(),
            counted: try row.read())
    }
}

extension StockCountHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> StockCountHead = { row in
        StockCountHead(
            id: try row.read(), warehouse: try row.read(), state: try row.readWord("state"),
            reason: try row.read(), lineCount: try row.read(), createdAt: try row.read(),
            updatedAt: try row.read(), version: try row.read())
    }
}
