import Bedrock
import Platform
import Postgres

enum StockPartStatements {
    static let receive = Statement<
        Void, ID<Organization>, ID<Warehouse>, ID<StockReceipt>, String?, ID<Account>, Instant,
        [ID<Variant>], [Int64], [String], [String], [String]
    >("select inventory.receive_parts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")

    static let adjust = Statement<
        Int64, ID<Organization>, ID<Warehouse>, ID<Variant>, String, String, Int64?, Int64?,
        String, ID<Account>, Instant
    >("select inventory.adjust_part($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")

    static let putAway = Statement<
        Void, ID<Organization>, ID<Warehouse>, ID<Variant>, String, String, String, Int64,
        ID<Account>, Instant
    >("select inventory.put_away($1, $2, $3, $4, $5, $6, $7, $8, $9)")

    /// What of a variant lies where, and what ends first first.
    static let parts = Statement<StockPartView, ID<Organization>, ID<Variant>, ID<Warehouse>?>(
        """
        select p.warehouse_id, b.code, l.number, l.expires_on::text, p.quantity
        from organizations.warehouses w
        join inventory.stock_parts p on p.organization_id = w.organization_id
            and p.warehouse_id = w.id and p.variant_id = $2
        left join inventory.bins b on b.organization_id = p.organization_id and b.id = p.bin_id
        left join inventory.lots l on l.organization_id = p.organization_id and l.id = p.lot_id
        where w.organization_id = $1 and ($3::uuid is null or w.id = $3) and p.quantity > 0
        order by p.warehouse_id, l.expires_on nulls last, l.number, b.code limit 1000
        """
    ) { row in
        StockPartView(
            warehouse: try row.read(), bin: try row.read(), lot: try row.read(),
            expiresOn: try row.read(), quantity: try row.read())
    }

    static let bins = Statement<BinView, ID<Organization>, ID<Warehouse>, ID<StockBin>?, Int64>(
        """
        select id, warehouse_id, code, created_at from inventory.bins
        where organization_id = $1 and warehouse_id = $2 and ($3::uuid is null or id > $3)
        order by id limit $4
        """
    ) { row in
        BinView(
            id: try row.read(), warehouse: try row.read(), code: try row.read(),
            createdAt: try row.read())
    }

    static let insertBin = Statement<
        Void, ID<Organization>, ID<StockBin>, ID<Warehouse>, String, Instant
    >(
        """
        insert into inventory.bins (organization_id, id, warehouse_id, code, created_at)
        values ($1, $2, $3, $4, $5)
        """)

    /// Lots, those that end first first; with how much there is of each.
    static let lots = Statement<LotView, ID<Organization>, ID<Variant>, ID<StockLot>?, Int64>(
        """
        select l.id, l.variant_id, l.number, l.expires_on::text, l.created_at, coalesce((
            select sum(p.quantity) from organizations.warehouses w
            join inventory.stock_parts p on p.organization_id = w.organization_id
                and p.warehouse_id = w.id and p.variant_id = l.variant_id and p.lot_id = l.id
            where w.organization_id = $1), 0)::bigint
        from inventory.lots l
        where l.organization_id = $1 and l.variant_id = $2 and ($3::uuid is null or l.id > $3)
        order by l.id limit $4
        """
    ) { row in
        LotView(
            id: try row.read(), variant: try row.read(), number: try row.read(),
            expiresOn: try row.read(), createdAt: try row.read(), quantity: try row.read())
    }
}
