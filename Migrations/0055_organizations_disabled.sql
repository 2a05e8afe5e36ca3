-- A technician disables an app or a whole organization at once, and enables it as it was. Nobody
-- orders from a seller that is disabled, or sees its offers.

alter table organizations.organizations
    add disabled_from text,
    add disabled_at timestamptz,
    add disabled_for text;

-- A decision on a disabled organization is one about what it is once it is enabled again.
create function organizations.keep_disabled() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.disabled_from := new.state;
    new.state := 'disabled';
    return new;
end $$;
create trigger keep_disabled before update on organizations.organizations for each row
    when (old.disabled_at is not null and new.disabled_at is not null and new.state <> 'disabled')
    execute function organizations.keep_disabled();

-- DR213: it is so already (detail: the state). DR214: not by the platform. DR215: no such
-- organization. DR216: the platform's own.

-- Turns to another organization for a technician; its state where it may be disabled.
create function permissions.enter_to_disable(p_organization uuid) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_state text;
    v_type text;
begin
    if current_setting('app.platform', true) is distinct from 'on' then
        raise exception using errcode = 'DR214', message = 'not by the platform';
    end if;
    perform set_config('app.organization', p_organization::text, true);
    -- Meets the shared lock of orders.place: orders that are being placed come first.
    perform pg_advisory_xact_lock(hashtextextended(p_organization::text, 11));
    select o.state, o.business_type into v_state, v_type from organizations.organizations o
    where o.organization_id = p_organization for update;
    if v_state is null then
        raise exception using errcode = 'DR215', message = 'no such organization';
    elsif v_type = 'platform' then
        raise exception using errcode = 'DR216', message = 'the platform itself';
    end if;
    return v_state;
end $$;

create function permissions.disable_organization(
    p_organization uuid, p_reason text, p_now timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_own text := coalesce(current_setting('app.organization', true), '');
    v_state text := permissions.enter_to_disable(p_organization);
begin
    if v_state = 'disabled' then
        raise exception using errcode = 'DR213', message = 'disabled already',
            detail = 'It is disabled; that state allows enable.';
    end if;
    update organizations.organizations o
    set state = 'disabled', disabled_from = o.state, disabled_at = p_now, disabled_for = p_reason,
        epoch = o.epoch + 1
    where o.organization_id = p_organization;
    perform pg_notify('dray_company', p_organization::text);
    perform set_config('app.organization', v_own, true);
end $$;

create function permissions.enable_organization(p_organization uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_own text := coalesce(current_setting('app.organization', true), '');
    v_state text := permissions.enter_to_disable(p_organization);
begin
    if v_state <> 'disabled' then
        raise exception using errcode = 'DR213', message = 'not disabled',
            detail = 'It is ' || v_state || '; that state allows disable.';
    end if;
    update organizations.organizations o
    set state = coalesce(o.disabled_from,
            case when o.approved_at is null then 'preparing' else 'approved' end),
        disabled_from = null, disabled_at = null, disabled_for = null, epoch = o.epoch + 1
    where o.organization_id = p_organization;
    perform pg_notify('dray_company', p_organization::text);
    perform set_config('app.organization', v_own, true);
end $$;

-- A reason disables an app, none enables it.
create function permissions.disable_app(
    p_organization uuid, p_app uuid, p_reason text, p_now timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_own text := coalesce(current_setting('app.organization', true), '');
    v_disabled boolean;
begin
    perform permissions.enter_to_disable(p_organization);
    select a.disabled_at is not null into v_disabled from organizations.apps a
    where a.organization_id = p_organization and a.id = p_app for update;
    if v_disabled is null then
        raise exception using errcode = 'DR204', message = 'no such app';
    elsif v_disabled = (p_reason is not null) then
        raise exception using errcode = 'DR213', message = 'it is so already',
            detail = case when v_disabled then 'It is disabled; that state allows enable.'
                else 'It is enabled; that state allows disable.' end;
    end if;
    update organizations.apps a
    set disabled_at = case when p_reason is not null then p_now end, disabled_for = p_reason,
        version = a.version + 1
    where a.organization_id = p_organization and a.id = p_app;
    perform permissions.end_tokens_in(p_organization);
    perform set_config('app.organization', v_own, true);
end $$;

revoke all on function permissions.enter_to_disable, permissions.disable_organization,
    permissions.enable_organization, permissions.disable_app from public;
grant execute on function permissions.disable_organization, permissions.enable_organization,
    permissions.disable_app to dray_server;

-- Nobody orders from a seller that may not trade, whichever function places the order. Disabling
-- takes the lock that placing shares, and so waits for orders that are being placed; one that waited
-- for it is told here. DR130: the seller may not trade.
create function orders.require_seller() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    perform from organizations.organizations o
    where o.organization_id = new.organization_id and o.state = 'approved';
    if not found then
        raise exception using errcode = 'DR130', message = 'the seller may not trade';
    end if;
    return new;
end $$;
create trigger require_seller before insert on orders.orders
    for each row execute function orders.require_seller();

-- As before, and DR130: the seller may not trade.
create or replace function pricing.offer_page(
    p_seller uuid, p_warehouse uuid, p_after uuid, p_limit integer, p_category uuid
) returns table (
    id uuid, sku text, name text, category_id uuid, volume_ml integer, strength_bp integer,
    base_unit text, case_size integer, available bigint)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
begin
    if v_caller is distinct from p_seller then
        perform from organizations.companies c
        where c.organization_id = p_seller and c.buyer_organization_id = v_caller
            and c.state = 'active';
        if not found then
            raise exception using errcode = 'DR107', message = 'the relation is not active';
        end if;
    end if;
    perform set_config('app.organization', p_seller::text, true);
    perform from organizations.organizations o
    where o.organization_id = p_seller and o.state = 'approved';
    if not found and v_caller is distinct from p_seller then
        raise exception using errcode = 'DR130', message = 'the seller may not trade';
    end if;
    return query
    select v.id, v.sku, v.name, v.category_id, v.volume_ml, v.strength_bp, v.base_unit,
        v.case_size, greatest(coalesce(s.on_hand - s.reserved - s.allocated, 0), 0)
    from catalog.variants v
    left join inventory.stock_levels s on s.organization_id = v.organization_id
        and s.warehouse_id = p_warehouse and s.variant_id = v.id
    where v.organization_id = p_seller and v.published
        and v.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000'::uuid)
        and (p_category is null or v.category_id = p_category)
    order by v.id limit p_limit;
    perform set_config('app.organization', v_caller::text, true);
end $$;
