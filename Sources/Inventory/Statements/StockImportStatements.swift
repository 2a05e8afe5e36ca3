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

enum StockImportStatements {
    static let known = Statement<KnownItem, ID<Organization>, ID<Warehouse>, [String]>(
        """
        select v.id, v.sku, coalesce(s.reserved + s.allocated, 0), coalesce(s.backorder, false)
        from catalog.variants v
        left join inventory.stock_levels s on s.organization_id = v.organization_id
            and s.warehouse_id = $2 and s.variant_id = v.id
        where v.organization_id = $1 and v.sku = any($3)
        """
    ) { row in
        KnownItem(
            variant: try row.read(), sku: try row.read(), committed: try row.read(),
            backorder: try row.read())
    }

    /// Makes what was counted what is on hand, with a movement of each difference. Levels are held
    /// in the order of their keys before they are compared, so that the differences are exact.
    static let count = Statement<
        (created: Int64, updated: Int64), ID<Organization>, ID<Warehouse>, [ID<Variant>],
        [Int64], ID<Account>, Instant
    >(
        """
        with before as (
            select s.variant_id, s.on_hand from inventory.stock_levels s
            where s.organization_id = $1 and s.warehouse_id = $2 and s.variant_id = any($3)
            order by s.variant_id for no key update
        ), changed as (
            select c.variant_id, c.quantity - coalesce(b.on_hand, 0) as delta,
                b.variant_id is null as is_new
            from unnest($3, $4) as c (variant_id, quantity)
            left join before b on b.variant_id = c.variant_id
            where b.variant_id is null or b.on_hand <> c.quantity
        ), leveled as (
            update inventory.stock_levels s set on_hand = s.on_hand + c.delta
            from changed c
            where s.organization_id = $1 and s.warehouse_id = $2
                and s.variant_id = c.variant_id and not c.is_new
        ), opened as (
            insert into inventory.stock_levels as s
                (organization_id, warehouse_id, variant_id, on_hand)
            select $1, $2, c.variant_id, c.delta from changed c where c.is_new
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
        select count(*) filter (where is_new), count(*) filter (where not is_new) from changed
        """
    ) { row in (created: try row.read(), updated: try row.read()) }
}
