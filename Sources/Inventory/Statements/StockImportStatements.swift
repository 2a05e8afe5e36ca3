import Bedrock
import Platform
import Postgres

/// An item of a stock file, as the organization has it.
struct KnownItem: Sendable {
    let variant: ID<Variant>
    let sku: String
    /// Reserved and allocated.
    let committed: Int64
    let backorder: Bool
}

/// An item whose level a count changed.
struct CountedItem: Sendable {
    let variant: ID<Variant>
    /// Whether it had no level before.
    let isNew: Bool
}

/// A variant and what is on hand of it.
struct ExportedLevel: Sendable {
    let sku: String
    let onHand: Int64?
}

// `offset 0` keeps a lateral query apart, so that each row is found by its whole key: right after a
// large import the planner knows nothing of the tables' sizes and would read a whole warehouse.
enum StockImportStatements {
    static let known = Statement<KnownItem, ID<Organization>, ID<Warehouse>, [String]>(
        """
        select v.id, v.sku, coalesce(s.reserved + s.allocated, 0), coalesce(s.backorder, false)
        from unnest($3) as n (sku) cross join lateral (
            select id, sku from catalog.variants
            where organization_id = $1 and sku = n.sku offset 0
        ) v left join lateral (
            select reserved, allocated, backorder from inventory.stock_levels
            where organization_id = $1 and warehouse_id = $2 and variant_id = v.id offset 0
        ) s on true
        """
    ) { row in
        KnownItem(
            variant: try row.read(), sku: try row.read(), committed: try row.read(),
            backorder: try row.read())
    }

    /// Makes what was counted what is on hand, with a movement of each difference. Levels are held
    /// in the order of their keys before they are compared, so that the differences are exact. A
    /// row that is there is reached by its conflict; the one proposed for it has a difference for
    /// its quantity, and is marked for backorder lest the table's check refuses it.
    static let count = Statement<
        CountedItem, ID<Organization>, ID<Warehouse>, [ID<Variant>],
        [Int64], ID<Account>, Instant
    >(
        """
        with before as (
            select s.variant_id, s.on_hand
            from (select variant_id from unnest($3) as n (variant_id) order by 1) n
            cross join lateral (
                select variant_id, on_hand from inventory.stock_levels
                where organization_id = $1 and warehouse_id = $2 and variant_id = n.variant_id
                for no key update) s
        ), changed as (
            select c.variant_id, c.quantity - coalesce(b.on_hand, 0) as delta,
                b.variant_id is null as is_new
            from unnest($3, $4) as c (variant_id, quantity)
            left join before b on b.variant_id = c.variant_id
            where b.variant_id is null or b.on_hand <> c.quantity
        ), leveled as (
            insert into inventory.stock_levels as s
                (organization_id, warehouse_id, variant_id, on_hand, backorder)
            select $1, $2, c.variant_id, c.delta, not c.is_new from changed c
            order by c.variant_id
            on conflict (organization_id, warehouse_id, variant_id)
            do update set on_hand = s.on_hand + excluded.on_hand
        ), moved as (
            insert into inventory.stock_movements
                (organization_id, id, warehouse_id, variant_id, kind, on_hand_delta, reason,
                account_id, at)
            select $1, gen_random_uuid(), $2, c.variant_id, 'counted', c.delta, 'import', $5, $6
            from changed c where c.delta <> 0
        )
        select variant_id, is_new from changed
        """
    ) { row in CountedItem(variant: try row.read(), isNew: try row.read()) }

    /// What is on hand in a warehouse, in the order of SKUs, behind the one given; every variant,
    /// with nothing where it has no level.
    static let exported = Statement<
        ExportedLevel, ID<Organization>, ID<Warehouse>, String, Int64
    >(
        """
        select v.sku, s.on_hand
        from (select id, sku from catalog.variants
            where organization_id = $1 and sku > $3 order by sku limit $4) v
        left join lateral (
            select on_hand from inventory.stock_levels
            where organization_id = $1 and warehouse_id = $2 and variant_id = v.id offset 0
        ) s on true
        order by v.sku
        """
    ) { row in ExportedLevel(sku: try row.read(), onHand: try row.read()) }

    /// Holds levels in the order of their keys.
    static let hold = Statement<Void, ID<Organization>, ID<Warehouse>, [ID<Variant>]>(
        """
        select from (select variant_id from unnest($3) as n (variant_id) order by 1) n
        cross join lateral (
            select from inventory.stock_levels
            where organization_id = $1 and warehouse_id = $2 and variant_id = n.variant_id
            for no key update) s
        """)
}
