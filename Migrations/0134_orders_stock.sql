-- A draft may hold its stock for a while, whichever party asks; an order that was placed in part
-- gets the rest when there is more.
alter table orders.draft_orders add column reservation_id uuid;

-- The draft for whom it may concern, held against everybody else; works inside its seller's
-- organization from then on. DR101: not there or not a party. DR102: its state forbids it.
create function orders.enter_draft(p_draft uuid) returns orders.draft_orders
language plpgsql set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_draft orders.draft_orders;
begin
    select * into v_draft from orders.draft_orders d
    where d.id = p_draft and d.organization_id = v_caller for update;
    if not found then
        select * into v_draft from orders.draft_orders d
        where d.id = p_draft and d.buyer_organization_id = v_caller for update;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such draft';
        end if;
    end if;
    if v_draft.state not in ('open', 'submitted') then
        raise exception using errcode = 'DR102', message = v_draft.state;
    end if;
    perform set_config('app.organization', v_draft.organization_id::text, true);
    return v_draft;
end $$;

-- Holds what the draft's lines need; what it held before is let go in the same transaction. DR107:
-- the relation is not active. DR304: not enough (detail: JSON of what is short).
create function orders.reserve_draft(
    p_draft uuid, p_reservation uuid, p_expires timestamptz, p_account uuid, p_event uuid,
    p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_caller text := current_setting('app.organization', true);
    v_draft orders.draft_orders := orders.enter_draft(p_draft);
    v_variants uuid[];
    v_quantities bigint[];
begin
    perform from organizations.companies c
    where c.organization_id = v_draft.organization_id and c.id = v_draft.company_id
        and c.state = 'active';
    if not found then
        raise exception using errcode = 'DR107', message = 'the relation is not active';
    end if;
    if v_draft.reservation_id is not null then
        perform inventory.end_reservation(v_draft.organization_id, v_draft.reservation_id,
            'released', p_account, p_now);
    end if;
    select array_agg(l.variant_id), array_agg(l.base_quantity) into v_variants, v_quantities
    from orders.draft_order_lines l
    where l.organization_id = v_draft.organization_id and l.draft_order_id = p_draft;
    perform inventory.reserve(v_draft.organization_id, p_reservation, v_draft.channel_id,
        v_draft.warehouse_id, v_draft.company_id, p_draft, v_draft.reference, p_expires, p_account,
        p_now, v_variants, v_quantities);
    update orders.draft_orders d set reservation_id = p_reservation
    where d.organization_id = v_draft.organization_id and d.id = p_draft;
    insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, account_id,
        request_id, at, payload)
    values (v_draft.organization_id, p_event, 'stock_reserved', 'stock_reservation',
        p_reservation, p_account, p_request, p_now,
        json_build_object('draft_order_id', p_draft, 'expires_at', p_expires));
    perform set_config('app.organization', v_caller, true);
end $$;

