-- What promotions count by company, what codes it redeemed, whether it ordered before and which
-- containers it holds go on with the company that takes its place.

-- The company that counts for one: the one that took its place, where one has.
create function organizations.standing_company(p_organization uuid, p_company uuid) returns uuid
language sql stable set search_path = pg_catalog as $$
    select coalesce((select c.linked_to from organizations.companies c
        where c.organization_id = p_organization and c.id = p_company), p_company)
$$;

-- That company, and those whose place it took.
create function organizations.company_family(p_organization uuid, p_company uuid)
returns setof uuid
language sql stable set search_path = pg_catalog as $$
    select s.id from (select organizations.standing_company(p_organization, p_company) as id) s
    union all
    select c.id from organizations.companies c
    where c.organization_id = p_organization
        and c.linked_to = organizations.standing_company(p_organization, p_company)
$$;
revoke all on function organizations.standing_company, organizations.company_family from public;
grant execute on function organizations.standing_company, organizations.company_family
    to dray_server;

-- Counts what a company took of promotions and codes as the other's. Whoever links holds the lock
-- that placing shares, so that no order is placed of either meanwhile. What both took together may
-- be more than a limit allows; then the other takes no more. DR107: for another than who was entered.
create function orders.carry_over_company(p_organization uuid, p_from uuid, p_to uuid)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_organization is distinct from nullif(current_setting('app.organization', true), '')::uuid
    then
        raise exception using errcode = 'DR107', message = 'not for another';
    end if;
    with gone as (
        delete from pricing.promotion_counters c
        where c.organization_id = p_organization and c.company_id = p_from
        returning c.promotion_id, c.taken, c.most
    )
    insert into pricing.promotion_counters as c
        (organization_id, promotion_id, company_id, taken, most)
    select p_organization, g.promotion_id, p_to, g.taken, g.most from gone g
    order by g.promotion_id
    on conflict (organization_id, promotion_id, company_id) do update
    set taken = c.taken + excluded.taken,
        most = greatest(c.most, excluded.most, c.taken + excluded.taken);
    update pricing.coupon_redemptions r set company_id = p_to
    where r.organization_id = p_organization and r.company_id = p_from;
end $$;
revoke all on function orders.carry_over_company from public;
grant execute on function orders.carry_over_company to dray_server;

