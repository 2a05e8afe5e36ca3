-- Bins, lots and the parts of a level that lie in them; what a level must keep back, and when it is
-- low. A level without any of these costs what it did.

-- `in_parts` is what of the level lies in a bin or is of a lot; the rest is loose. `next_expiry` is
-- the first day on which a lot of it ends. `is_low` remembers that the reorder point was crossed.
alter table inventory.stock_levels
    add column safety_stock bigint not null default 0 check (safety_stock >= 0),
    add column reorder_point bigint check (reorder_point >= 0),
    add column is_low boolean not null default false,
    add column in_parts bigint not null default 0 check (in_parts >= 0),
    add column next_expiry date,
    add constraint stock_levels_parts_within check (in_parts = 0 or in_parts <= on_hand);
create index stock_levels_low on inventory.stock_levels (organization_id, warehouse_id, variant_id)
    where is_low;

-- What `reference_id` is of; null on the plain path: a receipt for what was received, else an
-- order.
alter table inventory.stock_movements
    add column bin_id uuid, add column lot_id uuid,
    add column reference_type text check (reference_type in
        ('receipt', 'order', 'transfer', 'count', 'reservation', 'return'));

create table inventory.bins (
    organization_id uuid not null,
    id uuid not null,
    warehouse_id uuid not null,
    code text not null,
    created_at timestamptz not null,
    primary key (organization_id, id),
    constraint bins_code_taken unique (organization_id, warehouse_id, code),
    unique (organization_id, warehouse_id, id),
    constraint bins_warehouse_fkey foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_tenant_table('inventory.bins');
grant select, insert on inventory.bins to dray_server;

-- A lot is good through its last day, in UTC.
create table inventory.lots (
    organization_id uuid not null,
    id uuid not null,
    variant_id uuid not null,
    number text not null,
    expires_on date,
    created_at timestamptz not null,
    primary key (organization_id, id),
    unique (organization_id, variant_id, number),
    unique (organization_id, variant_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_tenant_table('inventory.lots');
grant select, insert on inventory.lots to dray_server;

create table inventory.stock_parts (
    organization_id uuid not null,
    warehouse_id uuid not null,
    variant_id uuid not null,
    bin_id uuid,
    lot_id uuid,
    quantity bigint not null,
    constraint stock_parts_key unique nulls not distinct
        (organization_id, warehouse_id, variant_id, bin_id, lot_id),
    constraint stock_parts_not_below_zero check (quantity >= 0),
    check (bin_id is not null or lot_id is not null),
    foreign key (organization_id, warehouse_id, variant_id)
        references inventory.stock_levels (organization_id, warehouse_id, variant_id),
    foreign key (organization_id, warehouse_id, bin_id)
        references inventory.bins (organization_id, warehouse_id, id),
    foreign key (organization_id, variant_id, lot_id)
        references inventory.lots (organization_id, variant_id, id)
);
call platform.guard_tenant_table('inventory.stock_parts');
grant select, insert, update on inventory.stock_parts to dray_server;

-- A UUIDv7 of an instant, for rows that functions make and that are read in the order of their ids.
create function platform.ordered_id(p_at timestamptz) returns uuid
language sql volatile set search_path = pg_catalog as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from p_at) * 1000)::bigint) from 3)
        from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;
revoke all on function platform.ordered_id from public;
grant execute on function platform.ordered_id to dray_server;

-- The ledger hears of it once when a level falls under its reorder point, and once when it is back.
create function inventory.watch_level() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    update inventory.stock_levels s set is_low = not new.is_low
    where s.organization_id = new.organization_id and s.warehouse_id = new.warehouse_id
        and s.variant_id = new.variant_id;
    insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, account_id,
        at, payload)
    values (new.organization_id, platform.ordered_id(clock_timestamp()),
        case when new.is_low then 'stock_restored' else 'stock_low' end, 'variant', new.variant_id,
        nullif(current_setting('app.account', true), '')::uuid, clock_timestamp(),
        json_build_object('warehouse_id', new.warehouse_id,
            'available', new.on_hand - new.reserved - new.allocated,
            'reorder_point', new.reorder_point));
    return null;
