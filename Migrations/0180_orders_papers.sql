-- What stands on an order's papers beside its lines: who trades, under which names, from where.

-- The parties of an order and what is said of it once, for its seller and its buyer alone; moments
-- are those of the seller's time zone. Nothing for anybody else.
create function orders.paper_head(p_order uuid)
returns table (
    is_seller boolean, number text, state text, currency text, total_amount bigint,
    reference text, note text, ordered text, placed text, deliver_from text, deliver_until text,
    zone text, placed_at timestamptz, delivery_address text, company_code text, warehouse text,
    seller_name text, seller_country text, seller_details text, buyer_name text,
    buyer_country text, buyer_details text)
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
    v_caller text := coalesce(current_setting('app.organization', true), '');
    v_platform text := coalesce(current_setting('app.platform', true), '');
    v_order orders.orders;
    v_seller organizations.organizations;
    v_buyer organizations.organizations;
    v_code text;
    v_warehouse text;
    v_seller_details text;
    v_buyer_details text;
begin
    select * into v_order from orders.orders o
    where o.id = p_order and o.organization_id = nullif(v_caller, '')::uuid;
    if not found then
        select * into v_order from orders.orders o
        where o.id = p_order and o.buyer_organization_id = nullif(v_caller, '')::uuid;
    end if;
    if v_order.id is null then
        return;
    end if;
    perform set_config('app.organization', v_order.buyer_organization_id::text, true);
    select * into v_buyer from organizations.organizations o
    where o.organization_id = v_order.buyer_organization_id;
    perform set_config('app.organization', v_order.organization_id::text, true);
    select * into v_seller from organizations.organizations o
    where o.organization_id = v_order.organization_id;
    select c.code into v_code from organizations.companies c
    where c.organization_id = v_order.organization_id and c.id = v_order.company_id;
    select w.name into v_warehouse from organizations.warehouses w
    where w.organization_id = v_order.organization_id and w.id = v_order.warehouse_id;
    -- What a business said of itself when it came stands with its onboarding.
    perform set_config('app.platform', 'on', true);
    select b.details::text into v_seller_details from organizations.onboardings b
    where b.organization_id = v_order.organization_id order by b.id desc limit 1;
    select b.details::text into v_buyer_details from organizations.onboardings b
    where b.organization_id = v_order.buyer_organization_id order by b.id desc limit 1;
    perform set_config('app.platform', v_platform, true);
    perform set_config('app.organization', v_caller, true);
    return query select
        v_order.organization_id::text = v_caller, v_order.number, v_order.state,
        v_order.currency, v_order.total_amount, v_order.reference, v_order.note,
        orders.paper_moment(v_order.ordered_at, v_seller.time_zone),
        orders.paper_moment(v_order.placed_at, v_seller.time_zone),
        orders.paper_moment(v_order.deliver_from, v_seller.time_zone),
        orders.paper_moment(v_order.deliver_until, v_seller.time_zone),
        v_seller.time_zone, v_order.placed_at, v_order.delivery_address::text, v_code,
        v_warehouse, v_seller.name, v_seller.country, v_seller_details, v_buyer.name,
        v_buyer.country, v_buyer_details;
end $$;

-- A moment as the seller's people read it.
create function orders.paper_moment(p_at timestamptz, p_zone text) returns text
language sql stable set search_path = pg_catalog as $$
    select to_char(p_at at time zone p_zone, 'FMDD Mon YYYY, HH24:MI')
$$;

revoke all on function orders.paper_head, orders.paper_moment from public;
grant execute on function orders.paper_head to dray_server;

-- What is left to pick of a fulfillment and where it lies, as shipping would take it: the lot that
-- ends first, in the order in which somebody walks along the bins. What is not on hand is said too.
create function fulfillment.pick_list(p_fulfillment uuid, p_day date)
returns table (
    lines integer[], bin text, lot text, expires_on text, sku text, name text, case_size integer,
    quantity bigint, is_there boolean)
language sql stable set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off as $$
    with open as (
        select f.organization_id, f.warehouse_id, l.variant_id,
            array_agg(l.line order by l.line) as lines,
            sum(l.quantity - l.shipped_quantity)::bigint as quantity
        from fulfillment.fulfillments f join fulfillment.lines l
            on l.organization_id = f.organization_id and l.fulfillment_id = f.id
        where f.organization_id = nullif(current_setting('app.organization', true), '')::uuid
            and f.id = p_fulfillment and f.state in ('picking', 'packed')
            and l.quantity > l.shipped_quantity
        group by f.organization_id, f.warehouse_id, l.variant_id
    ), wanted as (
        select o.organization_id, o.warehouse_id, array_agg(o.variant_id) as variants,
            array_agg(o.quantity) as quantities
        from open o group by o.organization_id, o.warehouse_id
    ), picked as (
        select p.variant_id, p.bin_id, p.lot_id, p.quantity
        from wanted w cross join lateral inventory.pick(
            w.organization_id, w.warehouse_id, w.variants, w.quantities, p_day) p
    ), all_of_it as (
        select p.variant_id, p.bin_id, p.lot_id, p.quantity, true as is_there from picked p
        union all
        select o.variant_id, null, null,
            o.quantity - coalesce((select sum(p.quantity) from picked p
                where p.variant_id = o.variant_id), 0)::bigint, false
        from open o
    )
    select o.lines, b.code, t.number, t.expires_on::text, v.sku, n.name, v.case_size::integer,
        a.quantity, a.is_there
    from all_of_it a join open o on o.variant_id = a.variant_id
    join catalog.variants v on v.organization_id = o.organization_id and v.id = o.variant_id
    cross join lateral (
        select r.name from fulfillment.lines l join orders.order_lines r
            on r.organization_id = l.organization_id and r.order_id = l.order_id
            and r.line = l.line
        where l.organization_id = o.organization_id and l.fulfillment_id = p_fulfillment
            and l.line = o.lines[1]) n
    left join inventory.bins b on b.organization_id = o.organization_id and b.id = a.bin_id
    left join inventory.lots t on t.organization_id = o.organization_id and t.id = a.lot_id
    where a.quantity > 0
    order by not a.is_there, b.code nulls last, v.sku, t.expires_on nulls last, t.number
$$;
revoke all on function fulfillment.pick_list from public;
grant execute on function fulfillment.pick_list to dray_server;
