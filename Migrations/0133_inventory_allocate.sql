-- Taking stock for an order or holding it for a draft: all lines at once, summed per stock row, in
-- the order of their keys (warehouse, variant).

-- What became of it. Not done: nothing may be taken, and `short` with `available` says of what.
-- Done: the warehouse that serves it (the first, where it is split), and what is missing of which
-- variants, where the channel lets an order be served in part.
create type inventory.taking as (
    done boolean, warehouse_id uuid, short uuid[], available bigint[], missing bigint[]);

-- The way of a channel with several warehouses, a buffer or a part of an order, and of an order
-- whose draft holds stock: what it holds is its own again, and the rest is let go. Whoever comes
-- here has the quantities summed per variant. `p_into` is `allocated` or `reserved`.
create function inventory.take(
    p_organization uuid, p_channel uuid, p_warehouse uuid, p_company uuid, p_reservation uuid,
    p_into text, p_reference uuid, p_account uuid, p_now timestamptz, p_variants uuid[],
    p_quantities bigint[]
) returns inventory.taking
language plpgsql set search_path = pg_catalog
set enable_hashjoin = on set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_rules inventory.channel_rules;
    v_day date := (p_now at time zone 'UTC')::date;
    v_serving uuid[] := inventory.serving(p_organization, p_channel, p_warehouse, p_company);
    v_levels json;
    v_one uuid;
    v_taking inventory.taking;
    v_takes json;
begin
    select r.* into v_rules from inventory.channel_rules r
    where r.organization_id = p_organization and r.channel_id = p_channel;
    if p_reservation is not null then
        perform from inventory.reservations r
        where r.organization_id = p_organization and r.id = p_reservation and r.state = 'held'
        for update;
        if not found then
            p_reservation := null;
        end if;
    end if;
    -- Every level that may be touched is held first, in the order of the keys.
    perform from (
        select w as warehouse_id, v as variant_id
        from unnest(v_serving) w cross join unnest(p_variants) v
        union
        select l.warehouse_id, l.variant_id from inventory.reservation_lines l
        where l.organization_id = p_organization and l.reservation_id = p_reservation
        order by 1, 2) k
    cross join lateral (
        select s.variant_id from inventory.stock_levels s
        where s.organization_id = p_organization and s.warehouse_id = k.warehouse_id
            and s.variant_id = k.variant_id
        for no key update) held;
    select json_agg(f) into v_levels
    from (
        select w.rank, w.warehouse_id, n.variant_id, n.quantity as wanted, s.backorder,
            greatest(s.on_hand - s.reserved - s.allocated - s.safety_stock
                - coalesce(b.quantity, v_rules.buffer, 0) + coalesce(o.quantity, 0)
                - case when s.next_expiry < v_day then inventory.expired(
                    p_organization, w.warehouse_id, n.variant_id, v_day) else 0 end, 0) as free
        from unnest(v_serving) with ordinality w (warehouse_id, rank)
        cross join unnest(p_variants, p_quantities) n (variant_id, quantity)
        cross join lateral (
            select l.on_hand, l.reserved, l.allocated, l.safety_stock, l.next_expiry, l.backorder
            from inventory.stock_levels l
            where l.organization_id = p_organization and l.warehouse_id = w.warehouse_id
                and l.variant_id = n.variant_id offset 0) s
        left join inventory.channel_buffers b on b.organization_id = p_organization
            and b.channel_id = p_channel and b.variant_id = n.variant_id
        left join inventory.reservation_lines o on o.organization_id = p_organization
            and o.reservation_id = p_reservation and o.warehouse_id = w.warehouse_id
            and o.variant_id = n.variant_id) f;
    -- One warehouse for all of it where there is one; of those the one that owes least.
    select f.warehouse_id into v_one
    from json_to_recordset(v_levels) f (rank integer, warehouse_id uuid, wanted bigint,
        backorder boolean, free bigint)
    group by f.warehouse_id
    having count(*) filter (where f.free >= f.wanted or f.backorder) = cardinality(p_variants)
    order by count(*) filter (where f.free < f.wanted), min(f.rank) limit 1;
    if v_one is null and not coalesce(v_rules.split_allowed, false) then
        select f.warehouse_id into v_one
        from json_to_recordset(v_levels) f (rank integer, warehouse_id uuid, wanted bigint,
            backorder boolean, free bigint)
        group by f.warehouse_id
        order by sum(case when f.backorder then f.wanted else least(f.free, f.wanted) end) desc,
            min(f.rank) limit 1;
    end if;
    -- What there is, the first warehouse's first; what is owed then stands with the first that
    -- lets more be promised than there is.
    select json_agg(t) into v_takes
    from (
        select g.warehouse_id, g.variant_id, g.rank, case when g.first_backorder
            then g.there + greatest(g.wanted - g.everywhere, 0) else g.there end as quantity
        from (
            select f.warehouse_id, f.variant_id, f.rank, f.wanted,
                least(f.free, greatest(f.wanted - (sum(f.free) over running - f.free), 0))
                    as there,
                sum(f.free) over (partition by f.variant_id) as everywhere,
                f.backorder and 1 = count(*) filter (where f.backorder) over running
                    as first_backorder
            from json_to_recordset(v_levels) f (rank integer, warehouse_id uuid,
                variant_id uuid, wanted bigint, backorder boolean, free bigint)
            where v_one is null or f.warehouse_id = v_one
            window running as (partition by f.variant_id order by f.rank
                rows unbounded preceding)) g) t
    where t.quantity > 0;
    select array_agg(n.variant_id), array_agg(n.quantity - coalesce(t.quantity, 0)),
        array_agg(coalesce(t.quantity, 0))
    into v_taking.short, v_taking.missing, v_taking.available
    from unnest(p_variants, p_quantities) n (variant_id, quantity)
    left join (
        select t.variant_id, sum(t.quantity)::bigint as quantity
        from json_to_recordset(v_takes) t (variant_id uuid, quantity bigint)
        group by t.variant_id) t on t.variant_id = n.variant_id
    where coalesce(t.quantity, 0) < n.quantity;
    v_taking.done := v_taking.short is null or p_into = 'allocated' and v_takes is not null
        and v_rules.allocation is not distinct from 'partial';
    v_taking.warehouse_id := coalesce(v_one, (
        select t.warehouse_id
        from json_to_recordset(v_takes) t (warehouse_id uuid, rank integer)
        order by t.rank limit 1), p_warehouse);
    if v_taking.done then
        perform inventory.write_taking(p_organization, p_reservation, p_into, p_reference,
            p_account, p_now, v_takes);
    end if;
    return v_taking;
