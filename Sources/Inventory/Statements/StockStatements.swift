import Bedrock
import Platform
import Postgres

enum StockStatements {
    /// Levels behind the one given, in the order of their keys.
    static let page = Statement<
        StockLevel, ID<Organization>, ID<Warehouse>?, ID<Warehouse>?, ID<Variant>?, Int64
    >(
        """
        select s.warehouse_id, s.variant_id, v.sku, v.name, v.base_unit, s.on_hand, s.reserved,
            s.allocated, s.backorder, s.safety_stock, s.reorder_point, s.is_low
        from inventory.stock_levels s
        join catalog.variants v on v.organization_id = s.organization_id and v.id = s.variant_id
        where s.organization_id = $1 and ($2::uuid is null or s.warehouse_id = $2)
            and ($3::uuid is null or (s.warehouse_id, s.variant_id) > ($3, $4))
        order by s.warehouse_id, s.variant_id limit $5
        """, row: StockLevel.read)

    static let ofVariant = Statement<StockLevel, ID<Organization>, ID<Variant>>(
        """
        select s.warehouse_id, s.variant_id, v.sku, v.name, v.base_unit, s.on_hand, s.reserved,
            s.allocated, s.backorder, s.safety_stock, s.reorder_point, s.is_low
        from organizations.warehouses w
        join inventory.stock_levels s on s.organization_id = w.organization_id
            and s.warehouse_id = w.id and s.variant_id = $2
        join catalog.variants v on v.organization_id = s.organization_id and v.id = s.variant_id
        where w.organization_id = $1
        order by s.warehouse_id
        """, row: StockLevel.read)

    static let warehouse = Statement<ID<Warehouse>, ID<Organization>, ID<Warehouse>>(
        "select id from organizations.warehouses where organization_id = $1 and id = $2")

    static let variants = Statement<
        (id: ID<Variant>, sku: String), ID<Organization>, [ID<Variant>], [String]
    >(
        """
        select id, sku from catalog.variants where organization_id = $1 and id = any($2)
        union
        select id, sku from catalog.variants where organization_id = $1 and sku = any($3)
        """
    ) { row in (id: try row.read(), sku: try row.read()) }

    /// Adds what arrived to the levels, summed per variant and in the order of their keys, and
    /// writes a movement for each.
    static let receive = Statement<
        Void, ID<Organization>, ID<Warehouse>, [ID<Variant>], [Int64], ID<StockReceipt>, String?,
        ID<Account>, Instant
    >(
        """
        with arrived as (
            select l.variant_id, sum(l.quantity)::bigint as quantity
            from unnest($3, $4) as l (variant_id, quantity)
            group by l.variant_id
        ), leveled as (
            insert into inventory.stock_levels as s
                (organization_id, warehouse_id, variant_id, on_hand)
            select $1, $2, a.variant_id, a.quantity from arrived a order by a.variant_id
            on conflict (organization_id, warehouse_id, variant_id)
            do update set on_hand = s.on_hand + excluded.on_hand
        )
        insert into inventory.stock_movements
            (organization_id, id, warehouse_id, variant_id, kind, on_hand_delta, reference_id,
            reason, account_id, at)
        select $1, gen_random_uuid(), $2, a.variant_id, 'received', a.quantity, $5, $6, $7, $8
        from arrived a
        """)

    /// Makes the level of a variant that has none in the warehouse yet; zero is its sum.
    static let open = Statement<Void, ID<Organization>, ID<Warehouse>, ID<Variant>?, String?>(
        """
        insert into inventory.stock_levels (organization_id, warehouse_id, variant_id)
        select v.organization_id, w.id, v.id
        from catalog.variants v
        join organizations.warehouses w on w.organization_id = v.organization_id and w.id = $2
        where v.organization_id = $1 and (v.id = $3 or v.sku = $4)
        on conflict do nothing
        """)

    static let lock = Statement<StockLevel, ID<Organization>, ID<Warehouse>, ID<Variant>?, String?>(
        """
        select s.warehouse_id, s.variant_id, v.sku, v.name, v.base_unit, s.on_hand, s.reserved,
            s.allocated, s.backorder, s.safety_stock, s.reorder_point, s.is_low
        from catalog.variants v
        join inventory.stock_levels s on s.organization_id = v.organization_id
            and s.warehouse_id = $2 and s.variant_id = v.id
        where v.organization_id = $1 and (v.id = $3 or v.sku = $4)
        for no key update of s
        """, row: StockLevel.read)

    /// Moves what is on hand and writes the movement.
    static let adjust = Statement<
        Void, ID<Organization>, ID<Warehouse>, ID<Variant>, Int64, ID<StockMovement>, String,
        String, ID<Account>, Instant
    >(
        """
        with leveled as (
            update inventory.stock_levels set on_hand = on_hand + $4
            where organization_id = $1 and warehouse_id = $2 and variant_id = $3
        )
        insert into inventory.stock_movements
            (organization_id, id, warehouse_id, variant_id, kind, on_hand_delta, reason,
            account_id, at)
        values ($1, $5, $2, $3, $6, $4, $7, $8, $9)
        """)

    /// Newest first, those before the cursor.
    static let movements = Statement<
        StockMovementView, ID<Organization>, ID<Warehouse>, ID<Variant>, Instant?,
        ID<StockMovement>?, Int64
    >(
        """
        select id, warehouse_id, variant_id, kind, on_hand_delta, reserved_delta,
            allocated_delta, bin_id, lot_id, reference_type, reference_id, reason, account_id, at
        from inventory.stock_movements
        where organization_id = $1 and warehouse_id = $2 and variant_id = $3
            and ($4::timestamptz is null or (at, id) < ($4, $5))
        order by at desc, id desc limit $6
        """
    ) { row in
        let id: ID<StockMovement> = try row.read()
        let warehouse: ID<Warehouse> = try row.read()
        let variant: ID<Variant> = try row.read()
        let kind: String = try row.read()
        let onHand: Int64 = try row.read()
        let reserved: Int64 = try row.read()
        let allocated: Int64 = try row.read()
        let bin: ID<StockBin>? = try row.read()
        let lot: ID<StockLot>? = try row.read()
        let type: String? = try row.read()
        let reference: UUIDBytes? = try row.read()
        return StockMovementView(
            id: id, warehouse: warehouse, variant: variant, kind: kind, onHandDelta: onHand,
            reservedDelta: reserved, allocatedDelta: allocated,
            bin: bin, lot: lot,
            reference: reference.map { StockReference(kind: kind, type: type, uuid: $0) },
            reason: try row.read(), account: try row.read(), at: try row.read())
    }
}

extension StockLevel {
    static let read: @Sendable (inout RowReader) throws(RowError) -> StockLevel = { row in
        StockLevel(
            warehouse: try row.read(), variant: try row.read(), sku: try row.read(),
            name: try row.read(), baseUnit: try row.read(), onHand: try row.read(),
            reserved: try row.read(), allocated: try row.read(), backorder: try row.read(),
            safetyStock: try row.read(), reorderPoint: try row.read(), isLow: try row.read())
    }
}
