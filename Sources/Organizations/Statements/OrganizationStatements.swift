import Bedrock
import Platform
import Postgres

enum OrganizationStatements {
    /// Turns the rest of a transaction to another organization: the one being set up, the one under
    /// review, the seller that is asked. Only after the caller's right to that act was established
    /// in the caller's own scope.
    static let step = Statement<Void, ID<Organization>>(
        "select set_config('app.organization', $1::text, true)")

    static let organization = Statement<OrganizationView, ID<Organization>>(
        """
        select organization_id, name, business_type, state, country, currency, time_zone,
            created_at, approved_at
        from organizations.organizations where organization_id = $1
        """
    ) { row throws(RowError) in try OrganizationView.read(&row) }

    static let warehouses = Statement<WarehouseView, ID<Organization>, ID<Warehouse>?, Int64>(
        """
        select id, name, address, created_at, version from organizations.warehouses
        where organization_id = $1 and ($2::uuid is null or id > $2) order by id limit $3
        """
    ) { row throws(RowError) in try WarehouseView.read(&row) }

    static let insertWarehouse = Statement<
        Void, ID<Organization>, ID<Warehouse>, String, String, Instant
    >(
        """
        insert into organizations.warehouses (organization_id, id, name, address, created_at)
        values ($1, $2, $3, $4, $5)
        """)

    /// Whether there is such a warehouse, and how many channels there are.
    static let roomForChannel = Statement<
        RoomForChannel, ID<Organization>, ID<Warehouse>
    >(
        """
        select exists (select from organizations.warehouses
                where organization_id = $1 and id = $2),
            (select count(*) from organizations.channels where organization_id = $1)
        """
    ) { row in RoomForChannel(hasWarehouse: try row.read(), channels: try row.read()) }

    static let insertChannel = Statement<
        Void, ID<Organization>, ID<Channel>, String, String, ID<Warehouse>, String, Int32, Instant
    >(
        """
        insert into organizations.channels (organization_id, id, name, kind, warehouse_id,
            placement, price_freeze_seconds, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """)

    static let channels = Statement<ChannelView, ID<Organization>, ID<Channel>?, Int64>(
        """
        select id, name, kind, warehouse_id, placement, price_freeze_seconds, orders_dated_from,
            created_at, version
        from organizations.channels
        where organization_id = $1 and ($2::uuid is null or id > $2) order by id limit $3
        """
    ) { row throws(RowError) in try ChannelView.read(&row) }

    static let channel = Statement<ChannelView, ID<Organization>, ID<Channel>>(
        """
        select id, name, kind, warehouse_id, placement, price_freeze_seconds, orders_dated_from,
            created_at, version
        from organizations.channels where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try ChannelView.read(&row) }

    static let lockChannel = Statement<ChannelView, ID<Organization>, ID<Channel>>(
        """
        select id, name, kind, warehouse_id, placement, price_freeze_seconds, orders_dated_from,
            created_at, version
        from organizations.channels where organization_id = $1 and id = $2 for update
        """
    ) { row throws(RowError) in try ChannelView.read(&row) }

    static let updateChannel = Statement<
        Void, ID<Organization>, ID<Channel>, String, String, Int32, Instant?
    >(
        """
        update organizations.channels
        set name = $3, placement = $4, price_freeze_seconds = $5, orders_dated_from = $6,
            version = version + 1
        where organization_id = $1 and id = $2
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(step.sql, step.parameterTypes)
        visit(organization.sql, organization.parameterTypes)
        visit(warehouses.sql, warehouses.parameterTypes)
        visit(insertWarehouse.sql, insertWarehouse.parameterTypes)
        visit(roomForChannel.sql, roomForChannel.parameterTypes)
        visit(insertChannel.sql, insertChannel.parameterTypes)
        visit(channels.sql, channels.parameterTypes)
        visit(channel.sql, channel.parameterTypes)
        visit(lockChannel.sql, lockChannel.parameterTypes)
        visit(updateChannel.sql, updateChannel.parameterTypes)
    }
}
