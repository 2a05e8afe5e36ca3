-- Counts, transfers between warehouses, and deliveries that are expected.

create table inventory.counts (
    organization_id uuid not null,
    id uuid not null,
    warehouse_id uuid not null,
    state text not null check (state in ('open', 'counted', 'applied', 'cancelled')),
    reason text not null,
    line_count integer not null,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    constraint counts_warehouse_fkey foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_tenant_table('inventory.counts');
grant select, insert, update on inventory.counts to dray_server;

-- `expected` is what the level or the part held when the line was counted: what moves between
-- counting and applying stays moved.
create table inventory.count_lines (
    organization_id uuid not null,
    count_id uuid not null,
    line integer not null,
    variant_id uuid not null,
    bin_id uuid,
    lot_id uuid,
    expected bigint not null,
    counted bigint check (counted >= 0),
    primary key (organization_id, count_id, line),
    foreign key (organization_id, count_id) references inventory.counts (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_tenant_table('inventory.count_lines');
grant select, insert, update on inventory.count_lines to dray_server;

create table inventory.transfers (
    organization_id uuid not null,
    id uuid not null,
    from_warehouse_id uuid not null,
    to_warehouse_id uuid not null,
    state text not null check (state in ('requested', 'shipped', 'received', 'cancelled')),
    reference text,
    line_count integer not null,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    check (from_warehouse_id <> to_warehouse_id),
    constraint transfers_from_fkey foreign key (organization_id, from_warehouse_id)
        references organizations.warehouses (organization_id, id),
    constraint transfers_to_fkey foreign key (organization_id, to_warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_tenant_table('inventory.transfers');
create index transfers_in_transit on inventory.transfers (organization_id, id)
    where state = 'shipped';
grant select, insert, update on inventory.transfers to dray_server;

-- One line a variant. In transit is what was shipped by transfers that aren't received.
create table inventory.transfer_lines (
    organization_id uuid not null,
    transfer_id uuid not null,
    line integer not null,
    variant_id uuid not null,
    requested bigint not null check (requested > 0),
    shipped bigint not null default 0 check (shipped >= 0),
    received bigint not null default 0 check (received >= 0),
    primary key (organization_id, transfer_id, line),
    constraint transfer_lines_variant_once unique (organization_id, transfer_id, variant_id),
    foreign key (organization_id, transfer_id)
        references inventory.transfers (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_tenant_table('inventory.transfer_lines');
grant select, insert, update on inventory.transfer_lines to dray_server;

-- A delivery that was ordered from somebody and has not come yet.
create table inventory.expected_receipts (
    organization_id uuid not null,
    id uuid not null,
    warehouse_id uuid not null,
    state text not null check (state in ('open', 'received', 'cancelled')),
    reference text,
    expected_on date not null,
    line_count integer not null,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    constraint expected_receipts_warehouse_fkey foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_tenant_table('inventory.expected_receipts');
grant select, insert, update on inventory.expected_receipts to dray_server;

-- `expected_on` repeats its head's while that is open and is null after, so that what is incoming
-- of a variant is found by one index.
create table inventory.expected_lines (
    organization_id uuid not null,
    expected_receipt_id uuid not null,
    line integer not null,
    warehouse_id uuid not null,
    variant_id uuid not null,
    quantity bigint not null check (quantity > 0),
    received bigint not null default 0 check (received >= 0),
    expected_on date,
    primary key (organization_id, expected_receipt_id, line),
    constraint expected_lines_variant_once
        unique (organization_id, expected_receipt_id, variant_id),
    foreign key (organization_id, expected_receipt_id)
        references inventory.expected_receipts (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_tenant_table('inventory.expected_lines');
create index expected_lines_open on inventory.expected_lines
    (organization_id, warehouse_id, variant_id, expected_on) where expected_on is not null;
grant select, insert, update on inventory.expected_lines to dray_server;

-- The first day on which so much more can be had of a variant than was promised already, by what
-- is expected; null where nothing expected covers it.
create function inventory.available_from(
    p_organization uuid, p_warehouse uuid, p_variant uuid, p_quantity bigint
) returns date
language sql stable set search_path = pg_catalog as $$
    with owed as (
        select p_quantity - coalesce((
            select s.on_hand - s.reserved - s.allocated - s.safety_stock
            from inventory.stock_levels s
            where s.organization_id = p_organization and s.warehouse_id = p_warehouse
                and s.variant_id = p_variant), 0) as quantity
    ), incoming as (
        select e.expected_on, sum(greatest(e.quantity - e.received, 0))
            over (order by e.expected_on, e.expected_receipt_id) as quantity
        from inventory.expected_lines e
        where e.organization_id = p_organization and e.warehouse_id = p_warehouse
            and e.variant_id = p_variant and e.expected_on is not null
    )
    select min(i.expected_on) from incoming i, owed o where i.quantity >= o.quantity
$$;

-- Begins a count of what is given, or of every level of the warehouse up to a limit.
create function inventory.open_count(
    p_organization uuid, p_count uuid, p_warehouse uuid, p_reason text, p_account uuid,
    p_now timestamptz, p_variants uuid[], p_bins text[], p_lots text[], p_limit bigint
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_bins uuid[] := inventory.bin_ids(p_organization, p_warehouse, p_bins);
    v_lots uuid[] := inventory.lot_ids(p_organization, p_variants, p_lots, null, p_now);
    v_count integer;
begin
    insert into inventory.counts (organization_id, id, warehouse_id, state, reason, line_count,
        created_by, created_at, updated_at)
    values (p_organization, p_count, p_warehouse, 'open', p_reason, 0, p_account, p_now, p_now);
    if p_variants = '{}' then
        insert into inventory.count_lines
            (organization_id, count_id, line, variant_id, expected)
        select p_organization, p_count, row_number() over (order by s.variant_id), s.variant_id,
            s.on_hand
        from inventory.stock_levels s
        where s.organization_id = p_organization and s.warehouse_id = p_warehouse
        order by s.variant_id limit p_limit;
    else
        insert into inventory.count_lines
            (organization_id, count_id, line, variant_id, bin_id, lot_id, expected)
        select p_organization, p_count, u.line, u.variant_id, u.bin_id, u.lot_id,
            inventory.part_quantity(p_organization, p_warehouse, u.variant_id, u.bin_id, u.lot_id)
        from unnest(p_variants, v_bins, v_lots) with ordinality
            u (variant_id, bin_id, lot_id, line);
    end if;
    get diagnostics v_count = row_count;
    update inventory.counts c set line_count = v_count
    where c.organization_id = p_organization and c.id = p_count;
end $$;

-- Writes what was counted of lines, and what was to be expected at that moment.
create function inventory.count_lines_counted(
    p_organization uuid, p_count uuid, p_lines integer[], p_counted bigint[], p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    update inventory.count_lines c
    set counted = n.counted, expected = inventory.part_quantity(
        p_organization, d.warehouse_id, c.variant_id, c.bin_id, c.lot_id)
    from unnest(p_lines, p_counted) n (line, counted), inventory.counts d
    where d.organization_id = p_organization and d.id = p_count
        and c.organization_id = p_organization and c.count_id = p_count and c.line = n.line;
    update inventory.counts d
    set updated_at = p_now, version = d.version + 1,
        state = case when exists (
            select from inventory.count_lines c where c.organization_id = p_organization
                and c.count_id = p_count and c.counted is null) then 'open' else 'counted' end
    where d.organization_id = p_organization and d.id = p_count;
end $$;

-- Moves levels by what a count found more or less than was expected.
create function inventory.apply_count(
    p_organization uuid, p_count uuid, p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_count inventory.counts;
    v_variants uuid[];
    v_deltas bigint[];
    v_bins uuid[];
    v_lots uuid[];
begin
    select c.* into v_count from inventory.counts c
    where c.organization_id = p_organization and c.id = p_count for update;
    select array_agg(l.variant_id order by l.line),
        array_agg(l.counted - l.expected order by l.line), array_agg(l.bin_id order by l.line),
        array_agg(l.lot_id order by l.line)
    into v_variants, v_deltas, v_bins, v_lots
    from inventory.count_lines l
    where l.organization_id = p_organization and l.count_id = p_count
        and l.counted <> l.expected;
    if v_variants is not null then
        perform inventory.move(p_organization, v_count.warehouse_id, 'counted', 'count', p_count,
            v_count.reason, p_account, p_now, v_variants, v_deltas, null, null, v_bins, v_lots);
    end if;
    update inventory.counts c set state = 'applied', updated_at = p_now, version = c.version + 1
    where c.organization_id = p_organization and c.id = p_count;
end $$;

-- What is requested leaves its warehouse: lots that end first go first, those that are over don't.
-- DR303: there is not enough.
create function inventory.ship_transfer(
    p_organization uuid, p_transfer uuid, p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_transfer inventory.transfers;
    v_variants uuid[];
    v_quantities bigint[];
begin
    select t.* into v_transfer from inventory.transfers t
    where t.organization_id = p_organization and t.id = p_transfer for update;
    update inventory.transfer_lines l set shipped = l.requested
    where l.organization_id = p_organization and l.transfer_id = p_transfer;
    select array_agg(l.variant_id), array_agg(l.requested) into v_variants, v_quantities
    from inventory.transfer_lines l
    where l.organization_id = p_organization and l.transfer_id = p_transfer;
    perform inventory.take_away(p_organization, v_transfer.from_warehouse_id, 'transferred',
        'transfer', p_transfer, null, p_account, p_now, v_variants, v_quantities, false,
        (p_now at time zone 'UTC')::date);
    update inventory.transfers t set state = 'shipped', updated_at = p_now, version = t.version + 1
    where t.organization_id = p_organization and t.id = p_transfer;
end $$;

-- What was shipped arrives, in the lots it left as, and what is missing or too much of it is
-- corrected at once, so that what was transferred always sums to nothing.
create function inventory.receive_transfer(
    p_organization uuid, p_transfer uuid, p_variants uuid[], p_received bigint[], p_reason text,
    p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_transfer inventory.transfers;
    v_variants uuid[];
    v_quantities bigint[];
    v_lots uuid[];
begin
    select t.* into v_transfer from inventory.transfers t
    where t.organization_id = p_organization and t.id = p_transfer for update;
    update inventory.transfer_lines l set received = coalesce((
        select n.received from unnest(p_variants, p_received) n (variant_id, received)
        where n.variant_id = l.variant_id), l.shipped)
    where l.organization_id = p_organization and l.transfer_id = p_transfer;
    select array_agg(m.variant_id), array_agg(m.quantity), array_agg(m.lot_id)
    into v_variants, v_quantities, v_lots
    from (
        select m.variant_id, m.lot_id, -sum(m.on_hand_delta)::bigint as quantity
        from inventory.stock_movements m
        where m.organization_id = p_organization and m.reference_id = p_transfer
            and m.kind = 'transferred' and m.warehouse_id = v_transfer.from_warehouse_id
        group by m.variant_id, m.lot_id) m;
    perform inventory.move(p_organization, v_transfer.to_warehouse_id, 'transferred', 'transfer',
        p_transfer, null, p_account, p_now, v_variants, v_quantities, null, null, null, v_lots);
    select array_agg(l.variant_id), array_agg(l.shipped - l.received)
    into v_variants, v_quantities
    from inventory.transfer_lines l
    where l.organization_id = p_organization and l.transfer_id = p_transfer
        and l.received < l.shipped;
    if v_variants is not null then
        perform inventory.take_away(p_organization, v_transfer.to_warehouse_id, 'adjusted',
            'transfer', p_transfer, p_reason, p_account, p_now, v_variants, v_quantities, false,
            null);
    end if;
    select array_agg(l.variant_id), array_agg(l.received - l.shipped)
    into v_variants, v_quantities
    from inventory.transfer_lines l
    where l.organization_id = p_organization and l.transfer_id = p_transfer
        and l.received > l.shipped;
    if v_variants is not null then
        perform inventory.move(p_organization, v_transfer.to_warehouse_id, 'adjusted', 'transfer',
            p_transfer, p_reason, p_account, p_now, v_variants, v_quantities, null, null, null,
            null);
    end if;
    update inventory.transfers t
    set state = 'received', updated_at = p_now, version = t.version + 1
    where t.organization_id = p_organization and t.id = p_transfer;
end $$;

-- Takes in what came of an expected delivery; it is closed when all of it has come.
create function inventory.receive_expected(
    p_organization uuid, p_expected uuid, p_receipt uuid, p_variants uuid[], p_quantities bigint[],
    p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_expected inventory.expected_receipts;
begin
    select e.* into v_expected from inventory.expected_receipts e
    where e.organization_id = p_organization and e.id = p_expected for update;
    perform inventory.move(p_organization, v_expected.warehouse_id, 'received', 'receipt',
        p_receipt, v_expected.reference, p_account, p_now, p_variants, p_quantities, null, null,
        null, null);
    update inventory.expected_lines l set received = l.received + n.quantity,
        expected_on = case when l.received + n.quantity < l.quantity then l.expected_on end
    from unnest(p_variants, p_quantities) n (variant_id, quantity)
    where l.organization_id = p_organization and l.expected_receipt_id = p_expected
        and l.variant_id = n.variant_id;
    update inventory.expected_receipts e
    set updated_at = p_now, version = e.version + 1,
        state = case when exists (
            select from inventory.expected_lines l where l.organization_id = p_organization
                and l.expected_receipt_id = p_expected and l.expected_on is not null)
            then 'open' else 'received' end
    where e.organization_id = p_organization and e.id = p_expected;
end $$;
revoke all on function inventory.available_from, inventory.open_count,
    inventory.count_lines_counted, inventory.apply_count, inventory.ship_transfer,
    inventory.receive_transfer, inventory.receive_expected from public;
grant execute on function inventory.available_from, inventory.open_count,
    inventory.count_lines_counted, inventory.apply_count, inventory.ship_transfer,
    inventory.receive_transfer, inventory.receive_expected to dray_server;
