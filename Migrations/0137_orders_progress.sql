-- What becomes of an order after it is placed. Lines carry how far each base unit of theirs is; the
-- order's state is worked out from its lines and never set by hand.

-- A document that its seller alone changes; the buyer named on it sees it.
create procedure platform.guard_sale_table(guarded regclass)
language plpgsql as $$
begin
    execute format('alter table %s enable row level security', guarded);
    execute format('alter table %s force row level security', guarded);
    execute format(
        $policy$create policy seller on %s using
            (organization_id = nullif(current_setting('app.organization', true), '')::uuid)$policy$,
        guarded);
    execute format(
        $policy$create policy buyer on %s for select using
            (buyer_organization_id
                = nullif(current_setting('app.organization', true), '')::uuid)$policy$,
        guarded);
end $$;

drop policy party on orders.orders;
drop policy party on orders.order_lines;
call platform.guard_sale_table('orders.orders');
call platform.guard_sale_table('orders.order_lines');

alter table orders.orders
    add column confirmed_at timestamptz,
    add column completed_at timestamptz,
    add column cancelled_at timestamptz,
    add column cancel_reason text,
    add column updated_at timestamptz;
grant update (state, version, confirmed_at, completed_at, cancelled_at, cancel_reason, updated_at)
    on orders.orders to dray_server;

-- Base units. What is picked is in a fulfillment that has not shipped it; what is packed is picked
-- too. `allocated_quantity` is what of the line was promised: open is what of that is neither
-- picked, shipped nor cancelled.
alter table orders.order_lines
    add column picked_quantity bigint not null default 0 check (picked_quantity >= 0),
    add column packed_quantity bigint not null default 0 check (packed_quantity >= 0),
    add column shipped_quantity bigint not null default 0 check (shipped_quantity >= 0),
    add column delivered_quantity bigint not null default 0 check (delivered_quantity >= 0),
    add column cancelled_quantity bigint not null default 0 check (cancelled_quantity >= 0),
    add constraint order_lines_progress_within check (
        packed_quantity <= picked_quantity and delivered_quantity <= shipped_quantity
        and picked_quantity + shipped_quantity <= allocated_quantity
        and allocated_quantity + cancelled_quantity <= base_quantity);
grant update (picked_quantity, packed_quantity, shipped_quantity, delivered_quantity,
    cancelled_quantity, allocated_quantity) on orders.order_lines to dray_server;

-- The one rule of an order's state: how far its lines are, and what its people said of it.
create function orders.state_of(p_organization uuid, p_order uuid) returns text
language sql stable set search_path = pg_catalog as $$
    select case
        when l.wanted = 0 then 'cancelled'
        when o.completed_at is not null then 'completed'
        when l.delivered = l.wanted then 'delivered'
        when l.shipped = l.wanted then 'shipped'
        when l.packed < l.picked then 'picking'
        when l.picked > 0 then 'packed'
        when o.confirmed_at is not null then 'confirmed'
        else 'placed' end
    from orders.orders o cross join lateral (
        select sum(n.base_quantity - n.cancelled_quantity) as wanted,
            sum(n.picked_quantity) as picked, sum(n.packed_quantity) as packed,
            sum(n.shipped_quantity) as shipped, sum(n.delivered_quantity) as delivered
        from orders.order_lines n
        where n.organization_id = o.organization_id and n.order_id = o.id) l
    where o.organization_id = p_organization and o.id = p_order
$$;

-- An order of the caller's organization, held until the transaction ends. Everything that moves an
-- order or its lines begins here, and takes stock only afterwards. DR101: there is none, or the
-- caller only buys it.
create function orders.hold_order(p_order uuid) returns orders.orders
language plpgsql set search_path = pg_catalog as $$
declare
    v_order orders.orders;
begin
    select * into v_order from orders.orders o
    where o.organization_id = nullif(current_setting('app.organization', true), '')::uuid
        and o.id = p_order for update;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such order';
    end if;
    return v_order;
end $$;

