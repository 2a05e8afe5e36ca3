-- What a buyer found when a shipment came: as much as was sent, or less, or something else. A seller
-- reads it; nothing of it changes what was shipped or charged.

-- Written by `fulfillment.receive_goods` alone and never changed: what turns out otherwise is another
-- receipt.
create table fulfillment.goods_receipts (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    order_id uuid not null,
    shipment_id uuid not null,
    reference text,
    note text,
    has_discrepancies boolean not null,
    received_by uuid,
    received_at timestamptz not null,
    primary key (organization_id, id),
    foreign key (organization_id, shipment_id)
        references fulfillment.shipments (organization_id, id)
);
call platform.guard_sale_table('fulfillment.goods_receipts');
create index goods_receipts_of_buyer on fulfillment.goods_receipts (buyer_organization_id, id);
create index goods_receipts_of_shipment
    on fulfillment.goods_receipts (organization_id, shipment_id, id);
create index goods_receipts_of_order on fulfillment.goods_receipts (organization_id, order_id, id);
grant select on fulfillment.goods_receipts to dray_server;

-- Base units. `missing` below zero takes back what an earlier receipt said was missing; `over` came
-- beyond what was sent, and is in none of the others.
create table fulfillment.goods_receipt_lines (
    organization_id uuid not null,
    receipt_id uuid not null,
    line integer not null,
    buyer_organization_id uuid not null,
    received_quantity bigint not null check (received_quantity >= 0),
    damaged_quantity bigint not null check (damaged_quantity >= 0),
    wrong_quantity bigint not null check (wrong_quantity >= 0),
    missing_quantity bigint not null,
    over_quantity bigint not null check (over_quantity >= 0),
    note text,
    primary key (organization_id, receipt_id, line),
    foreign key (organization_id, receipt_id)
        references fulfillment.goods_receipts (organization_id, id)
);
call platform.guard_sale_table('fulfillment.goods_receipt_lines');
grant select on fulfillment.goods_receipt_lines to dray_server;

-- What receipts of a shipment say of each of its lines, all together.
create function fulfillment.receipt_sums(p_organization uuid, p_shipment uuid)
returns table (line integer, received bigint, damaged bigint, wrong bigint, missing bigint,
    over bigint)
language sql stable set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off as $$
    select n.line, sum(n.received_quantity)::bigint, sum(n.damaged_quantity)::bigint,
        sum(n.wrong_quantity)::bigint, sum(n.missing_quantity)::bigint,
        sum(n.over_quantity)::bigint
    from fulfillment.goods_receipts r join fulfillment.goods_receipt_lines n
        on n.organization_id = r.organization_id and n.receipt_id = r.id
    where r.organization_id = p_organization and r.shipment_id = p_shipment
    group by n.line
$$;

