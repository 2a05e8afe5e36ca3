public import Bedrock
public import Platform
public import Postgres

/// A level that its movements don't sum to.
public struct StockMismatch: Hashable, Sendable {
    /// Where.
    public let warehouse: ID<Warehouse>
    /// Of what.
    public let variant: ID<Variant>
    /// What the movements of what is on hand sum to, less what the level says.
    public let onHand: Int64
    /// The same of what is held.
    public let reserved: Int64
    /// The same of what is promised.
    public let allocated: Int64
}

/// The second invariant of the domain, asked of the database: the movements of a variant in a
/// warehouse sum to its level.
public enum StockCheck {
    /// An organization's levels for which that doesn't hold; none, always.
    public static let mismatches = Statement<StockMismatch, ID<Organization>>(
        """
        select warehouse_id, variant_id, sum(on_hand)::bigint, sum(reserved)::bigint,
            sum(allocated)::bigint
        from (
            select warehouse_id, variant_id, on_hand_delta as on_hand,
                reserved_delta as reserved, allocated_delta as allocated
            from inventory.stock_movements where organization_id = $1
            union all
            select warehouse_id, variant_id, -on_hand, -reserved, -allocated
            from inventory.stock_levels where organization_id = $1
        ) both_sides
        group by warehouse_id, variant_id
        having sum(on_hand) <> 0 or sum(reserved) <> 0 or sum(allocated) <> 0
        order by warehouse_id, variant_id
        """
    ) { row in
        StockMismatch(
            warehouse: try row.read(), variant: try row.read(), onHand: try row.read(),
            reserved: try row.read(), allocated: try row.read())
    }
}