-- Moves quantities of lines, by differences. DR140: a line has not so much of it (detail: which).
create function orders.move_lines(
    p_organization uuid, p_order uuid, p_lines integer[], p_picked bigint[], p_packed bigint[],
    p_shipped bigint[], p_delivered bigint[], p_allocated bigint[], p_cancelled bigint[]
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_moved integer;
begin
    update orders.order_lines l
    set picked_quantity = l.picked_quantity + coalesce(m.picked, 0),
        packed_quantity = l.packed_quantity + coalesce(m.packed, 0),
        shipped_quantity = l.shipped_quantity + coalesce(m.shipped, 0),
        delivered_quantity = l.delivered_quantity + coalesce(m.delivered, 0),
        allocated_quantity = l.allocated_quantity + coalesce(m.allocated, 0),
        cancelled_quantity = l.cancelled_quantity + coalesce(m.cancelled, 0)
    from unnest(p_lines, p_picked, p_packed, p_shipped, p_delivered, p_allocated, p_cancelled)
        m (line, picked, packed, shipped, delivered, allocated, cancelled)
    where l.organization_id = p_organization and l.order_id = p_order and l.line = m.line;
    get diagnostics v_moved = row_count;
    if v_moved <> cardinality(p_lines) then
        raise exception using errcode = 'DR140', message = 'no such line',
            detail = 'The order has no such line.';
    end if;
exception when check_violation then
    raise exception using errcode = 'DR140', message = 'not so much',
        detail = 'A line has not so much left of it.';
end $$;

-- Works the state out anew, and tells the ledgers of both parties where it changed.
create function orders.settle(
    p_organization uuid, p_order uuid, p_account uuid, p_request text, p_now timestamptz
) returns orders.orders
language plpgsql set search_path = pg_catalog as $$
declare
    v_before text;
    v_order orders.orders;
begin
    select o.state into v_before from orders.orders o
    where o.organization_id = p_organization and o.id = p_order;
    update orders.orders o
    set state = orders.state_of(p_organization, p_order), version = o.version + 1,
        updated_at = p_now
    where o.organization_id = p_organization and o.id = p_order
    returning * into v_order;
    if v_order.state <> v_before then
        perform orders.tell(v_order, 'order_' || v_order.state, p_account, p_request, p_now,
            json_build_object('number', v_order.number, 'state', v_order.state,
                'from', v_before, 'version', v_order.version,
                'total_amount', v_order.total_amount, 'currency', v_order.currency));
    end if;
    return v_order;
end $$;

-- An event of an order in its seller's ledger and, as the buyer's order too, in the buyer's. Told
-- from inside the seller's organization only.
create function orders.tell(
    p_order orders.orders, p_type text, p_account uuid, p_request text, p_now timestamptz,
    p_payload json
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform from orders.orders o
    where o.organization_id = nullif(current_setting('app.organization', true), '')::uuid
        and o.organization_id = p_order.organization_id and o.id = p_order.id
        and o.buyer_organization_id = p_order.buyer_organization_id;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such order';
    end if;
    perform platform.append_event(p_order.organization_id, platform.ordered_id(p_now), p_type,
        'order', p_order.id, p_account, p_request, p_now, p_payload);
    perform platform.append_event(p_order.buyer_organization_id, platform.ordered_id(p_now),
        p_type, 'order', p_order.id, p_account, p_request, p_now, p_payload);
end $$;
revoke all on function orders.state_of, orders.hold_order, orders.move_lines, orders.settle,
    orders.tell from public;
grant execute on function orders.state_of, orders.hold_order, orders.move_lines, orders.settle,
    orders.tell to dray_server;

-- Confirms a placed order. DR102: its state forbids it (message: the state).
create function orders.confirm(
    p_order uuid, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_order orders.orders := orders.hold_order(p_order);
begin
    if v_order.state <> 'placed' then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    update orders.orders o set confirmed_at = p_now
    where o.organization_id = v_order.organization_id and o.id = p_order;
    perform orders.settle(v_order.organization_id, p_order, p_account, p_request, p_now);
end $$;

-- Completes an order of which all is delivered. DR102.
create function orders.complete(
    p_order uuid, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_order orders.orders := orders.hold_order(p_order);
begin
    if v_order.state <> 'delivered' then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    update orders.orders o set completed_at = p_now
    where o.organization_id = v_order.organization_id and o.id = p_order;
    perform orders.settle(v_order.organization_id, p_order, p_account, p_request, p_now);
end $$;

revoke all on function orders.confirm, orders.complete from public;
grant execute on function orders.confirm, orders.complete to dray_server;
