-- Promotions, how often they were taken, and what a seller settled about its pricing.

-- What a promotion names of the organization's is checked by the command that names it; what is
-- gone since is matched by nothing. Its amounts are minor units of its currency.
create table pricing.promotions (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    kind text not null check (kind in ('percent_off', 'amount_off', 'fixed_price', 'buy_x_get_y',
        'bundle', 'free_shipping')),
    stage text not null check (stage in ('line', 'order', 'shipping')),
    lane text not null,
    priority integer not null,
    exclusive boolean not null,
    combines_with_breaks boolean not null,
    currency text,
    unit text,
    threshold_quantity bigint check (threshold_quantity > 0),
    threshold_amount bigint check (threshold_amount > 0),
    basis_points integer check (basis_points between 1 and 10000),
    amount bigint check (amount >= 0),
    buy_quantity bigint check (buy_quantity > 0),
    get_quantity bigint check (get_quantity > 0),
    get_from text check (get_from in ('same_variant', 'selection', 'other')),
    get_variants uuid[] not null,
    get_categories uuid[] not null,
    variants uuid[] not null,
    categories uuid[] not null,
    brands uuid[] not null,
    channels uuid[] not null,
    audiences text[] not null,
    audience_ids uuid[] not null,
    audience_roles text[] not null,
    valid_from timestamptz,
    valid_until timestamptz,
    weekdays integer[] not null check (weekdays <@ array[0, 1, 2, 3, 4, 5, 6]),
    hours_from integer check (hours_from between 0 and 1439),
    hours_until integer check (hours_until between 0 and 1439),
    coupons text[] not null,
    first_order boolean not null,
    per_order bigint check (per_order > 0),
    per_company bigint check (per_company > 0),
    in_total bigint check (in_total > 0),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, name),
    check (threshold_quantity is null or threshold_amount is null),
    check ((hours_from is null) = (hours_until is null)),
    check (currency is not null or amount is null and threshold_amount is null)
);
call platform.guard_tenant_table('pricing.promotions');
grant select, insert, update on pricing.promotions to dray_server;
create trigger book_changed after insert or update or delete on pricing.promotions
    for each statement execute function pricing.book_changed();

-- How many orders took a promotion: of one company, or of all where the company is the nil id.
-- Written by orders.place alone, in the order's own transaction; it moves no book.
create table pricing.promotion_counters (
    organization_id uuid not null,
    promotion_id uuid not null,
    company_id uuid not null,
    taken bigint not null,
    most bigint not null,
    primary key (organization_id, promotion_id, company_id),
    foreign key (organization_id, promotion_id)
        references pricing.promotions (organization_id, id),
    check (taken between 0 and most)
);
call platform.guard_tenant_table('pricing.promotion_counters');
grant select on pricing.promotion_counters to dray_server;

-- What holds where a seller has no row: most_specific, both, no lanes.
create table pricing.settings (
    organization_id uuid primary key references organizations.organizations,
    mode text not null check (mode in ('most_specific', 'lowest')),
    strategy text not null check (strategy in ('wholesale_tiers', 'quantity_promotions', 'both')),
    lanes text[] not null,
    updated_at timestamptz not null,
    version integer not null
);
call platform.guard_tenant_table('pricing.settings');
grant select, insert, update on pricing.settings to dray_server;
create trigger book_changed after insert or update on pricing.settings
    for each statement execute function pricing.book_changed();

-- A promotion may name brands.
create trigger book_changed after update of brand_id on catalog.products
    for each statement execute function pricing.book_changed();

-- A zone's offsets from UTC in seconds, each from an instant on, by day and then by quarter of an
-- hour; none for a zone that isn't known.
create function pricing.zone_offsets(p_zone text)
returns table (since timestamptz, seconds integer)
language plpgsql stable set search_path = pg_catalog as $$
begin
    return query
    with days as (
        select d.day, extract(epoch from (d.day at time zone p_zone)
            - (d.day at time zone 'UTC'))::integer as offs
        from generate_series(timestamptz '2020-01-01 00:00+00', '2040-01-01 00:00+00',
            interval '1 day') as d (day)
    ), changes as (
        select c.day, c.offs, lag(c.offs) over (order by c.day) as before from days c
    )
    select case when c.before is null then c.day else (
        select min(q.at) from generate_series(c.day - interval '1 day', c.day,
            interval '15 minutes') as q (at)
        where extract(epoch from (q.at at time zone p_zone)
            - (q.at at time zone 'UTC'))::integer = c.offs) end, c.offs
    from changes c where c.before is distinct from c.offs order by 1;
exception when invalid_parameter_value then
    return;
end $$;

alter table orders.draft_orders
    add column coupons text[] not null default '{}',
    add column promotions uuid[] not null default '{}';
alter table orders.orders
    add column coupons text[] not null default '{}',
    add column promotions uuid[] not null default '{}';

-- Takes the limits of the promotions that a draft was priced with, each by one conditional update,
-- in one order for everybody. DR109: one is exhausted (message: its id).
create function orders.take_promotions(
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
        and exists (select from orders.orders o
            where o.organization_id = p_organization and o.company_id = p_company)
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
revoke all on function orders.take_promotions from public;

-- What the engine must be told of a buyer before it prices: how often limited promotions were
-- taken, and whether this would be the first order; a row without a promotion says that alone.
create function orders.promotion_uses(p_organization uuid, p_company uuid)
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
    where p_organization is not null and p_company is not null
$$;
revoke all on function pricing.zone_offsets, orders.promotion_uses from public;
grant execute on function pricing.zone_offsets, orders.promotion_uses to dray_server;
