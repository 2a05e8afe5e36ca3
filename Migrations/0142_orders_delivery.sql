-- Where and when an order is to arrive, what a party may see of its history, and ways to find it.

alter table orders.draft_orders
    add column delivery_address jsonb,
    add column deliver_from timestamptz,
    add column deliver_until timestamptz,
    add constraint draft_orders_delivery_window check (deliver_from < deliver_until);
alter table orders.orders
    add column delivery_address jsonb,
    add column deliver_from timestamptz,
    add column deliver_until timestamptz;

-- Found by what people call them, and listed by what they come to.
create index orders_by_number on orders.orders (organization_id, number collate "C");
create index orders_of_buyer_by_number
    on orders.orders (buyer_organization_id, number collate "C");
create index orders_by_reference
    on orders.orders (organization_id, lower(reference) collate "C") where reference is not null;
create index orders_of_buyer_by_reference
    on orders.orders (buyer_organization_id, lower(reference) collate "C")
    where reference is not null;
create index orders_by_total on orders.orders (organization_id, total_amount, id);
create index orders_of_buyer_by_total on orders.orders (buyer_organization_id, total_amount, id);

-- As before, with where and when.
create or replace function orders.write_order(
    p_head orders.draft_orders, p_order uuid, p_number text, p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog set enable_seqscan = off as $$
begin
    insert into orders.orders
        (organization_id, id, number, buyer_organization_id, company_id, channel_id, warehouse_id,
        draft_order_id, state, currency, total_amount, line_count, base_quantity, ordered_at,
        reference, note, placed_by, placed_at, coupons, promotions, place, tax_amount,
        excise_amount, deposit_amount, tax_codes, tax_amounts, deposit_kinds, deposit_codes,
        deposit_counts, deposit_nets, deposit_taxes, delivery_address, deliver_from,
        deliver_until)
    values (p_head.organization_id, p_order, p_number, p_head.buyer_organization_id,
        p_head.company_id, p_head.channel_id, p_head.warehouse_id, p_head.id, 'placed',
        p_head.currency, p_head.total_amount, p_head.line_count, p_head.base_quantity,
        coalesce(p_head.ordered_at, p_now), p_head.reference, p_head.note, p_account, p_now,
        p_head.coupons, p_head.promotions, p_head.place, p_head.tax_amount,
        p_head.excise_amount, p_head.deposit_amount, p_head.tax_codes, p_head.tax_amounts,
        p_head.deposit_kinds, p_head.deposit_codes, p_head.deposit_counts,
        p_head.deposit_nets, p_head.deposit_taxes, p_head.delivery_address,
        p_head.deliver_from, p_head.deliver_until);
    insert into orders.order_lines
        (organization_id, order_id, line, buyer_organization_id, variant_id, sku, name, unit,
        quantity, base_quantity, unit_amount, total_amount, tax_amount, excise_amount,
        deposit_amount, allocated_quantity, trace)
    select l.organization_id, p_order, l.line, l.buyer_organization_id, l.variant_id, l.sku,
        l.name, l.unit, l.quantity, l.base_quantity, l.unit_amount, l.total_amount, l.tax_amount,
        l.excise_amount, l.deposit_amount, l.base_quantity, l.trace
    from orders.draft_order_lines l
    where l.organization_id = p_head.organization_id and l.draft_order_id = p_head.id;
    -- What goes and what comes back of one kind are entries of their own.
    insert into orders.container_entries
        (organization_id, id, buyer_organization_id, company_id, kind_id, delta, order_id, at)
    select p_head.organization_id, gen_random_uuid(), p_head.buyer_organization_id,
        p_head.company_id, d.kind_id, d.delta, p_order, p_now
    from unnest(p_head.deposit_kinds, p_head.deposit_counts) as d (kind_id, delta)
    where d.delta <> 0;
end $$;

-- What happened to an order and to the draft it was made of, oldest first, for either party of it.
-- The seller's ledger is the record; of a person the caller learns only where they are a member of
-- the caller's organization. DR101: not there or not a party.
create function orders.timeline(p_order uuid)
returns table (
    id uuid, at timestamptz, type text, subject_kind text, subject_id uuid, is_own boolean,
    account_id uuid)
language plpgsql security definer set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_order orders.orders;
    v_people uuid[];
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
    select array_agg(distinct e.account_id) into v_people from platform.events e
    where e.organization_id = v_order.organization_id
        and e.aggregateid in (v_order.draft_order_id, p_order);
    perform set_config('app.organization', v_caller::text, true);
    select array_agg(m.account_id) into v_people from organizations.memberships m
    where m.organization_id = v_caller and m.account_id = any (v_people);
    perform set_config('app.organization', v_order.organization_id::text, true);
    return query
    select e.id, e.at, e.type, e.aggregatetype, e.aggregateid,
        coalesce(e.account_id = any (v_people), false),
        case when e.account_id = any (v_people) then e.account_id end
    from platform.events e
    where e.organization_id = v_order.organization_id
        and e.aggregateid in (v_order.draft_order_id, p_order)
        and e.aggregatetype in ('draft_order', 'order')
    order by e.turn limit 10000;
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function orders.timeline from public;
grant execute on function orders.timeline to dray_server;
