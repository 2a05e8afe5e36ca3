-- Fulfillments: an order's lines on their way, from the shelf to the door, in as many parts as it
-- takes.

create schema fulfillment;
grant usage on schema fulfillment to dray_server;

-- Work in one warehouse on some of an order's lines.
create table fulfillment.fulfillments (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    order_id uuid not null,
    number integer not null check (number > 0),
    warehouse_id uuid not null,
    state text not null check (state in ('picking', 'packed', 'shipped', 'cancelled')),
    created_by uuid,
    created_at timestamptz not null,
    packed_at timestamptz,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, order_id, number),
    foreign key (organization_id, order_id) references orders.orders (organization_id, id),
    foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_sale_table('fulfillment.fulfillments');
create index fulfillments_of_buyer on fulfillment.fulfillments (buyer_organization_id, id);
create index fulfillments_by_state on fulfillment.fulfillments (organization_id, state, id);
create index fulfillments_of_warehouse
    on fulfillment.fulfillments (organization_id, warehouse_id, id);
grant select, insert, update on fulfillment.fulfillments to dray_server;

-- Base units of a line of the order.
create table fulfillment.lines (
    organization_id uuid not null,
    fulfillment_id uuid not null,
    line integer not null,
    buyer_organization_id uuid not null,
    order_id uuid not null,
    variant_id uuid not null,
    quantity bigint not null check (quantity > 0),
    shipped_quantity bigint not null default 0,
    primary key (organization_id, fulfillment_id, line),
    constraint lines_shipped_within check (shipped_quantity between 0 and quantity),
    foreign key (organization_id, fulfillment_id)
        references fulfillment.fulfillments (organization_id, id),
    foreign key (organization_id, order_id, line)
        references orders.order_lines (organization_id, order_id, line)
);
call platform.guard_sale_table('fulfillment.lines');
create index lines_of_order_line on fulfillment.lines (organization_id, order_id, line);
grant select, insert, update on fulfillment.lines to dray_server;

-- A parcel or a pallet that left.
create table fulfillment.shipments (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    order_id uuid not null,
    fulfillment_id uuid not null,
    state text not null check (state in ('shipped', 'delivered')),
    carrier text,
    tracking_number text,
    tracking_url text,
    expected_on date,
    shipped_by uuid,
    shipped_at timestamptz not null,
    delivered_at timestamptz,
    version integer not null default 1,
    primary key (organization_id, id),
    check ((state = 'delivered') = (delivered_at is not null)),
    foreign key (organization_id, fulfillment_id)
        references fulfillment.fulfillments (organization_id, id)
);
call platform.guard_sale_table('fulfillment.shipments');
create index shipments_of_buyer on fulfillment.shipments (buyer_organization_id, id);
create index shipments_of_order on fulfillment.shipments (organization_id, order_id, id);
create index shipments_of_fulfillment
    on fulfillment.shipments (organization_id, fulfillment_id, id);
grant select, insert, update on fulfillment.shipments to dray_server;

create table fulfillment.shipment_lines (
    organization_id uuid not null,
    shipment_id uuid not null,
    line integer not null,
    buyer_organization_id uuid not null,
    variant_id uuid not null,
    quantity bigint not null check (quantity > 0),
    primary key (organization_id, shipment_id, line),
    foreign key (organization_id, shipment_id)
        references fulfillment.shipments (organization_id, id)
);
call platform.guard_sale_table('fulfillment.shipment_lines');
grant select, insert on fulfillment.shipment_lines to dray_server;

-- What of an order is promised in a warehouse and in no fulfillment yet.
create function fulfillment.free_allocations(p_organization uuid, p_order uuid)
returns table (warehouse_id uuid, variant_id uuid, quantity bigint)
language sql stable set search_path = pg_catalog as $$
    select a.warehouse_id, a.variant_id, (a.quantity - coalesce((
        select sum(l.quantity - l.shipped_quantity)
        from fulfillment.fulfillments f join fulfillment.lines l
            on l.organization_id = f.organization_id and l.fulfillment_id = f.id
        where f.organization_id = p_organization and f.order_id = p_order
            and f.warehouse_id = a.warehouse_id and l.variant_id = a.variant_id
            and f.state in ('picking', 'packed')), 0))::bigint
    from inventory.allocations(p_organization, p_order) a