end $$;

-- Writes what was chosen, and lets go of what was held, in one statement.
create function inventory.write_taking(
    p_organization uuid, p_reservation uuid, p_into text, p_reference uuid, p_account uuid,
    p_now timestamptz, p_takes json
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = on set enable_mergejoin = off set enable_seqscan = off as $$
begin
    with changes as materialized (
        select c.warehouse_id, c.variant_id, sum(c.taken)::bigint as taken,
            sum(c.held)::bigint as held
        from (
            select t.warehouse_id, t.variant_id, t.quantity as taken, 0 as held
            from json_to_recordset(p_takes)
                t (warehouse_id uuid, variant_id uuid, quantity bigint)
            union all
            select l.warehouse_id, l.variant_id, 0, l.quantity
            from inventory.reservation_lines l
            where l.organization_id = p_organization and l.reservation_id = p_reservation) c
        group by c.warehouse_id, c.variant_id
    ), leveled as (
        update inventory.stock_levels s
        set allocated = s.allocated + case p_into when 'allocated' then c.taken else 0 end,
            reserved = s.reserved - c.held
                + case p_into when 'reserved' then c.taken else 0 end
        from changes c
        where s.organization_id = p_organization and s.warehouse_id = c.warehouse_id
            and s.variant_id = c.variant_id
    )
    insert into inventory.stock_movements
        (organization_id, id, warehouse_id, variant_id, kind, reserved_delta, allocated_delta,
        reference_type, reference_id, account_id, at)
    select p_organization, gen_random_uuid(), c.warehouse_id, c.variant_id,
        case when c.taken = 0 then 'released' else p_into end,
        case p_into when 'reserved' then c.taken else 0 end - c.held,
        case p_into when 'allocated' then c.taken else 0 end,
        case p_into when 'reserved' then 'reservation' else 'order' end, p_reference, p_account,
        p_now
    from changes c;
    if p_reservation is not null then
        update inventory.reservations r set state = 'placed', ended_at = p_now
        where r.organization_id = p_organization and r.id = p_reservation;
        perform inventory.note_end(p_reservation, null);
    end if;
end $$;

-- Takes stock for an order. A channel without rules of its own and a draft that holds nothing take
-- the plain path: one statement on one warehouse.
create function inventory.allocate(
    p_organization uuid, p_channel uuid, p_warehouse uuid, p_company uuid, p_reservation uuid,
    p_order uuid, p_account uuid, p_now timestamptz, p_variants uuid[], p_quantities bigint[]
) returns inventory.taking
language plpgsql as $$
declare
    v_day date := (p_now at time zone 'UTC')::date;
    v_taken integer;
    v_taking inventory.taking;
begin
    if p_reservation is not null or exists (select from inventory.channel_rules r
        where r.organization_id = p_organization and r.channel_id = p_channel)
    then
        return inventory.take(p_organization, p_channel, p_warehouse, p_company, p_reservation,
            'allocated', p_order, p_account, p_now, p_variants, p_quantities);
    end if;
    with held as materialized (
        select n.variant_id, n.quantity, s.enough
        from unnest(p_variants, p_quantities) n (variant_id, quantity) cross join lateral (
            select s.backorder or s.on_hand - s.reserved - s.allocated - s.safety_stock
                - case when s.next_expiry < v_day then inventory.expired(
                    p_organization, p_warehouse, n.variant_id, v_day) else 0 end
                >= n.quantity as enough
            from inventory.stock_levels s
            where s.organization_id = p_organization and s.warehouse_id = p_warehouse
                and s.variant_id = n.variant_id
            for no key update
        ) s
    ), taken as (
        update inventory.stock_levels s set allocated = s.allocated + h.quantity
        from held h
        where h.enough and s.organization_id = p_organization
            and s.warehouse_id = p_warehouse and s.variant_id = h.variant_id
        returning s.variant_id, h.quantity
    ), moved as (
        insert into inventory.stock_movements
            (organization_id, id, warehouse_id, variant_id, kind, allocated_delta, reference_id,
            account_id, at)
        select p_organization, gen_random_uuid(), p_warehouse, t.variant_id, 'allocated',
            t.quantity, p_order, p_account, p_now
        from taken t
    )
    select count(*) into v_taken from taken;
    v_taking.warehouse_id := p_warehouse;
    v_taking.done := v_taken = cardinality(p_variants);
    if not v_taking.done then
        -- As it is now, which may be more than the statement saw: then nothing is short any more.
        select array_agg(n.variant_id), array_agg(greatest(coalesce(s.free, 0), 0))
        into v_taking.short, v_taking.available
        from unnest(p_variants, p_quantities) n (variant_id, quantity)
        left join lateral (
            select s.backorder, s.on_hand - s.reserved - s.allocated - s.safety_stock
                - inventory.expired(p_organization, p_warehouse, n.variant_id, v_day) as free
            from inventory.stock_levels s
            where s.organization_id = p_organization and s.warehouse_id = p_warehouse
                and s.variant_id = n.variant_id) s on true
        where (s.free is null or not s.backorder and s.free < n.quantity)
            and not exists (select from inventory.stock_movements m
                where m.organization_id = p_organization and m.reference_id = p_order
                    and m.variant_id = n.variant_id);
    end if;
    return v_taking;
end $$;

-- What is promised to an order and not shipped or released yet: its movements' sum.
create function inventory.allocations(p_organization uuid, p_order uuid)
returns table (warehouse_id uuid, variant_id uuid, quantity bigint)
language sql stable set search_path = pg_catalog as $$
    select m.warehouse_id, m.variant_id, sum(m.allocated_delta)::bigint
    from inventory.stock_movements m
    where m.organization_id = p_organization and m.reference_id = p_order
    group by m.warehouse_id, m.variant_id having sum(m.allocated_delta) > 0
$$;

-- Ships what was promised to an order out of a warehouse: of lots, the one that ends first. DR303:
-- more than was promised, or than is there.
create function inventory.ship(
    p_organization uuid, p_order uuid, p_warehouse uuid, p_account uuid, p_now timestamptz,
    p_variants uuid[], p_quantities bigint[]
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_over text;
begin
    perform from (select distinct v as variant_id from unnest(p_variants) v order by v) n
    cross join lateral (
        select s.variant_id from inventory.stock_levels s
        where s.organization_id = p_organization and s.warehouse_id = p_warehouse
            and s.variant_id = n.variant_id
        for no key update) held;
    select string_agg(c.sku, ', ' order by c.sku) into v_over
    from (
        select u.variant_id, sum(u.quantity) as quantity
        from unnest(p_variants, p_quantities) u (variant_id, quantity) group by u.variant_id) n
    join catalog.variants c on c.organization_id = p_organization and c.id = n.variant_id
    where n.quantity > coalesce((
        select a.quantity from inventory.allocations(p_organization, p_order) a
        where a.warehouse_id = p_warehouse and a.variant_id = n.variant_id), 0);
    if v_over is not null then
        raise exception using errcode = 'DR303', message = 'more than was promised',
            detail = 'So much was not promised of ' || v_over || '.';
    end if;
    perform inventory.take_away(p_organization, p_warehouse, 'shipped', 'order', p_order, null,
        p_account, p_now, p_variants, p_quantities, true, (p_now at time zone 'UTC')::date);
end $$;

-- Lets go of all that is still promised to an order; answers how many base units.
create function inventory.release(
    p_organization uuid, p_order uuid, p_account uuid, p_now timestamptz
) returns bigint
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_row record;
    v_sum bigint := 0;
begin
    perform from (select distinct m.warehouse_id, m.variant_id from inventory.stock_movements m
        where m.organization_id = p_organization and m.reference_id = p_order
        order by m.warehouse_id, m.variant_id) n
    cross join lateral (
        select s.variant_id from inventory.stock_levels s
        where s.organization_id = p_organization and s.warehouse_id = n.warehouse_id
            and s.variant_id = n.variant_id
        for no key update) held;
    for v_row in
        select a.warehouse_id, array_agg(a.variant_id) as variants,
            array_agg(-a.quantity) as quantities, sum(a.quantity)::bigint as quantity
        from inventory.allocations(p_organization, p_order) a
        group by a.warehouse_id order by a.warehouse_id
    loop
        perform inventory.move(p_organization, v_row.warehouse_id, 'released', 'order', p_order,
            null, p_account, p_now, v_row.variants, null, null, v_row.quantities, null, null);
        v_sum := v_sum + v_row.quantity;
    end loop;
    return v_sum;
end $$;

-- Takes back what a return brings, each into the lot and bin it is put in.
create function inventory.restock(
    p_organization uuid, p_return uuid, p_warehouse uuid, p_reason text, p_account uuid,
    p_now timestamptz, p_variants uuid[], p_quantities bigint[], p_bins uuid[], p_lots uuid[]
) returns void
language sql volatile set search_path = pg_catalog as $$
    select inventory.move(p_organization, p_warehouse, 'returned', 'return', p_return, p_reason,
        p_account, p_now, p_variants, p_quantities, null, null, p_bins, p_lots)
$$;

-- Holds stock for a draft or a basket. DR304: not enough (detail: JSON of what is short).
create function inventory.reserve(
    p_organization uuid, p_reservation uuid, p_channel uuid, p_warehouse uuid, p_company uuid,
    p_draft uuid, p_reference text, p_expires timestamptz, p_account uuid, p_now timestamptz,
    p_variants uuid[], p_quantities bigint[]
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_variants uuid[];
    v_quantities bigint[];
    v_taking inventory.taking;
begin
    select array_agg(n.variant_id order by n.variant_id),
        array_agg(n.quantity order by n.variant_id)
    into v_variants, v_quantities
    from (
        select u.variant_id, sum(u.quantity)::bigint as quantity
        from unnest(p_variants, p_quantities) u (variant_id, quantity) group by u.variant_id) n;
    insert into inventory.reservations (organization_id, id, state, draft_order_id, reference,
        expires_at, created_by, created_at)
    values (p_organization, p_reservation, 'held', p_draft, p_reference, p_expires, p_account,
        p_now);
    v_taking := inventory.take(p_organization, p_channel, p_warehouse, p_company, null, 'reserved',
        p_reservation, p_account, p_now, v_variants, v_quantities);
    if not v_taking.done then
        raise exception using errcode = 'DR304', message = 'not enough stock', detail = (
            select json_agg(json_build_object('sku', c.sku, 'needed', n.quantity,
                'available', s.available) order by c.sku)::text
            from unnest(v_taking.short, v_taking.available) s (variant_id, available)
            join unnest(v_variants, v_quantities) n (variant_id, quantity)
                on n.variant_id = s.variant_id
            join catalog.variants c on c.organization_id = p_organization
                and c.id = s.variant_id);
    end if;
    insert into inventory.reservation_lines
        (organization_id, reservation_id, warehouse_id, variant_id, quantity)
    select p_organization, p_reservation, m.warehouse_id, m.variant_id, m.reserved_delta
    from inventory.stock_movements m
    where m.organization_id = p_organization and m.reference_id = p_reservation
        and m.reserved_delta > 0;
    perform inventory.note_end(p_reservation, p_expires);
end $$;
revoke all on function inventory.take, inventory.write_taking, inventory.allocate,
    inventory.allocations, inventory.ship, inventory.release, inventory.restock, inventory.reserve
    from public;
grant execute on function inventory.take, inventory.write_taking, inventory.allocate,
    inventory.allocations, inventory.ship, inventory.release, inventory.restock, inventory.reserve
    to dray_server;
