-- From which warehouses a channel is served and how much of them it may take; reservations.

-- What holds where a channel has no row: its own warehouse alone, all or nothing, no buffer.
create table inventory.channel_rules (
    organization_id uuid not null,
    channel_id uuid not null,
    allocation text not null check (allocation in ('all_or_nothing', 'partial')),
    split_allowed boolean not null,
    choice text not null check (choice in ('priority', 'proximity')),
    buffer bigint not null check (buffer >= 0),
    updated_at timestamptz not null,
    version integer not null,
    primary key (organization_id, channel_id),
    constraint channel_rules_channel_fkey foreign key (organization_id, channel_id)
        references organizations.channels (organization_id, id)
);
call platform.guard_tenant_table('inventory.channel_rules');
grant select, insert, update on inventory.channel_rules to dray_server;

create table inventory.channel_warehouses (
    organization_id uuid not null,
    channel_id uuid not null,
    warehouse_id uuid not null,
    priority integer not null,
    primary key (organization_id, channel_id, warehouse_id),
    foreign key (organization_id, channel_id)
        references inventory.channel_rules (organization_id, channel_id),
    constraint channel_warehouses_warehouse_fkey foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_tenant_table('inventory.channel_warehouses');
grant select, insert, delete on inventory.channel_warehouses to dray_server;

-- A variant's own buffer on a channel, instead of the channel's.
create table inventory.channel_buffers (
    organization_id uuid not null,
    channel_id uuid not null,
    variant_id uuid not null,
    quantity bigint not null check (quantity >= 0),
    primary key (organization_id, channel_id, variant_id),
    foreign key (organization_id, channel_id)
        references inventory.channel_rules (organization_id, channel_id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_tenant_table('inventory.channel_buffers');
grant select, insert, delete on inventory.channel_buffers to dray_server;

-- Where a warehouse is, and where a company is delivered to, for choosing what is near.
create table inventory.places (
    organization_id uuid not null,
    subject_id uuid not null,
    country text not null,
    region text,
    postal_code text,
    latitude_micro bigint check (latitude_micro between -90000000 and 90000000),
    longitude_micro bigint check (longitude_micro between -180000000 and 180000000),
    updated_at timestamptz not null,
    primary key (organization_id, subject_id),
    check ((latitude_micro is null) = (longitude_micro is null))
);
call platform.guard_tenant_table('inventory.places');
grant select, insert, update on inventory.places to dray_server;

-- How far two places are apart, to be compared only: kilometres where both have coordinates; else
-- steps of 10,000 for each of the postal code's area, region and country that differ.
create function inventory.distance(a inventory.places, b inventory.places)
returns double precision
language sql immutable set search_path = pg_catalog as $$
    select case
        when a.latitude_micro is not null and b.latitude_micro is not null then
            12742 * asin(least(1, sqrt(
                power(sind((b.latitude_micro - a.latitude_micro) / 2e6), 2)
                + cosd(a.latitude_micro / 1e6) * cosd(b.latitude_micro / 1e6)
                * power(sind((b.longitude_micro - a.longitude_micro) / 2e6), 2))))
        when a.country is null or b.country is null or a.country <> b.country then 30000
        when a.region is null or b.region is null or a.region <> b.region then 20000
        when a.postal_code is null or b.postal_code is null
            or left(a.postal_code, 3) <> left(b.postal_code, 3) then 10000
        else 0 end
$$;

-- The warehouses that serve a channel, the first to be asked first.
create function inventory.serving(
    p_organization uuid, p_channel uuid, p_warehouse uuid, p_company uuid
) returns uuid[]
language plpgsql stable set search_path = pg_catalog as $$
declare
    v_choice text;
    v_place inventory.places;
    v_warehouses uuid[];
begin
    select r.choice into v_choice from inventory.channel_rules r
    where r.organization_id = p_organization and r.channel_id = p_channel;
    if v_choice = 'proximity' then
        select p.* into v_place from inventory.places p
        where p.organization_id = p_organization and p.subject_id = p_company;
    end if;
    select array_agg(c.warehouse_id order by c.distance, c.priority, c.warehouse_id)
    into v_warehouses
    from (
        select w.warehouse_id, w.priority, case when v_choice = 'proximity'
            then inventory.distance(v_place, p) end as distance
        from inventory.channel_warehouses w
        left join inventory.places p on p.organization_id = w.organization_id
            and p.subject_id = w.warehouse_id
        where w.organization_id = p_organization and w.channel_id = p_channel) c;
    return coalesce(v_warehouses, array[p_warehouse]);
end $$;

create table inventory.reservations (
    organization_id uuid not null,
    id uuid not null,
    state text not null check (state in ('held', 'placed', 'released', 'expired')),
    draft_order_id uuid,
    reference text,
    expires_at timestamptz not null,
    created_by uuid not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    primary key (organization_id, id),
    check ((state = 'held') = (ended_at is null))
);
call platform.guard_tenant_table('inventory.reservations');
create unique index reservations_of_draft on inventory.reservations
    (organization_id, draft_order_id) where state = 'held';
grant select, insert, update on inventory.reservations to dray_server;

create table inventory.reservation_lines (
    organization_id uuid not null,
    reservation_id uuid not null,
    warehouse_id uuid not null,
    variant_id uuid not null,
    quantity bigint not null check (quantity > 0),
    primary key (organization_id, reservation_id, warehouse_id, variant_id),
    foreign key (organization_id, reservation_id)
        references inventory.reservations (organization_id, id),
    foreign key (organization_id, warehouse_id, variant_id)
        references inventory.stock_levels (organization_id, warehouse_id, variant_id)
);
call platform.guard_tenant_table('inventory.reservation_lines');
grant select, insert on inventory.reservation_lines to dray_server;

-- When reservations of all organizations end, for the job that ends them. No tenant's table:
-- reached by the functions below only.
create table inventory.reservation_ends (
    reservation_id uuid primary key,
    owner uuid not null,
    ends_at timestamptz not null
);
create index reservation_ends_at on inventory.reservation_ends (ends_at, reservation_id);

create function inventory.note_end(p_reservation uuid, p_ends timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_ends is null then
        delete from inventory.reservation_ends e where e.reservation_id = p_reservation
            and e.owner = nullif(current_setting('app.organization', true), '')::uuid;
    else
        insert into inventory.reservation_ends (reservation_id, owner, ends_at)
        values (p_reservation,
            nullif(current_setting('app.organization', true), '')::uuid, p_ends);
    end if;
end $$;

-- Ends a reservation that is held; false where it had ended.
create function inventory.end_reservation(
    p_organization uuid, p_reservation uuid, p_state text, p_account uuid, p_now timestamptz
) returns boolean
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_line record;
begin
    perform from inventory.reservations r
    where r.organization_id = p_organization and r.id = p_reservation and r.state = 'held'
    for update;
    if not found then
        return false;
    end if;
    for v_line in
        select l.warehouse_id, array_agg(l.variant_id) as variants,
            array_agg(-l.quantity) as quantities
        from inventory.reservation_lines l
        where l.organization_id = p_organization and l.reservation_id = p_reservation
        group by l.warehouse_id order by l.warehouse_id
    loop
        perform inventory.move(p_organization, v_line.warehouse_id, 'released', 'reservation',
            p_reservation, null, p_account, p_now, v_line.variants, null, v_line.quantities, null,
            null, null);
    end loop;
    update inventory.reservations r set state = p_state, ended_at = p_now
    where r.organization_id = p_organization and r.id = p_reservation;
    perform inventory.note_end(p_reservation, null);
    return true;
end $$;

-- Ends what is over, of whatever organization, with an event each; answers how many ended. One
-- that somebody works on just now is left for the next time.
create function inventory.expire_reservations(p_now timestamptz, p_limit integer) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_end record;
    v_count bigint := 0;
    v_caller text := coalesce(current_setting('app.organization', true), '');
begin
    for v_end in
        select e.reservation_id, e.owner from inventory.reservation_ends e
        where e.ends_at <= p_now order by e.ends_at, e.reservation_id limit p_limit
    loop
        perform set_config('app.organization', v_end.owner::text, true);
        perform from inventory.reservations r
        where r.organization_id = v_end.owner and r.id = v_end.reservation_id
            and r.state = 'held'
        for update skip locked;
        continue when not found;
        if inventory.end_reservation(v_end.owner, v_end.reservation_id, 'expired', null, p_now)
        then
            insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, at,
                payload)
            values (v_end.owner, platform.ordered_id(p_now), 'stock_reservation_expired',
                'stock_reservation', v_end.reservation_id, p_now, '{}');
            v_count := v_count + 1;
        end if;
    end loop;
    perform set_config('app.organization', v_caller, true);
    return v_count;
end $$;
revoke all on function inventory.distance, inventory.serving, inventory.note_end,
    inventory.end_reservation, inventory.expire_reservations from public;
grant execute on function inventory.distance, inventory.serving, inventory.note_end,
    inventory.end_reservation, inventory.expire_reservations to dray_server;
