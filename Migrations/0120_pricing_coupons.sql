-- Coupons: codes of a promotion that the seller keeps one by one, each with limits of its own.

-- Whether a promotion has such codes; then it is for those alone who give one. It stays so when
-- the last of them is disabled.
alter table pricing.promotions add column stored_codes boolean not null default false;

create table pricing.coupons (
    organization_id uuid not null,
    code text not null check (code = upper(code) and length(code) between 3 and 40),
    promotion_id uuid not null,
    batch_id uuid not null,
    -- How many orders may take it: in all, and of one company.
    most bigint check (most > 0),
    per_company bigint check (per_company > 0),
    valid_from timestamptz,
    valid_until timestamptz,
    created_at timestamptz not null,
    disabled_at timestamptz,
    redeemed bigint not null default 0 check (redeemed between 0 and coalesce(most, redeemed)),
    primary key (organization_id, code),
    foreign key (organization_id, promotion_id)
        references pricing.promotions (organization_id, id),
    check (valid_from < valid_until)
);
call platform.guard_tenant_table('pricing.coupons');
create index coupons_of_promotion on pricing.coupons (organization_id, promotion_id, code);
grant select, insert on pricing.coupons to dray_server;
grant update (disabled_at) on pricing.coupons to dray_server;

-- Which order took a code: append-only, written in the order's own transaction alone.
create table pricing.coupon_redemptions (
    organization_id uuid not null,
    code text not null,
    order_id uuid not null,
    company_id uuid not null,
    at timestamptz not null,
    primary key (organization_id, code, order_id),
    foreign key (organization_id, code) references pricing.coupons (organization_id, code)
);
call platform.guard_tenant_table('pricing.coupon_redemptions');
create index coupon_redemptions_of_company
    on pricing.coupon_redemptions (organization_id, code, company_id);
grant select on pricing.coupon_redemptions to dray_server;

-- Takes one code for each promotion of an order that a kept code opened. The code's row is locked
-- before its redemptions are counted, so that no two orders count the same. DR109: none of the
-- codes given is left (message: the promotion's id).
create function pricing.take_coupons() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_promotion uuid;
    v_code text;
    v_coupon pricing.coupons;
    v_taken boolean;
begin
    for v_promotion in
        select p.id from pricing.promotions p
        where p.organization_id = new.organization_id and p.id = any(new.promotions)
            and p.stored_codes and not p.coupons && new.coupons
        order by p.id
    loop
        v_taken := false;
        for v_code in
            select c.code from pricing.coupons c
            where c.organization_id = new.organization_id and c.promotion_id = v_promotion
                and c.code = any(new.coupons)
            order by c.code
        loop
            select * into v_coupon from pricing.coupons c
            where c.organization_id = new.organization_id and c.code = v_code
            for no key update;
            continue when v_coupon.disabled_at is not null
                or v_coupon.redeemed >= v_coupon.most
                or v_coupon.per_company is not null and v_coupon.per_company <= (
                    select count(*) from pricing.coupon_redemptions r
                    where r.organization_id = new.organization_id and r.code = v_code
                        and r.company_id = new.company_id);
            update pricing.coupons c set redeemed = c.redeemed + 1
            where c.organization_id = new.organization_id and c.code = v_code;
            insert into pricing.coupon_redemptions
                (organization_id, code, order_id, company_id, at)
            values (new.organization_id, v_code, new.id, new.company_id, new.placed_at);
            v_taken := true;
            exit;
        end loop;
        if not v_taken then
            raise exception using errcode = 'DR109', message = v_promotion::text;
        end if;
    end loop;
    return null;
end $$;
create trigger take_coupons after insert on orders.orders
    for each row when (new.coupons <> '{}' and new.promotions <> '{}')
    execute function pricing.take_coupons();