-- As before; a company whose place another took ordered before it.
create or replace function orders.take_promotions(
    p_organization uuid, p_company uuid, p_promotions uuid[]
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_promotion uuid;
    v_wanted integer;
    v_taken integer;
begin
    select p.id into v_promotion from pricing.promotions p
    where p.organization_id = p_organization and p.id = any(p_promotions) and p.first_order
        and exists (select from organizations.company_family(p_organization, p_company) f (id)
            join orders.orders o on o.organization_id = p_organization and o.company_id = f.id)
    limit 1;
    if found then
        raise exception using errcode = 'DR109', message = v_promotion::text;
    end if;
    for v_promotion in
        select p.id from pricing.promotions p
        where p.organization_id = p_organization and p.id = any(p_promotions)
            and (p.in_total is not null or p.per_company is not null or p.first_order)
        order by p.id
    loop
        with wanted as (
            select k.company_id, k.most
            from pricing.promotions p cross join lateral (values
                ('00000000-0000-0000-0000-000000000000'::uuid, p.in_total),
                (p_company, case when p.first_order then 1 else p.per_company end)
            ) k (company_id, most)
            where p.organization_id = p_organization and p.id = v_promotion
                and k.most is not null
            order by k.company_id
        ), taken as (
            insert into pricing.promotion_counters as c
                (organization_id, promotion_id, company_id, taken, most)
            select p_organization, v_promotion, w.company_id, 1, w.most from wanted w
            on conflict (organization_id, promotion_id, company_id) do update
            set taken = c.taken + 1, most = excluded.most
            where c.taken < excluded.most
            returning 1
        )
        select (select count(*) from wanted), (select count(*) from taken)
        into v_wanted, v_taken;
        if v_taken < v_wanted then
            raise exception using errcode = 'DR109', message = v_promotion::text;
        end if;
    end loop;
end $$;

create or replace function orders.promotion_uses(p_organization uuid, p_company uuid)
returns table (promotion_id uuid, by_company bigint, in_total bigint, first_order boolean)
language sql stable set search_path = pg_catalog as $$
    select c.promotion_id,
        coalesce(sum(c.taken) filter (where c.company_id = p_company), 0)::bigint,
        coalesce(sum(c.taken) filter (
            where c.company_id = '00000000-0000-0000-0000-000000000000'::uuid), 0)::bigint,
        false
    from pricing.promotion_counters c
    where c.organization_id = p_organization and c.company_id
        in ('00000000-0000-0000-0000-000000000000'::uuid, p_company)
    group by c.promotion_id
    union all
    select null, 0, 0, not exists (select from orders.orders o
            where o.organization_id = p_organization and o.company_id = p_company)
        and not exists (select from organizations.companies c
            join orders.orders o on o.organization_id = p_organization and o.company_id = c.id
            where c.organization_id = p_organization and c.linked_to = p_company)
    where p_organization is not null and p_company is not null
$$;

-- As before, of the company that counts by now.
create or replace function orders.retake_promotions(
    p_organization uuid, p_company uuid, p_before uuid[], p_after uuid[]
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_company uuid := organizations.standing_company(p_organization, p_company);
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
                and c.company_id in ('00000000-0000-0000-0000-000000000000', v_company)
                and c.taken > 0;
            continue;
        end if;
        with wanted as (
            select k.company_id, k.most
            from (values
                ('00000000-0000-0000-0000-000000000000'::uuid, v_promotion.in_total),
                (v_company, v_promotion.per_company)) k (company_id, most)
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

create or replace function orders.is_first(p_organization uuid, p_order uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
    select not exists (
        select from organizations.company_family(o.organization_id, o.company_id) f (id)
        join orders.orders e on e.organization_id = p_organization and e.company_id = f.id
        where e.placed_at < o.placed_at)
    from orders.orders o where o.organization_id = p_organization and o.id = p_order
$$;

-- Containers stay where their documents are; one company holds what it and those before it hold.
create or replace function returns.containers(p_organization uuid, p_company uuid, p_kind uuid)
returns table (balance bigint, deposits bigint)
language sql stable set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off as $$
    select coalesce((select sum(e.delta) from orders.container_entries e
            where e.organization_id = p_organization and e.company_id = any (f.ids)
                and e.kind_id = p_kind), 0)::bigint,
        (coalesce((select sum(d.net + d.tax)
            from (select distinct e.order_id from orders.container_entries e
                where e.organization_id = p_organization and e.company_id = any (f.ids)
                    and e.kind_id = p_kind and e.order_id is not null) n
            join orders.orders o on o.organization_id = p_organization and o.id = n.order_id
            cross join lateral unnest(o.deposit_kinds, o.deposit_nets, o.deposit_taxes)
                d (kind_id, net, tax)
            where d.kind_id = p_kind), 0)
        - coalesce((select sum(l.refund_amount)
            from returns.lines l join returns.returns r
                on r.organization_id = l.organization_id and r.id = l.return_id
            where l.organization_id = p_organization and l.kind_id = p_kind
                and r.company_id = any (f.ids)), 0))::bigint
    from (select array(select organizations.company_family(p_organization, p_company)) as ids) f
$$;

-- As before; all returns of one company that holds them wait for each other.
create or replace function returns.take_containers(
    p_return returns.returns, p_kind uuid, p_quantity bigint, p_overdrawn boolean,
    p_now timestamptz
) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
    v_held record;
begin
    perform pg_advisory_xact_lock(hashtextextended('containers ' || organizations.standing_company(
        p_return.organization_id, p_return.company_id)::text || p_kind::text, 0));
    select * into v_held
    from returns.containers(p_return.organization_id, p_return.company_id, p_kind);
    if p_quantity > v_held.balance and not p_overdrawn then
        raise exception using errcode = 'DR142', message = 'not so many containers';
    end if;
    insert into orders.container_entries
        (organization_id, id, buyer_organization_id, company_id, kind_id, delta, return_id, at)
    values (p_return.organization_id, gen_random_uuid(), p_return.buyer_organization_id,
        p_return.company_id, p_kind, -p_quantity, p_return.id, p_now);
    return case when v_held.balance <= 0 or v_held.deposits <= 0 then 0
        else floor(v_held.deposits::numeric * least(p_quantity, v_held.balance) / v_held.balance)
        end;
end $$;

-- As before, with those of companies whose place it took; one whose place was taken holds none.
create or replace function orders.container_balances(p_company uuid)
returns table (kind_id uuid, code text, name text, balance bigint, moved_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_seller uuid;
    v_is_merged boolean;
begin
    select c.organization_id, c.linked_to is not null into v_seller, v_is_merged
    from organizations.companies c
    where c.organization_id = v_caller and c.id = p_company;
    if not found then
        select c.organization_id, c.linked_to is not null into v_seller, v_is_merged
        from organizations.companies c
        where c.buyer_organization_id = v_caller and c.id = p_company;
    end if;
    if v_seller is null then
        raise exception using errcode = 'DR101', message = 'no such company';
    end if;
    if v_is_merged then
        return;
    end if;
    perform set_config('app.organization', v_seller::text, true);
    return query
    select k.id, k.code, k.name, sum(e.delta)::bigint, max(e.at)
    from orders.container_entries e join pricing.deposit_kinds k
        on k.organization_id = e.organization_id and k.id = e.kind_id
    where e.organization_id = v_seller
        and e.company_id = any (array(
            select organizations.company_family(v_seller, p_company)))
    group by k.id, k.code, k.name order by k.code;
    perform set_config('app.organization', v_caller::text, true);
end $$;

-- What was linked before this held.
alter table organizations.companies no force row level security;
do $$
declare
    v_row record;
begin
    for v_row in
        select c.organization_id, c.id, c.linked_to from organizations.companies c
        where c.linked_to is not null order by c.organization_id, c.id
    loop
        perform set_config('app.organization', v_row.organization_id::text, true);
        perform orders.carry_over_company(v_row.organization_id, v_row.id, v_row.linked_to);
    end loop;
    perform set_config('app.organization', '', true);
end $$;
alter table organizations.companies force row level security;
