-- Orders are edited after they were placed, as long as a line is not on its way; and a line may be
-- substituted by another thing where the buyer agrees.

-- What a seller lets its buyers do with orders of a channel; none where there is no row.
create table orders.channel_rules (
    organization_id uuid not null,
    channel_id uuid not null,
    buyer_edits boolean not null,
    updated_at timestamptz not null,
    primary key (organization_id, channel_id),
    constraint order_rules_channel_fkey foreign key (organization_id, channel_id)
        references organizations.channels (organization_id, id)
);
call platform.guard_tenant_table('orders.channel_rules');
grant select, insert, update on orders.channel_rules to dray_server;

-- Numbers of lines are never given twice; null where no line was added since placing.
alter table orders.orders add column last_line integer;

-- Holds an order that is about to be edited by a party of it, until the transaction ends. DR101: not
-- there or not a party. DR102: its state forbids it. DR147: the seller alone edits on this channel,
-- unless both agreed on what is done. Answers the last number that a line of it was given.
create function orders.hold_for_edit(p_order uuid, p_is_agreed boolean) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_seller uuid;
    v_order orders.orders;
    v_last integer;
begin
    select o.organization_id into v_seller from orders.orders o
    where o.organization_id = v_caller and o.id = p_order;
    if not found then
        select o.organization_id into v_seller from orders.orders o
        where o.buyer_organization_id = v_caller and o.id = p_order;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such order';
        end if;
    end if;
    perform set_config('app.organization', v_seller::text, true);
    v_order := orders.hold_order(p_order);
    if v_order.state not in ('placed', 'confirmed', 'picking', 'packed') then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    if v_caller <> v_seller and not p_is_agreed and not exists (
        select from orders.channel_rules r
        where r.organization_id = v_seller and r.channel_id = v_order.channel_id
            and r.buyer_edits)
    then
        raise exception using errcode = 'DR147', message = 'the seller edits';
    end if;
    select coalesce(v_order.last_line, max(l.line)) into v_last from orders.order_lines l
    where l.organization_id = v_seller and l.order_id = p_order;
    perform set_config('app.organization', v_caller::text, true);
    return v_last;
end $$;

-- Whether the buyer's own rule wants a second person for what an order is to come to.
create function orders.exceeds_approval(p_order orders.orders, p_total bigint) returns boolean
language plpgsql set search_path = pg_catalog as $$
declare
    v_before text := current_setting('app.organization', true);
    v_exceeds boolean;
    v_approved bigint;
begin
    select d.approved_amount into v_approved from orders.draft_orders d
    where d.organization_id = p_order.organization_id and d.id = p_order.draft_order_id;
    perform set_config('app.organization', p_order.buyer_organization_id::text, true);
    select r.currency <> p_order.currency or r.amount < p_total into v_exceeds
    from orders.approval_rules r where r.organization_id = p_order.buyer_organization_id;
    perform set_config('app.organization', v_before, true);
    return coalesce(v_exceeds, false) and coalesce(v_approved < p_total, true);
end $$;