-- Lets go of what the draft holds, if anything.
create function orders.release_draft(
    p_draft uuid, p_account uuid, p_event uuid, p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller text := current_setting('app.organization', true);
    v_draft orders.draft_orders := orders.enter_draft(p_draft);
begin
    if v_draft.reservation_id is not null then
        if inventory.end_reservation(v_draft.organization_id, v_draft.reservation_id,
            'released', p_account, p_now)
        then
            insert into platform.events (organization_id, id, type, aggregatetype, aggregateid,
                account_id, request_id, at, payload)
            values (v_draft.organization_id, p_event, 'stock_reservation_released',
                'stock_reservation', v_draft.reservation_id, p_account, p_request, p_now,
                json_build_object('draft_order_id', p_draft));
        end if;
        update orders.draft_orders d set reservation_id = null
        where d.organization_id = v_draft.organization_id and d.id = p_draft;
    end if;
    perform set_config('app.organization', v_caller, true);
end $$;
revoke all on function orders.enter_draft, orders.reserve_draft, orders.release_draft from public;
grant execute on function orders.reserve_draft, orders.release_draft to dray_server;

-- What lines of an order don't get where it is served in part: the last lines go short first.
create function orders.write_shortfall(
    p_organization uuid, p_order uuid, p_short uuid[], p_missing bigint[]
) returns void
language sql volatile set search_path = pg_catalog as $$
    update orders.order_lines l set allocated_quantity = greatest(
        l.base_quantity - greatest(m.missing - m.after, 0), 0)
    from (
        select o.line, s.missing, sum(o.base_quantity) over (partition by o.variant_id
            order by o.line desc rows unbounded preceding) - o.base_quantity as after
        from unnest(p_short, p_missing) s (variant_id, missing)
        join orders.order_lines o on o.organization_id = p_organization
            and o.order_id = p_order and o.variant_id = s.variant_id) m
    where l.organization_id = p_organization and l.order_id = p_order and l.line = m.line
$$;

-- What a draft lacks, as JSON for the caller. DR108: nothing, as stock came in meanwhile; look
-- again.
create function orders.short_lines(
    p_organization uuid, p_draft uuid, p_short uuid[], p_available bigint[]
) returns text
language plpgsql stable set search_path = pg_catalog as $$
begin
    if p_short is null then
        raise exception using errcode = 'DR108', message = 'stock came in meanwhile';
    end if;
    return (
        select json_agg(json_build_object('sku', n.sku, 'lines', n.lines, 'needed', n.quantity,
            'available', n.available))::text
        from (
            select min(l.sku) as sku, json_agg(l.line order by l.line) as lines,
                sum(l.base_quantity) as quantity, min(s.available) as available
            from unnest(p_short, p_available) s (variant_id, available)
            join orders.draft_order_lines l on l.organization_id = p_organization
                and l.draft_order_id = p_draft and l.variant_id = s.variant_id
            group by l.variant_id) n);
end $$;
revoke all on function orders.write_shortfall, orders.short_lines from public;

-- Takes for an order what it was placed without; the seller asks. Answers how many base units still
-- wait. DR101: not there. DR102: its state forbids it. DR304: nothing more can be had.
create function orders.allocate_rest(
    p_order uuid, p_account uuid, p_event uuid, p_request text, p_now timestamptz
) returns bigint
language plpgsql security definer set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_order orders.orders;
    v_variants uuid[];
    v_quantities bigint[];
    v_taking inventory.taking;
    v_waiting bigint;
begin
    select * into v_order from orders.orders o
    where o.organization_id = v_caller and o.id = p_order for update;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such order';
    end if;
    if v_order.state not in ('placed', 'confirmed', 'picking') then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    select array_agg(n.variant_id), array_agg(n.quantity) into v_variants, v_quantities
    from (
        select l.variant_id, sum(l.base_quantity - l.allocated_quantity)::bigint as quantity
        from orders.order_lines l
        where l.organization_id = v_caller and l.order_id = p_order
            and l.allocated_quantity < l.base_quantity
        group by l.variant_id order by l.variant_id) n;
    if v_variants is null then
        return 0;
    end if;
    v_taking := inventory.allocate(v_caller, v_order.channel_id, v_order.warehouse_id,
        v_order.company_id, null, p_order, p_account, p_now, v_variants, v_quantities);
    if not v_taking.done then
        raise exception using errcode = 'DR304', message = 'not enough stock', detail = '[]';
    end if;
    update orders.order_lines l set allocated_quantity = l.base_quantity
    where l.organization_id = v_caller and l.order_id = p_order;
    if v_taking.short is not null then
        perform orders.write_shortfall(v_caller, p_order, v_taking.short, v_taking.missing);
    end if;
    select coalesce(sum(m), 0) into v_waiting from unnest(v_taking.missing) m;
    insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, account_id,
        request_id, at, payload)
    values (v_caller, p_event, 'order_allocated', 'order', p_order, p_account, p_request, p_now,
        json_build_object('waiting', v_waiting));
    return v_waiting;
end $$;

-- What of an order's lines is promised, for either party; and the day on which what is expected
-- covers what is not there.
create function orders.allocation_of(p_order uuid)
returns table (
    line integer, variant_id uuid, sku text, base_quantity bigint, allocated bigint,
    expected_on text)
language plpgsql security definer set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_order orders.orders;
begin
    select * into v_order from orders.orders o
    where o.organization_id = v_caller and o.id = p_order;
    if not found then
        select * into v_order from orders.orders o
        where o.buyer_organization_id = v_caller and o.id = p_order;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such order';
        end if;
    end if;
    perform set_config('app.organization', v_order.organization_id::text, true);
    return query
    select l.line, l.variant_id, l.sku, l.base_quantity, l.allocated_quantity, case
        when l.allocated_quantity < l.base_quantity or exists (
            select from inventory.stock_levels s
            where s.organization_id = v_order.organization_id
                and s.warehouse_id = v_order.warehouse_id and s.variant_id = l.variant_id
                and s.on_hand < s.reserved + s.allocated)
        then inventory.available_from(v_order.organization_id, v_order.warehouse_id,
            l.variant_id, l.base_quantity - l.allocated_quantity)::text end
    from orders.order_lines l
    where l.organization_id = v_order.organization_id and l.order_id = p_order
    order by l.line;
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function orders.allocate_rest, orders.allocation_of from public;
grant execute on function orders.allocate_rest, orders.allocation_of to dray_server;