-- The buyer writes down what came of a shipment. What came has arrived: a shipment that is on its
-- way is delivered with it. DR101: there is none. DR147: more than was sent, or less missing than
-- none (detail: of which line).
create function fulfillment.receive_goods(
    p_receipt uuid, p_shipment uuid, p_reference text, p_note text, p_lines integer[],
    p_received bigint[], p_damaged bigint[], p_wrong bigint[], p_missing bigint[], p_over bigint[],
    p_notes text[], p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_shipment fulfillment.shipments;
    v_order orders.orders;
    v_differs boolean;
    v_wrong record;
begin
    select * into v_shipment from fulfillment.shipments s
    where s.buyer_organization_id = v_caller and s.id = p_shipment;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such shipment';
    end if;
    perform set_config('app.organization', v_shipment.organization_id::text, true);
    v_order := orders.hold_order(v_shipment.order_id);
    select * into v_shipment from fulfillment.shipments s
    where s.organization_id = v_order.organization_id and s.id = p_shipment;
    select bool_or(u.damaged + u.wrong + u.over > 0 or u.missing <> 0) into v_differs
    from unnest(p_damaged, p_wrong, p_missing, p_over) u (damaged, wrong, missing, over);
    insert into fulfillment.goods_receipts (organization_id, id, buyer_organization_id, order_id,
        shipment_id, reference, note, has_discrepancies, received_by, received_at)
    values (v_order.organization_id, p_receipt, v_caller, v_order.id, p_shipment, p_reference,
        p_note, v_differs, p_account, p_now);
    insert into fulfillment.goods_receipt_lines (organization_id, receipt_id, line,
        buyer_organization_id, received_quantity, damaged_quantity, wrong_quantity,
        missing_quantity, over_quantity, note)
    select v_order.organization_id, p_receipt, u.line, v_caller, u.received, u.damaged, u.wrong,
        u.missing, u.over, u.note
    from unnest(p_lines, p_received, p_damaged, p_wrong, p_missing, p_over, p_notes)
        u (line, received, damaged, wrong, missing, over, note);
    select s.line, l.quantity, s.received + s.damaged + s.wrong + s.missing as said, s.missing
    into v_wrong
    from fulfillment.receipt_sums(v_order.organization_id, p_shipment) s
    left join fulfillment.shipment_lines l on l.organization_id = v_order.organization_id
        and l.shipment_id = p_shipment and l.line = s.line
    where l.line is null or s.missing < 0
        or s.received + s.damaged + s.wrong + s.missing > l.quantity
    order by s.line limit 1;
    if found then
        raise exception using errcode = 'DR147', message = 'not so much', detail = case
            when v_wrong.quantity is null
                then format('The shipment has no line %s.', v_wrong.line)
            when v_wrong.missing < 0
                then format('Of line %s not so many were missing.', v_wrong.line)
            else format('Of line %s %s were sent, and %s are spoken for.', v_wrong.line,
                v_wrong.quantity, v_wrong.said) end;
    end if;
    perform orders.tell(v_order, 'goods_received', p_account, p_request, p_now,
        json_build_object('receipt_id', p_receipt, 'shipment_id', p_shipment, 'lines', p_lines,
            'received', p_received, 'damaged', p_damaged, 'wrong', p_wrong, 'missing', p_missing,
            'over', p_over));
    if v_differs then
        perform orders.tell(v_order, 'discrepancy_reported', p_account, p_request, p_now,
            json_build_object('receipt_id', p_receipt, 'shipment_id', p_shipment));
    end if;
    if v_shipment.state = 'shipped' and exists (
        select from unnest(p_received, p_damaged, p_wrong, p_over)
            u (received, damaged, wrong, over)
        where u.received + u.damaged + u.wrong + u.over > 0)
    then
        perform fulfillment.deliver(p_shipment, p_account, p_request, p_now);
    end if;
    perform set_config('app.organization', v_caller::text, true);
end $$;

-- How an order's lines stand with what came of them, for either party: sent, and what receipts say.
create function fulfillment.receiving(p_organization uuid, p_order uuid)
returns table (
    line integer, variant_id uuid, sku text, name text, ordered bigint, shipped bigint,
    received bigint, damaged bigint, wrong bigint, missing bigint, over bigint)
language sql stable set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off as $$
    with seller as (
        select o.organization_id from orders.orders o
        where o.organization_id = p_organization and o.id = p_order
        union all
        select o.organization_id from orders.orders o
        where o.buyer_organization_id = p_organization and o.id = p_order
    ), said as (
        select n.line, sum(n.received_quantity)::bigint as received,
            sum(n.damaged_quantity)::bigint as damaged, sum(n.wrong_quantity)::bigint as wrong,
            sum(n.missing_quantity)::bigint as missing, sum(n.over_quantity)::bigint as over
        from seller s join fulfillment.goods_receipts r
            on r.organization_id = s.organization_id and r.order_id = p_order
        join fulfillment.goods_receipt_lines n
            on n.organization_id = r.organization_id and n.receipt_id = r.id
        group by n.line
    )
    select l.line, l.variant_id, l.sku, l.name, l.base_quantity - l.cancelled_quantity,
        l.shipped_quantity, coalesce(a.received, 0), coalesce(a.damaged, 0),
        coalesce(a.wrong, 0), coalesce(a.missing, 0), coalesce(a.over, 0)
    from seller s join orders.order_lines l
        on l.organization_id = s.organization_id and l.order_id = p_order
    left join said a on a.line = l.line
    order by l.line
$$;

-- The goods of a link's order, by their names and how far they are; of prices and parties nothing.
-- The first hundred lines; `total` is how many there are.
create function fulfillment.tracked_lines(p_hash bytea, p_now timestamptz)
returns table (name text, unit text, quantity bigint, wanted bigint, shipped bigint,
    delivered bigint, total bigint)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_link fulfillment.tracking_links;
    v_organization text := coalesce(current_setting('app.organization', true), '');
begin
    select l.* into v_link from fulfillment.tracking_links l
    where l.token_hash = p_hash and l.revoked_at is null and l.expires_at > p_now;
    if v_link.id is null then
        return;
    end if;
    perform set_config('app.organization', v_link.seller_id::text, true);
    return query
    select l.name, l.unit, l.quantity, l.base_quantity - l.cancelled_quantity,
        l.shipped_quantity, l.delivered_quantity,
        (select count(*) from orders.order_lines n
            where n.organization_id = v_link.seller_id and n.order_id = v_link.order_id)
    from orders.order_lines l
    join organizations.organizations s on s.organization_id = l.organization_id
    where l.organization_id = v_link.seller_id and l.order_id = v_link.order_id
        and s.state = 'approved'
    order by l.line limit 100;
    perform set_config('app.organization', v_organization, true);
end $$;

revoke all on function fulfillment.receipt_sums, fulfillment.receive_goods, fulfillment.receiving,
    fulfillment.tracked_lines from public;
grant execute on function fulfillment.receipt_sums, fulfillment.receive_goods,
    fulfillment.receiving, fulfillment.tracked_lines to dray_server;