-- Gives back the limits of promotions that an order has no more, and takes those of new ones, in the
-- order of their ids. DR109: a promotion is exhausted.
create function orders.retake_promotions(
    p_organization uuid, p_company uuid, p_before uuid[], p_after uuid[]
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_promotion record;
    v_wanted integer;
    v_taken integer;
begin
    for v_promotion in
        select p.id, p.id = any (p_after) as is_new, p.in_total,
            case when p.first_order then 1 else p.per_company end as per_company
        from pricing.promotions p
        where p.organization_id = p_organization
            and (p.id = any (p_before)) <> (p.id = any (p_after))
            and (p.in_total is not null or p.per_company is not null or p.first_order)
        order by p.id
    loop
        if not v_promotion.is_new then
            update pricing.promotion_counters c set taken = c.taken - 1
            where c.organization_id = p_organization and c.promotion_id = v_promotion.id
                and c.company_id in ('00000000-0000-0000-0000-000000000000', p_company)
                and c.taken > 0;
            continue;
        end if;
        with wanted as (
            select k.company_id, k.most
            from (values
                ('00000000-0000-0000-0000-000000000000'::uuid, v_promotion.in_total),
                (p_company, v_promotion.per_company)) k (company_id, most)
            where k.most is not null order by k.company_id
        ), taken as (
            insert into pricing.promotion_counters as c
                (organization_id, promotion_id, company_id, taken, most)
            select p_organization, v_promotion.id, w.company_id, 1, w.most from wanted w
            on conflict (organization_id, promotion_id, company_id) do update
            set taken = c.taken + 1, most = excluded.most
            where c.taken < excluded.most
            returning 1
        )
        select (select count(*) from wanted), (select count(*) from taken)
        into v_wanted, v_taken;
        if v_taken < v_wanted then
            raise exception using errcode = 'DR109', message = v_promotion.id::text;
        end if;
    end loop;
end $$;
revoke all on function orders.hold_for_edit, orders.exceeds_approval, orders.retake_promotions
    from public;
grant execute on function orders.hold_for_edit to dray_server;

-- What pricing an order again needs to know of it beside its lines: codes that it took, and whether
-- it is its company's first. Read inside its seller.
create function orders.taken_by(p_organization uuid, p_order uuid)
returns table (code text, promotion_id uuid)
language sql stable set search_path = pg_catalog as $$
    select r.code, c.promotion_id
    from orders.orders o
    join pricing.coupon_redemptions r on r.organization_id = o.organization_id
        and r.order_id = o.id and r.code = any (o.coupons)
    join pricing.coupons c on c.organization_id = r.organization_id and c.code = r.code
    where o.organization_id = p_organization and o.id = p_order
$$;
create function orders.is_first(p_organization uuid, p_order uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
    select not exists (
        select from orders.orders e
        where e.organization_id = o.organization_id and e.company_id = o.company_id
            and e.placed_at < o.placed_at)
    from orders.orders o where o.organization_id = p_organization and o.id = p_order
$$;
revoke all on function orders.taken_by, orders.is_first from public;
grant execute on function orders.taken_by, orders.is_first to dray_server;

-- As before; what is cancelled is not waited for, and no more is promised than is left of a line.
create or replace function orders.allocate_rest(
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
        select l.variant_id,
            sum(l.base_quantity - l.cancelled_quantity - l.allocated_quantity)::bigint as quantity
        from orders.order_lines l
        where l.organization_id = v_caller and l.order_id = p_order
            and l.allocated_quantity < l.base_quantity - l.cancelled_quantity
        group by l.variant_id order by l.variant_id) n;
    if v_variants is null then
        return 0;
    end if;
    v_taking := inventory.take(v_caller, v_order.channel_id, v_order.warehouse_id,
        v_order.company_id, null, 'allocated', p_order, p_account, p_now, v_variants, v_quantities);
    if not v_taking.done then
        raise exception using errcode = 'DR304', message = 'not enough stock', detail = '[]';
    end if;
    -- The first lines get first what there is.
    update orders.order_lines l set allocated_quantity = l.allocated_quantity
        + greatest(0, least(w.waits, w.quantity - w.missing - w.before))
    from (
        select o.line, o.base_quantity - o.cancelled_quantity - o.allocated_quantity as waits,
            n.quantity, coalesce(s.missing, 0) as missing,
            sum(o.base_quantity - o.cancelled_quantity - o.allocated_quantity)
                over (partition by o.variant_id order by o.line rows unbounded preceding)
                - (o.base_quantity - o.cancelled_quantity - o.allocated_quantity) as before
        from orders.order_lines o
        join unnest(v_variants, v_quantities) n (variant_id, quantity)
            on n.variant_id = o.variant_id
        left join unnest(v_taking.short, v_taking.missing) s (variant_id, missing)
            on s.variant_id = o.variant_id
        where o.organization_id = v_caller and o.order_id = p_order
            and o.allocated_quantity < o.base_quantity - o.cancelled_quantity) w
    where l.organization_id = v_caller and l.order_id = p_order and l.line = w.line;
    select coalesce(sum(m), 0) into v_waiting from unnest(v_taking.missing) m;
    insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, account_id,
        request_id, at, payload)
    values (v_caller, p_event, 'order_allocated', 'order', p_order, p_account, p_request, p_now,
        json_build_object('waiting', v_waiting));
    return v_waiting;
end $$;

-- As before, with what an edit changed.
drop function orders.timeline;
create function orders.timeline(p_order uuid)
returns table (
    id uuid, at timestamptz, type text, subject_kind text, subject_id uuid, is_own boolean,
    account_id uuid, difference json)
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
        case when e.account_id = any (v_people) then e.account_id end,
        case when e.type = 'order_edited' then e.payload -> 'difference' end
    from platform.events e
    where e.organization_id = v_order.organization_id
        and e.aggregateid in (v_order.draft_order_id, p_order)
        and e.aggregatetype in ('draft_order', 'order')
    order by e.turn limit 10000;
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function orders.timeline from public;
grant execute on function orders.timeline to dray_server;

-- Writes what an edit makes of an order's lines: other quantities, lines that go and lines that come,
-- with stock, promotions, containers and totals, and tells both parties. Works for a party that holds
-- the order by orders.hold_for_edit. DR101, DR102. DR104: the price book moved. DR105: not enough
-- stock (detail: what is short). DR107: the relation is not active. DR109: a promotion is exhausted.
-- DR110: the buyer's rule wants a second person. DR146: a line is on its way (detail: which).
create function fulfillment.edit_order(
    p_order uuid, p_book bigint, p_head json, p_lines json, p_removed integer[],
    p_difference json, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_seller uuid;
    v_order orders.orders;
    v_head record;
    v_held text;
    v_variants uuid[];
    v_deltas bigint[];
    v_pools bigint[];
    v_more uuid[];
    v_more_quantities bigint[];
    v_less uuid[];
    v_less_quantities bigint[];
    v_taking inventory.taking;
begin
    select o.organization_id into v_seller from orders.orders o
    where o.organization_id = v_caller and o.id = p_order;
    if not found then
        select o.organization_id into v_seller from orders.orders o
        where o.buyer_organization_id = v_caller and o.id = p_order;
    end if;
    perform set_config('app.organization', v_seller::text, true);
    v_order := orders.hold_order(p_order);
    if v_order.state not in ('placed', 'confirmed', 'picking', 'packed') then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    perform from organizations.companies c
    where c.organization_id = v_seller and c.id = v_order.company_id and c.state = 'active';
    if not found then
        raise exception using errcode = 'DR107', message = 'the relation is not active';
    end if;
    select string_agg(l.line::text, ', ' order by l.line) into v_held
    from orders.order_lines l
    where l.organization_id = v_seller and l.order_id = p_order
        and (l.line = any (p_removed) or l.line in (
            select c.line from json_to_recordset(p_lines) c (line integer)))
        and (l.picked_quantity > 0 or l.shipped_quantity > 0 or l.cancelled_quantity > 0
            or l.line = any (p_removed) and exists (
                select from fulfillment.lines f
                where f.organization_id = v_seller and f.order_id = p_order
                    and f.line = l.line));
    if v_held is not null then
        raise exception using errcode = 'DR146', message = 'on its way', detail = v_held;
    end if;
    -- Meets the exclusive lock of pricing.book_changed, as placing does.
    perform pg_advisory_xact_lock_shared(hashtextextended(v_seller::text, 11));
    perform from pricing.books b where b.organization_id = v_seller and b.version = p_book;
    if not found then
        raise exception using errcode = 'DR104', message = 'prices moved';
    end if;
    select * into v_head from json_to_record(p_head) h (
        total_amount bigint, line_count integer, base_quantity bigint, tax_amount bigint,
        excise_amount bigint, deposit_amount bigint, tax_codes text[], tax_amounts bigint[],
        deposit_kinds uuid[], deposit_codes text[], deposit_counts bigint[], deposit_nets bigint[],
        deposit_taxes bigint[], promotions uuid[], last_line integer);
    if v_head.total_amount > v_order.total_amount
        and orders.exceeds_approval(v_order, v_head.total_amount)
    then
        raise exception using errcode = 'DR110', message = 'a second person approves';
    end if;
    perform orders.retake_promotions(v_seller, v_order.company_id, v_order.promotions,
        v_head.promotions);

    -- What the lines that change had of each variant, and what they are to have.
    select array_agg(n.variant_id), array_agg(n.wanted - n.ordered),
        array_agg(case when n.wanted > n.ordered then n.allocated + n.wanted - n.ordered
            else least(n.allocated, n.wanted) end),
        array_agg(n.variant_id) filter (where n.wanted > n.ordered),
        array_agg(n.wanted - n.ordered) filter (where n.wanted > n.ordered),
        array_agg(n.variant_id) filter (where n.wanted < n.allocated),
        array_agg(n.wanted - n.allocated) filter (where n.wanted < n.allocated)
    into v_variants, v_deltas, v_pools, v_more, v_more_quantities, v_less, v_less_quantities
    from (
        select c.variant_id, sum(c.ordered)::bigint as ordered,
            sum(c.allocated)::bigint as allocated, sum(c.wanted)::bigint as wanted
        from (
            select l.variant_id, l.base_quantity as ordered, l.allocated_quantity as allocated,
                0 as wanted
            from orders.order_lines l
            where l.organization_id = v_seller and l.order_id = p_order
                and (l.line = any (p_removed) or l.line in (
                    select g.line from json_to_recordset(p_lines) g (line integer)))
            union all
            select g.variant_id, 0, 0, g.base_quantity
            from json_to_recordset(p_lines) g (variant_id uuid, base_quantity bigint)) c
        group by c.variant_id order by c.variant_id) n;
    -- Every level that may be touched is held first, in the order of the keys.
    perform from (
        select w as warehouse_id, v as variant_id
        from unnest(inventory.serving(v_seller, v_order.channel_id, v_order.warehouse_id,
            v_order.company_id)) w cross join unnest(v_more) v
        union
        select a.warehouse_id, a.variant_id
        from inventory.allocations(v_seller, p_order) a where a.variant_id = any (v_less)
        order by 1, 2) k
    cross join lateral (
        select s.variant_id from inventory.stock_levels s
        where s.organization_id = v_seller and s.warehouse_id = k.warehouse_id
            and s.variant_id = k.variant_id
        for no key update) held;
    if v_less is not null then
        perform fulfillment.release(v_seller, p_order, p_account, p_now, v_less,
            v_less_quantities);
    end if;
    if v_more is not null then
        v_taking := inventory.take(v_seller, v_order.channel_id, v_order.warehouse_id,
            v_order.company_id, null, 'allocated', p_order, p_account, p_now, v_more,
            v_more_quantities);
        if not v_taking.done then
            raise exception using errcode = 'DR105', message = 'not enough stock', detail = (
                select json_agg(json_build_object('sku', c.sku, 'needed', n.quantity,
                    'available', s.available) order by c.sku)::text
                from unnest(v_taking.short, v_taking.available) s (variant_id, available)
                join unnest(v_more, v_more_quantities) n (variant_id, quantity)
                    on n.variant_id = s.variant_id
                join catalog.variants c on c.organization_id = v_seller
                    and c.id = s.variant_id);
        end if;
    end if;

    delete from orders.order_lines l
    where l.organization_id = v_seller and l.order_id = p_order and l.line = any (p_removed);
    insert into orders.order_lines as l
        (organization_id, order_id, line, buyer_organization_id, variant_id, sku, name, unit,
        quantity, base_quantity, unit_amount, total_amount, tax_amount, excise_amount,
        deposit_amount, allocated_quantity, trace)
    select v_seller, p_order, g.line, v_order.buyer_organization_id, g.variant_id, g.sku, g.name,
        g.unit, g.quantity, g.base_quantity, g.unit_amount, g.total_amount, g.tax_amount,
        g.excise_amount, g.deposit_amount,
        greatest(0, least(g.base_quantity, p.pool - coalesce(s.missing, 0) - g.before)), g.trace
    from (
        select c.*, sum(c.base_quantity) over (partition by c.variant_id order by c.line
            rows unbounded preceding) - c.base_quantity as before
        from json_to_recordset(p_lines) c (line integer, variant_id uuid, sku text, name text,
            unit text, quantity bigint, base_quantity bigint, unit_amount bigint,
            total_amount bigint, tax_amount bigint, excise_amount bigint, deposit_amount bigint,
            trace json)) g
    join unnest(v_variants, v_pools) p (variant_id, pool) on p.variant_id = g.variant_id
    left join unnest(v_taking.short, v_taking.missing) s (variant_id, missing)
        on s.variant_id = g.variant_id
    on conflict (organization_id, order_id, line) do update
    set quantity = excluded.quantity, base_quantity = excluded.base_quantity,
        unit_amount = excluded.unit_amount, total_amount = excluded.total_amount,
        tax_amount = excluded.tax_amount, excise_amount = excluded.excise_amount,
        deposit_amount = excluded.deposit_amount,
        allocated_quantity = excluded.allocated_quantity, trace = excluded.trace;
    insert into orders.container_entries
        (organization_id, id, buyer_organization_id, company_id, kind_id, delta, order_id, at)
    select v_seller, gen_random_uuid(), v_order.buyer_organization_id, v_order.company_id,
        d.kind_id, sum(d.delta)::bigint, p_order, p_now
    from (
        select n.kind_id, n.delta
        from unnest(v_head.deposit_kinds, v_head.deposit_counts) n (kind_id, delta)
        union all
        select b.kind_id, -b.delta
        from unnest(v_order.deposit_kinds, v_order.deposit_counts) b (kind_id, delta)) d
    group by d.kind_id having sum(d.delta) <> 0;
    update orders.orders o
    set total_amount = v_head.total_amount, line_count = v_head.line_count,
        base_quantity = v_head.base_quantity, tax_amount = v_head.tax_amount,
        excise_amount = v_head.excise_amount, deposit_amount = v_head.deposit_amount,
        tax_codes = v_head.tax_codes, tax_amounts = v_head.tax_amounts,
        deposit_kinds = v_head.deposit_kinds, deposit_codes = v_head.deposit_codes,
        deposit_counts = v_head.deposit_counts, deposit_nets = v_head.deposit_nets,
        deposit_taxes = v_head.deposit_taxes, promotions = v_head.promotions,
        last_line = v_head.last_line
    where o.organization_id = v_seller and o.id = p_order;
    perform orders.tell(v_order, 'order_edited', p_account, p_request, p_now, json_build_object(
        'number', v_order.number, 'total_amount', v_head.total_amount,
        'currency', v_order.currency, 'difference', p_difference));
    perform orders.settle(v_seller, p_order, p_account, p_request, p_now);
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function fulfillment.edit_order from public;
grant execute on function fulfillment.edit_order to dray_server;