end $$;
create trigger watch_level after update on inventory.stock_levels for each row
    when ((new.reorder_point is not null
        and new.on_hand - new.reserved - new.allocated < new.reorder_point) <> new.is_low)
    execute function inventory.watch_level();

-- What of a level is of lots that are over: there, and never promised.
create function inventory.expired(
    p_organization uuid, p_warehouse uuid, p_variant uuid, p_day date
) returns bigint
language sql stable set search_path = pg_catalog as $$
    select coalesce(sum(p.quantity), 0)::bigint
    from inventory.stock_parts p
    join inventory.lots l on l.organization_id = p.organization_id and l.id = p.lot_id
    where p.organization_id = p_organization and p.warehouse_id = p_warehouse
        and p.variant_id = p_variant and p.quantity > 0 and l.expires_on < p_day
$$;

-- Moves levels of a warehouse, several at once, with a movement for each row given: whatever is
-- not the plain path goes through here. Levels are made where there are none and held in the order
-- of their keys; a bin or a lot says which part is meant.
create function inventory.move(
    p_organization uuid, p_warehouse uuid, p_kind text, p_type text, p_reference uuid,
    p_reason text, p_account uuid, p_now timestamptz, p_variants uuid[], p_on_hand bigint[],
    p_reserved bigint[], p_allocated bigint[], p_bins uuid[], p_lots uuid[]
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    insert into inventory.stock_levels (organization_id, warehouse_id, variant_id)
    select p_organization, p_warehouse, n.variant_id
    from (select distinct v as variant_id from unnest(p_variants) v order by v) n
    on conflict do nothing;
    perform from (select distinct v as variant_id from unnest(p_variants) v order by v) n
    cross join lateral (
        select s.variant_id from inventory.stock_levels s
        where s.organization_id = p_organization and s.warehouse_id = p_warehouse
            and s.variant_id = n.variant_id
        for no key update) held;
    if array_remove(p_bins || p_lots, null) <> '{}' then
        insert into inventory.stock_parts
            (organization_id, warehouse_id, variant_id, bin_id, lot_id, quantity)
        select p_organization, p_warehouse, m.variant_id, m.bin_id, m.lot_id, 0
        from (select distinct variant_id, bin_id, lot_id
            from unnest(p_variants, p_bins, p_lots) u (variant_id, bin_id, lot_id)) m
        where m.bin_id is not null or m.lot_id is not null
        on conflict on constraint stock_parts_key do nothing;
        update inventory.stock_parts p set quantity = p.quantity + m.quantity
        from (
            select u.variant_id, u.bin_id, u.lot_id, sum(u.quantity)::bigint as quantity
            from unnest(p_variants, p_bins, p_lots, p_on_hand)
                u (variant_id, bin_id, lot_id, quantity)
            where u.bin_id is not null or u.lot_id is not null
            group by u.variant_id, u.bin_id, u.lot_id) m
        where p.organization_id = p_organization and p.warehouse_id = p_warehouse
            and p.variant_id = m.variant_id and p.bin_id is not distinct from m.bin_id
            and p.lot_id is not distinct from m.lot_id;
    end if;
    update inventory.stock_levels s
    set on_hand = s.on_hand + m.on_hand, reserved = s.reserved + m.reserved,
        allocated = s.allocated + m.allocated, in_parts = s.in_parts + m.in_parts,
        next_expiry = case when m.has_parts then (
            select min(l.expires_on) from inventory.stock_parts p
            join inventory.lots l on l.organization_id = p.organization_id and l.id = p.lot_id
            where p.organization_id = p_organization and p.warehouse_id = p_warehouse
                and p.variant_id = m.variant_id and p.quantity > 0)
            else s.next_expiry end
    from (
        select u.variant_id, coalesce(sum(u.on_hand), 0)::bigint as on_hand,
            coalesce(sum(u.reserved), 0)::bigint as reserved,
            coalesce(sum(u.allocated), 0)::bigint as allocated,
            coalesce(sum(u.on_hand) filter (where u.bin_id is not null or u.lot_id is not null), 0)
                ::bigint as in_parts,
            bool_or(u.bin_id is not null or u.lot_id is not null) as has_parts
        from unnest(p_variants, p_on_hand, p_reserved, p_allocated, p_bins, p_lots)
            u (variant_id, on_hand, reserved, allocated, bin_id, lot_id)
        group by u.variant_id) m
    where s.organization_id = p_organization and s.warehouse_id = p_warehouse
        and s.variant_id = m.variant_id;
    insert into inventory.stock_movements
        (organization_id, id, warehouse_id, variant_id, kind, on_hand_delta, reserved_delta,
        allocated_delta, bin_id, lot_id, reference_type, reference_id, reason, account_id, at)
    select p_organization, gen_random_uuid(), p_warehouse, u.variant_id, p_kind,
        coalesce(u.on_hand, 0), coalesce(u.reserved, 0), coalesce(u.allocated, 0), u.bin_id,
        u.lot_id, p_type, p_reference, p_reason, p_account, p_now
    from unnest(p_variants, p_on_hand, p_reserved, p_allocated, p_bins, p_lots)
        u (variant_id, on_hand, reserved, allocated, bin_id, lot_id);
end $$;

-- Which parts of levels a quantity is taken from: the lot that ends first, then bins by their
-- codes, then what is loose. Nothing of a lot that ended before the day, where one is given.
create function inventory.pick(
    p_organization uuid, p_warehouse uuid, p_variants uuid[], p_quantities bigint[], p_day date
) returns table (variant_id uuid, bin_id uuid, lot_id uuid, quantity bigint)
language sql stable set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
    with wanted as (
        select u.variant_id, sum(u.quantity)::bigint as quantity
        from unnest(p_variants, p_quantities) u (variant_id, quantity) group by u.variant_id
    ), sources as (
        select w.variant_id, w.quantity as wanted, p.bin_id, p.lot_id, p.quantity,
            l.expires_on, b.code
        from wanted w join inventory.stock_parts p on p.organization_id = p_organization
            and p.warehouse_id = p_warehouse and p.variant_id = w.variant_id
        left join inventory.lots l on l.organization_id = p_organization and l.id = p.lot_id
        left join inventory.bins b on b.organization_id = p_organization and b.id = p.bin_id
        where p.quantity > 0 and (p_day is null or l.expires_on is null or l.expires_on >= p_day)
        union all
        select w.variant_id, w.quantity, null, null, s.on_hand - s.in_parts, null, null
        from wanted w join inventory.stock_levels s on s.organization_id = p_organization
            and s.warehouse_id = p_warehouse and s.variant_id = w.variant_id
        where s.on_hand > s.in_parts
    ), ranked as (
        select r.variant_id, r.wanted, r.bin_id, r.lot_id, r.quantity,
            sum(r.quantity) over (partition by r.variant_id
                order by r.expires_on nulls last, r.code nulls last, r.lot_id, r.bin_id
                rows unbounded preceding) - r.quantity as before
        from sources r
    )
    select r.variant_id, r.bin_id, r.lot_id, least(r.quantity, r.wanted - r.before)::bigint
    from ranked r where r.before < r.wanted
$$;

-- Takes what is on hand away from a warehouse, as `pick` chooses. DR303: there is not enough
-- (detail: of what).
create function inventory.take_away(
    p_organization uuid, p_warehouse uuid, p_kind text, p_type text, p_reference uuid,
    p_reason text, p_account uuid, p_now timestamptz, p_variants uuid[], p_quantities bigint[],
    p_allocated boolean, p_day date
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_variants uuid[];
    v_quantities bigint[];
    v_bins uuid[];
    v_lots uuid[];
    v_short text;
begin
    perform from (select distinct v as variant_id from unnest(p_variants) v order by v) n
    cross join lateral (
        select s.variant_id from inventory.stock_levels s
        where s.organization_id = p_organization and s.warehouse_id = p_warehouse
            and s.variant_id = n.variant_id
        for no key update) held;
    select array_agg(p.variant_id), array_agg(-p.quantity), array_agg(p.bin_id),
        array_agg(p.lot_id)
    into v_variants, v_quantities, v_bins, v_lots
    from inventory.pick(p_organization, p_warehouse, p_variants, p_quantities, p_day) p;
    select string_agg(c.sku, ', ' order by c.sku) into v_short
    from (
        select u.variant_id, sum(u.quantity) as quantity
        from (select w.v as variant_id, w.q as quantity
            from unnest(p_variants, p_quantities) w (v, q)
            union all
            select t.v, t.q from unnest(v_variants, v_quantities) t (v, q)) u
        group by u.variant_id having sum(u.quantity) > 0) missing
    join catalog.variants c on c.organization_id = p_organization and c.id = missing.variant_id;
    if v_short is not null then
        raise exception using errcode = 'DR303', message = 'not enough on hand',
            detail = 'There is not enough on hand of ' || v_short || '.';
    end if;
    perform inventory.move(p_organization, p_warehouse, p_kind, p_type, p_reference, p_reason,
        p_account, p_now, v_variants, v_quantities, null,
        case when p_allocated then v_quantities end, v_bins, v_lots);
    -- What is left must serve what is promised, of which nothing may be of lots that are over.
    select string_agg(c.sku, ', ' order by c.sku) into v_short
    from unnest(case when not p_allocated then v_variants end) v (variant_id)
    join inventory.stock_levels s on s.organization_id = p_organization
        and s.warehouse_id = p_warehouse and s.variant_id = v.variant_id
    join catalog.variants c on c.organization_id = p_organization and c.id = v.variant_id
    where p_day is not null and not s.backorder and s.next_expiry < p_day
        and s.on_hand - s.reserved - s.allocated < inventory.expired(
            p_organization, p_warehouse, v.variant_id, p_day);
    if v_short is not null then
        raise exception using errcode = 'DR303', message = 'it is promised',
            detail = 'What is left of ' || v_short || ' is promised, or of lots that are over.';
    end if;
end $$;
-- The bins of codes, '' for none. DR305: there is no such bin (detail: which).
create function inventory.bin_ids(p_organization uuid, p_warehouse uuid, p_codes text[])
returns uuid[]
language plpgsql stable set search_path = pg_catalog as $$
declare
    v_ids uuid[];
    v_unknown text;
begin
    select array_agg(b.id order by c.place),
        string_agg(distinct c.code, ', ') filter (where c.code <> '' and b.id is null)
    into v_ids, v_unknown
    from unnest(p_codes) with ordinality c (code, place)
    left join lateral (
        select i.id from inventory.bins i where i.organization_id = p_organization
            and i.warehouse_id = p_warehouse and i.code = c.code) b on true;
    if v_unknown is not null then
        raise exception using errcode = 'DR305', message = 'no such bin',
            detail = 'The warehouse has no bin ' || v_unknown || '.';
    end if;
    return v_ids;
end $$;

-- The lots of numbers, '' for none; made where they are new, with their last days ('' for none),
-- unless no days are given. DR305: there is no such lot, or it ends on another day.
create function inventory.lot_ids(
    p_organization uuid, p_variants uuid[], p_numbers text[], p_expires text[], p_now timestamptz
) returns uuid[]
language plpgsql set search_path = pg_catalog as $$
declare
    v_ids uuid[];
    v_unknown text;
    v_other text;
begin
    if p_expires is not null then
        insert into inventory.lots
            (organization_id, id, variant_id, number, expires_on, created_at)
        select distinct on (u.variant_id, u.number) p_organization, platform.ordered_id(p_now),
            u.variant_id, u.number, nullif(u.expires, '')::date, p_now
        from unnest(p_variants, p_numbers, p_expires) u (variant_id, number, expires)
        where u.number <> '' order by u.variant_id, u.number
        on conflict (organization_id, variant_id, number) do nothing;
    end if;
    select array_agg(l.id order by u.place),
        string_agg(distinct u.number, ', ') filter (where u.number <> '' and l.id is null),
        string_agg(distinct u.number, ', ') filter (where u.expires <> ''
            and l.expires_on is distinct from nullif(u.expires, '')::date)
    into v_ids, v_unknown, v_other
    from unnest(p_variants, p_numbers, p_expires) with ordinality
        u (variant_id, number, expires, place)
    left join lateral (
        select i.id, i.expires_on from inventory.lots i where i.organization_id = p_organization
            and i.variant_id = u.variant_id and i.number = u.number) l on true;
    if v_unknown is not null or v_other is not null then
        raise exception using errcode = 'DR305', message = 'no such lot', detail = coalesce(
            'There is no lot ' || v_unknown || ' of it.', 'The lot ' || v_other
            || ' ends on another day than is said.');
    end if;
    return v_ids;
end $$;

-- Takes a delivery in, of which something goes to bins or is of lots.
create function inventory.receive_parts(
    p_organization uuid, p_warehouse uuid, p_receipt uuid, p_reference text, p_account uuid,
    p_now timestamptz, p_variants uuid[], p_quantities bigint[], p_bins text[], p_lots text[],
    p_expires text[]
) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    perform inventory.move(p_organization, p_warehouse, 'received', 'receipt', p_receipt,
        p_reference, p_account, p_now, p_variants, p_quantities, null, null,
        inventory.bin_ids(p_organization, p_warehouse, p_bins),
        inventory.lot_ids(p_organization, p_variants, p_lots, p_expires, p_now));
end $$;

-- Corrects what lies in a bin or is of a lot, by a difference or to what was counted; answers the
-- difference.
create function inventory.adjust_part(
    p_organization uuid, p_warehouse uuid, p_variant uuid, p_bin text, p_lot text, p_delta bigint,
    p_counted bigint, p_reason text, p_account uuid, p_now timestamptz
) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
    v_bins uuid[] := inventory.bin_ids(p_organization, p_warehouse, array[p_bin]);
    v_lots uuid[] := inventory.lot_ids(p_organization, array[p_variant], array[p_lot], null, p_now);
    v_delta bigint := p_delta;
begin
    if p_counted is not null then
        perform from inventory.stock_levels s
        where s.organization_id = p_organization and s.warehouse_id = p_warehouse
            and s.variant_id = p_variant for no key update;
        v_delta := p_counted - inventory.part_quantity(p_organization, p_warehouse, p_variant,
            v_bins[1], v_lots[1]);
    end if;
    if v_delta <> 0 then
        perform inventory.move(p_organization, p_warehouse,
            case when p_counted is null then 'adjusted' else 'counted' end, null, null, p_reason,
            p_account, p_now, array[p_variant], array[v_delta], null, null, v_bins, v_lots);
    end if;
    return v_delta;
end $$;

-- What a level holds, or the part of it in a bin or of a lot.
create function inventory.part_quantity(
    p_organization uuid, p_warehouse uuid, p_variant uuid, p_bin uuid, p_lot uuid
) returns bigint
language sql stable set search_path = pg_catalog as $$
    select case when p_bin is null and p_lot is null then coalesce((
            select s.on_hand from inventory.stock_levels s
            where s.organization_id = p_organization and s.warehouse_id = p_warehouse
                and s.variant_id = p_variant), 0)
        else coalesce((
            select sum(p.quantity) from inventory.stock_parts p
            where p.organization_id = p_organization and p.warehouse_id = p_warehouse
                and p.variant_id = p_variant and p.bin_id is not distinct from p_bin
                and p.lot_id is not distinct from p_lot), 0)::bigint end
$$;

-- Carries something from one bin to another, from no bin or to none ('').
create function inventory.put_away(
    p_organization uuid, p_warehouse uuid, p_variant uuid, p_lot text, p_from text, p_to text,
    p_quantity bigint, p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_bins uuid[] := inventory.bin_ids(p_organization, p_warehouse, array[p_from, p_to]);
    v_lots uuid[] := inventory.lot_ids(p_organization, array[p_variant, p_variant],
        array[p_lot, p_lot], null, p_now);
begin
    perform inventory.move(p_organization, p_warehouse, 'transferred', null, null, 'put away',
        p_account, p_now, array[p_variant, p_variant], array[-p_quantity, p_quantity], null, null,
        v_bins, v_lots);
end $$;
revoke all on function inventory.watch_level, inventory.expired, inventory.move, inventory.pick,
    inventory.take_away, inventory.bin_ids, inventory.lot_ids, inventory.receive_parts,
    inventory.adjust_part, inventory.part_quantity, inventory.put_away from public;
grant execute on function inventory.expired, inventory.move, inventory.pick, inventory.take_away,
    inventory.bin_ids, inventory.lot_ids, inventory.receive_parts, inventory.adjust_part,
    inventory.part_quantity, inventory.put_away to dray_server;