$$;

-- Begins to pick lines of an order in a warehouse: those given, or as much as is open of all. DR102:
-- its state forbids it. DR140: a line has not so much open there; or nothing has.
create function fulfillment.begin(
    p_order uuid, p_fulfillment uuid, p_warehouse uuid, p_lines integer[], p_quantities bigint[],
    p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_order orders.orders := orders.hold_order(p_order);
    v_warehouse uuid := coalesce(p_warehouse, v_order.warehouse_id);
    v_free bigint;
    v_take bigint;
    v_row record;
    v_lines integer[] := '{}';
    v_quantities bigint[] := '{}';
    v_variants uuid[] := '{}';
    v_used jsonb := '{}';
begin
    if v_order.state in ('cancelled', 'shipped', 'delivered', 'completed') then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    for v_row in
        select l.line, l.variant_id, g.quantity as wanted,
            l.allocated_quantity - l.picked_quantity - l.shipped_quantity as open
        from orders.order_lines l
        left join unnest(p_lines, p_quantities) g (line, quantity) on g.line = l.line
        where l.organization_id = v_order.organization_id and l.order_id = p_order
            and (p_lines is null or g.line is not null)
        order by l.line
    loop
        select coalesce(sum(a.quantity), 0)
            - coalesce((v_used ->> v_row.variant_id::text)::bigint, 0)
        into v_free
        from fulfillment.free_allocations(v_order.organization_id, p_order) a
        where a.warehouse_id = v_warehouse and a.variant_id = v_row.variant_id;
        v_take := coalesce(v_row.wanted, least(v_row.open, v_free));
        if v_take > least(v_row.open, v_free) then
            raise exception using errcode = 'DR140', message = 'not so much',
                detail = format('Line %s has %s open in this warehouse.', v_row.line,
                    greatest(0, least(v_row.open, v_free)));
        end if;
        if v_take > 0 then
            v_lines := v_lines || v_row.line;
            v_quantities := v_quantities || v_take;
            v_variants := v_variants || v_row.variant_id;
            v_used := v_used || jsonb_build_object(v_row.variant_id, v_take
                + coalesce((v_used ->> v_row.variant_id::text)::bigint, 0));
        end if;
    end loop;
    if v_lines = '{}' or cardinality(v_lines) < cardinality(p_lines) then
        raise exception using errcode = 'DR140', message = 'nothing is open',
            detail = 'No such line, or nothing of it is open in this warehouse.';
    end if;
    insert into fulfillment.fulfillments (organization_id, id, buyer_organization_id, order_id,
        number, warehouse_id, state, created_by, created_at, updated_at)
    select v_order.organization_id, p_fulfillment, v_order.buyer_organization_id, p_order,
        coalesce(max(f.number), 0) + 1, v_warehouse, 'picking', p_account, p_now, p_now
    from fulfillment.fulfillments f
    where f.organization_id = v_order.organization_id and f.order_id = p_order;
    insert into fulfillment.lines (organization_id, fulfillment_id, line, buyer_organization_id,
        order_id, variant_id, quantity)
    select v_order.organization_id, p_fulfillment, u.line, v_order.buyer_organization_id, p_order,
        u.variant_id, u.quantity
    from unnest(v_lines, v_variants, v_quantities) u (line, variant_id, quantity);
    perform orders.move_lines(v_order.organization_id, p_order, v_lines, v_quantities, null, null,
        null, null, null);
    perform orders.tell(v_order, 'fulfillment_begun', p_account, p_request, p_now,
        json_build_object('fulfillment_id', p_fulfillment, 'lines', v_lines,
            'quantities', v_quantities));
    perform orders.settle(v_order.organization_id, p_order, p_account, p_request, p_now);
end $$;

-- A fulfillment of the caller's, held with its order, the order first. DR101: there is none.
create function fulfillment.hold(p_fulfillment uuid) returns fulfillment.fulfillments
language plpgsql set search_path = pg_catalog as $$
declare
    v_own uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_order uuid;
    v_fulfillment fulfillment.fulfillments;
begin
    select f.order_id into v_order from fulfillment.fulfillments f
    where f.organization_id = v_own and f.id = p_fulfillment;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such fulfillment';
    end if;
    perform orders.hold_order(v_order);
    select * into v_fulfillment from fulfillment.fulfillments f
    where f.organization_id = v_own and f.id = p_fulfillment for update;
    return v_fulfillment;
end $$;

-- All of it is picked and packed; or it is given up, and its lines are open again. DR102.
create function fulfillment.move(
    p_fulfillment uuid, p_to text, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_f fulfillment.fulfillments := fulfillment.hold(p_fulfillment);
    v_lines integer[];
    v_left bigint[];
    v_back bigint[];
    v_order orders.orders;
begin
    if not (v_f.state = 'picking' or v_f.state = 'packed' and p_to = 'cancelled') then
        raise exception using errcode = 'DR102', message = v_f.state;
    end if;
    select array_agg(l.line), array_agg(l.quantity - l.shipped_quantity),
        array_agg(l.shipped_quantity - l.quantity)
    into v_lines, v_left, v_back
    from fulfillment.lines l
    where l.organization_id = v_f.organization_id and l.fulfillment_id = v_f.id;
    perform orders.move_lines(v_f.organization_id, v_f.order_id, v_lines,
        case when p_to = 'cancelled' then v_back end,
        case when p_to = 'packed' then v_left when v_f.state = 'packed' then v_back end,
        null, null, null, null);
    -- What has left stays what it is: of a part that was shipped the rest is given up.
    update fulfillment.fulfillments f
    set state = case when p_to = 'cancelled' and exists (
                select from fulfillment.lines l where l.organization_id = f.organization_id
                    and l.fulfillment_id = f.id and l.shipped_quantity > 0)
            then 'shipped' else p_to end,
        packed_at = case when p_to = 'packed' then p_now else f.packed_at end,
        updated_at = p_now, version = f.version + 1
    where f.organization_id = v_f.organization_id and f.id = v_f.id;
    if p_to = 'cancelled' then
        update fulfillment.lines l set quantity = l.shipped_quantity
        where l.organization_id = v_f.organization_id and l.fulfillment_id = v_f.id
            and l.shipped_quantity > 0;
    end if;
    select * into v_order from orders.orders o
    where o.organization_id = v_f.organization_id and o.id = v_f.order_id;
    perform orders.tell(v_order, 'fulfillment_' || p_to, p_account, p_request, p_now,
        json_build_object('fulfillment_id', v_f.id));
    perform orders.settle(v_f.organization_id, v_f.order_id, p_account, p_request, p_now);
end $$;

-- Lines of a fulfillment leave, all that is left of it or those given, and the stock with them.
-- DR102. DR140: a line has not so much left. DR303: there is not so much on hand.
create function fulfillment.ship(
    p_fulfillment uuid, p_shipment uuid, p_carrier text, p_tracking text, p_url text,
    p_expected date, p_lines integer[], p_quantities bigint[], p_account uuid, p_request text,
    p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_f fulfillment.fulfillments := fulfillment.hold(p_fulfillment);
    v_lines integer[];
    v_quantities bigint[];
    v_minus bigint[];
    v_variants uuid[];
    v_order orders.orders;
begin
    if v_f.state <> 'packed' then
        raise exception using errcode = 'DR102', message = v_f.state;
    end if;
    select array_agg(l.line), array_agg(n.quantity), array_agg(-n.quantity),
        array_agg(l.variant_id)
    into v_lines, v_quantities, v_minus, v_variants
    from fulfillment.lines l
    left join unnest(p_lines, p_quantities) g (line, quantity) on g.line = l.line
    cross join lateral (select case when p_lines is null then l.quantity - l.shipped_quantity
        else g.quantity end as quantity) n
    where l.organization_id = v_f.organization_id and l.fulfillment_id = v_f.id
        and n.quantity > 0;
    if v_lines is null or cardinality(v_lines) < cardinality(p_lines) then
        raise exception using errcode = 'DR140', message = 'no such line',
            detail = 'The fulfillment has no such line.';
    end if;
    begin
        update fulfillment.lines l set shipped_quantity = l.shipped_quantity + n.quantity
        from unnest(v_lines, v_quantities) n (line, quantity)
        where l.organization_id = v_f.organization_id and l.fulfillment_id = v_f.id
            and l.line = n.line;
    exception when check_violation then
        raise exception using errcode = 'DR140', message = 'not so much',
            detail = 'A line has not so much left of it.';
    end;
    insert into fulfillment.shipments (organization_id, id, buyer_organization_id, order_id,
        fulfillment_id, state, carrier, tracking_number, tracking_url, expected_on, shipped_by,
        shipped_at)
    values (v_f.organization_id, p_shipment, v_f.buyer_organization_id, v_f.order_id, v_f.id,
        'shipped', p_carrier, p_tracking, p_url, p_expected, p_account, p_now);
    insert into fulfillment.shipment_lines (organization_id, shipment_id, line,
        buyer_organization_id, variant_id, quantity)
    select v_f.organization_id, p_shipment, n.line, v_f.buyer_organization_id, n.variant_id,
        n.quantity
    from unnest(v_lines, v_variants, v_quantities) n (line, variant_id, quantity);
    perform orders.move_lines(v_f.organization_id, v_f.order_id, v_lines, v_minus, v_minus,
        v_quantities, null, null, null);
    perform inventory.ship(v_f.organization_id, v_f.order_id, v_f.warehouse_id, p_account, p_now,
        v_variants, v_quantities);
    update fulfillment.fulfillments f
    set state = case when exists (
                select from fulfillment.lines l where l.organization_id = f.organization_id
                    and l.fulfillment_id = f.id and l.shipped_quantity < l.quantity)
            then 'packed' else 'shipped' end,
        updated_at = p_now, version = f.version + 1
    where f.organization_id = v_f.organization_id and f.id = v_f.id;
    select * into v_order from orders.orders o
    where o.organization_id = v_f.organization_id and o.id = v_f.order_id;
    perform orders.tell(v_order, 'shipment_sent', p_account, p_request, p_now,
        json_build_object('shipment_id', p_shipment, 'fulfillment_id', v_f.id, 'carrier', p_carrier,
            'tracking_number', p_tracking, 'lines', v_lines, 'quantities', v_quantities));
    perform orders.settle(v_f.organization_id, v_f.order_id, p_account, p_request, p_now);
end $$;

-- A shipment has arrived. DR101, DR102.
create function fulfillment.deliver(
    p_shipment uuid, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_own uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_order orders.orders;
    v_order_id uuid;
    v_state text;
    v_lines integer[];
    v_quantities bigint[];
begin
    select s.order_id into v_order_id from fulfillment.shipments s
    where s.organization_id = v_own and s.id = p_shipment;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such shipment';
    end if;
    v_order := orders.hold_order(v_order_id);
    select s.state into v_state from fulfillment.shipments s
    where s.organization_id = v_own and s.id = p_shipment;
    if v_state <> 'shipped' then
        raise exception using errcode = 'DR102', message = v_state;
    end if;
    update fulfillment.shipments s
    set state = 'delivered', delivered_at = p_now, version = s.version + 1
    where s.organization_id = v_own and s.id = p_shipment;
    select array_agg(l.line), array_agg(l.quantity) into v_lines, v_quantities
    from fulfillment.shipment_lines l
    where l.organization_id = v_own and l.shipment_id = p_shipment;
    perform orders.move_lines(v_own, v_order_id, v_lines, null, null, null, v_quantities, null,
        null);
    perform orders.tell(v_order, 'shipment_delivered', p_account, p_request, p_now,
        json_build_object('shipment_id', p_shipment));
    perform orders.settle(v_own, v_order_id, p_account, p_request, p_now);
end $$;

-- Lets go of some of what an order was promised; quantities are what is taken off, below zero. What
-- is in a fulfillment stays.
create function fulfillment.release(
    p_organization uuid, p_order uuid, p_account uuid, p_now timestamptz, p_variants uuid[],
    p_quantities bigint[]
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_row record;
begin
    for v_row in
        select t.warehouse_id, array_agg(t.variant_id) as variants,
            array_agg(-t.quantity) as quantities
        from (
            select r.warehouse_id, r.variant_id,
                least(r.quantity, r.wanted - r.before)::bigint as quantity
            from (
                select a.warehouse_id, a.variant_id, a.quantity, w.quantity as wanted,
                    sum(a.quantity) over (partition by a.variant_id order by a.warehouse_id)
                        - a.quantity as before
                from fulfillment.free_allocations(p_organization, p_order) a
                join (select u.variant_id, -sum(u.quantity) as quantity
                    from unnest(p_variants, p_quantities) u (variant_id, quantity)
                    group by u.variant_id) w on w.variant_id = a.variant_id
                where a.quantity > 0) r
            where r.before < r.wanted) t
        group by t.warehouse_id order by t.warehouse_id
    loop
        perform inventory.move(p_organization, v_row.warehouse_id, 'released', 'order', p_order,
            null, p_account, p_now, v_row.variants, null, null, v_row.quantities,
            array_fill(null::uuid, array[cardinality(v_row.variants)]),
            array_fill(null::uuid, array[cardinality(v_row.variants)]));
    end loop;
end $$;

-- Cancels what of an order is open (or of the lines given, so much of each), and lets go of the
-- stock it was promised. A line that is short of stock loses first what it was not promised. DR102:
-- nothing is open. DR140: a line has not so much open.
create function fulfillment.cancel_order(
    p_order uuid, p_lines integer[], p_quantities bigint[], p_reason text, p_account uuid,
    p_request text, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_order orders.orders := orders.hold_order(p_order);
    v_lines integer[];
    v_cancelled bigint[];
    v_released bigint[];
    v_variants uuid[];
begin
    select array_agg(c.line), array_agg(c.quantity), array_agg(c.released),
        array_agg(c.variant_id)
    into v_lines, v_cancelled, v_released, v_variants
    from (
        select l.line, w.quantity, l.variant_id, -greatest(0, w.quantity
            - (l.base_quantity - l.cancelled_quantity - l.allocated_quantity)) as released
        from orders.order_lines l
        left join unnest(p_lines, p_quantities) g (line, quantity) on g.line = l.line
        cross join lateral (select case when p_lines is not null then g.quantity
            else l.base_quantity - l.cancelled_quantity - l.picked_quantity - l.shipped_quantity
            end as quantity) w
        where l.organization_id = v_order.organization_id and l.order_id = p_order
            and w.quantity > 0
        order by l.line) c;
    if v_lines is null then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    if cardinality(p_lines) <> cardinality(v_lines) then
        raise exception using errcode = 'DR140', message = 'no such line',
            detail = 'The order has no such line.';
    end if;
    perform orders.move_lines(v_order.organization_id, p_order, v_lines, null, null, null, null,
        v_released, v_cancelled);
    perform fulfillment.release(v_order.organization_id, p_order, p_account, p_now, v_variants,
        v_released);
    update orders.orders o set cancelled_at = p_now, cancel_reason = p_reason
    where o.organization_id = v_order.organization_id and o.id = p_order;
    perform orders.tell(v_order, 'order_lines_cancelled', p_account, p_request, p_now,
        json_build_object('reason', p_reason, 'lines', v_lines, 'quantities', v_cancelled));
    perform orders.settle(v_order.organization_id, p_order, p_account, p_request, p_now);
end $$;

-- The buyer takes back an order that its seller has not confirmed yet. DR101, DR102.
create function fulfillment.withdraw_order(
    p_order uuid, p_reason text, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_order orders.orders;
begin
    select * into v_order from orders.orders o
    where o.buyer_organization_id = v_caller and o.id = p_order;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such order';
    end if;
    perform set_config('app.organization', v_order.organization_id::text, true);
    v_order := orders.hold_order(p_order);
    if v_order.state <> 'placed' then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    perform fulfillment.cancel_order(p_order, null, null, p_reason, p_account, p_request, p_now);
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on all functions in schema fulfillment from public;
grant execute on all functions in schema fulfillment to dray_server;
