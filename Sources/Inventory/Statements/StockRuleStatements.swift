import Bedrock
import Platform
import Postgres
import Wire

enum StockRuleStatements {
    static let setLevel = Statement<
        Void, ID<Organization>, ID<Warehouse>, ID<Variant>, Int64, Int64?, Bool
    >(
        """
        update inventory.stock_levels
        set safety_stock = $4, reorder_point = $5, backorder = $6
        where organization_id = $1 and warehouse_id = $2 and variant_id = $3
        """)

    static let low = Statement<
        StockLevel, ID<Organization>, ID<Warehouse>?, ID<Variant>?, Int64
    >(
        """
        select s.warehouse_id, s.variant_id, v.sku, v.name, v.base_unit, s.on_hand, s.reserved,
            s.allocated, s.backorder, s.safety_stock, s.reorder_point, s.is_low
        from inventory.stock_levels s
        join catalog.variants v on v.organization_id = s.organization_id and v.id = s.variant_id
        where s.organization_id = $1 and s.is_low
            and ($2::uuid is null or (s.warehouse_id, s.variant_id) > ($2, $3))
        order by s.warehouse_id, s.variant_id limit $4
        """, row: StockLevel.read)

    static let channel = Statement<
        ID<Warehouse>, ID<Organization>, ID<Channel>
    >("select warehouse_id from organizations.channels where organization_id = $1 and id = $2")

    static let company = Statement<
        ID<Company>, ID<Organization>, ID<Company>
    >("select id from organizations.companies where organization_id = $1 and id = $2")

    static let rules = Statement<ChannelRuleRow, ID<Organization>, ID<Channel>>(
        """
        select allocation, split_allowed, choice, buffer, version from inventory.channel_rules
        where organization_id = $1 and channel_id = $2 for update
        """, row: ChannelRuleRow.read)

    static let readRules = Statement<ChannelRuleRow, ID<Organization>, ID<Channel>>(
        """
        select allocation, split_allowed, choice, buffer, version from inventory.channel_rules
        where organization_id = $1 and channel_id = $2
        """, row: ChannelRuleRow.read)

    static let serving = Statement<
        ServingWarehouse, ID<Organization>, ID<Channel>
    >(
        """
        select warehouse_id, priority from inventory.channel_warehouses
        where organization_id = $1 and channel_id = $2 order by priority, warehouse_id
        """
    ) { row in ServingWarehouse(warehouse: try row.read(), priority: try row.read()) }

    static let buffers = Statement<
        VariantBuffer, ID<Organization>, ID<Channel>
    >(
        """
        select variant_id, quantity from inventory.channel_buffers
        where organization_id = $1 and channel_id = $2 order by variant_id
        """
    ) { row in VariantBuffer(variant: try row.read(), quantity: try row.read()) }

    static let putRules = Statement<
        Void, ID<Organization>, ID<Channel>, String, Bool, String, Int64, Instant, Int32
    >(
        """
        insert into inventory.channel_rules (organization_id, channel_id, allocation,
            split_allowed, choice, buffer, updated_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (organization_id, channel_id) do update
        set allocation = excluded.allocation, split_allowed = excluded.split_allowed,
            choice = excluded.choice, buffer = excluded.buffer,
            updated_at = excluded.updated_at, version = excluded.version
        """)

    static let clearServing = Statement<Void, ID<Organization>, ID<Channel>>(
        "delete from inventory.channel_warehouses where organization_id = $1 and channel_id = $2")

    static let putServing = Statement<
        Void, ID<Organization>, ID<Channel>, [ID<Warehouse>], [Int32]
    >(
        """
        insert into inventory.channel_warehouses
            (organization_id, channel_id, warehouse_id, priority)
        select $1, $2, u.warehouse_id, u.priority
        from unnest($3, $4) u (warehouse_id, priority)
        """)

    static let clearBuffers = Statement<Void, ID<Organization>, ID<Channel>>(
        "delete from inventory.channel_buffers where organization_id = $1 and channel_id = $2")

    static let putBuffers = Statement<
        Void, ID<Organization>, ID<Channel>, [ID<Variant>], [Int64]
    >(
        """
        insert into inventory.channel_buffers
            (organization_id, channel_id, variant_id, quantity)
        select $1, $2, u.variant_id, u.quantity
        from unnest($3, $4) u (variant_id, quantity)
        """)

    static let putPlace = Statement<
        Void, ID<Organization>, UUIDBytes, String, String?, String?, Int64?, Int64?, Instant
    >(
        """
        insert into inventory.places (organization_id, subject_id, country, region, postal_code,
            latitude_micro, longitude_micro, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (organization_id, subject_id) do update
        set country = excluded.country, region = excluded.region,
            postal_code = excluded.postal_code, latitude_micro = excluded.latitude_micro,
            longitude_micro = excluded.longitude_micro, updated_at = excluded.updated_at
        """)
}

extension ChannelRuleRow {
    static let read: @Sendable (inout RowReader) throws(RowError) -> ChannelRuleRow = { row in
        ChannelRuleRow(
            allocation: try row.readWord("allocation"), splitAllowed: try row.read(),
            choice: try row.readWord("choice"), buffer: try row.read(), version: try row.read())
    }
}
