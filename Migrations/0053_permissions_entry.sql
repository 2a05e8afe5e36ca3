-- How what is held becomes a token: where an account stands, what it holds in one app, and the
-- sessions that carry both.

-- A session is of one app; one in which somebody acts for its account says who.
alter table identity.sessions
    add app_id uuid,
    add acting_account_id uuid references identity.accounts on delete cascade,
    add acting_reason text,
    add check ((acting_account_id is null) = (acting_reason is null));

-- As before, and with the epoch of whoever acts for the account.
create or replace function platform.enter(
    p_organization uuid, p_account uuid, p_session uuid, p_epoch bigint, p_platform boolean
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_epoch bigint;
begin
    perform set_config('app.organization', coalesce(p_organization::text, ''), true),
        set_config('app.account', coalesce(p_account::text, ''), true),
        set_config('app.platform', case when p_platform then 'on' else '' end, true);
    if p_session is null then
        return;
    end if;
    select s.epoch + a.epoch + coalesce((
            select o.epoch from organizations.organizations o
            where o.organization_id = p_organization), 0)
        + case when s.acting_account_id is null then 0 else (
            select b.epoch from identity.accounts b where b.id = s.acting_account_id) end
    into v_epoch
    from identity.sessions s join identity.accounts a on a.id = s.account_id
    where s.id = p_session and s.account_id = p_account and s.revoked_at is null
        and s.organization_id is not distinct from p_organization;
    if v_epoch is distinct from p_epoch then
        raise exception using errcode = 'DR003', message = 'the token no longer holds';
    end if;
end $$;

-- Where an account is a member. Each organization is entered to read its rows, and left again.
drop function identity.standings(uuid);
create function identity.standings(p_account uuid, p_now timestamptz)
returns table (
    organization_id uuid, name text, business_type text, state text, epoch bigint,
    membership text, roles text[], channel_id uuid, warehouse_id uuid)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
    v_account text := coalesce(current_setting('app.account', true), '');
    v_member record;
begin
    perform set_config('app.account', p_account::text, true);
    for v_member in
        select m.organization_id as id, m.state as standing from organizations.memberships m
        where m.account_id = p_account and m.state <> 'left'
        order by m.created_at, m.organization_id limit 200
    loop
        perform set_config('app.organization', v_member.id::text, true);
        return query
        select o.organization_id, o.name, o.business_type, o.state, o.epoch, v_member.standing,
            coalesce((select array_agg(distinct a.role order by a.role)
                from permissions.assignments a
                where a.organization_id = v_member.id and a.account_id = p_account
                    and a.starts_at <= p_now and (a.ends_at is null or a.ends_at > p_now)), '{}'),
            c.id, c.warehouse_id
        from organizations.organizations o
        left join lateral (
            select h.id, h.warehouse_id from organizations.channels h
            where h.organization_id = o.organization_id order by h.id limit 1) c on true
        where o.organization_id = v_member.id;
    end loop;
    perform set_config('app.organization', v_organization, true),
        set_config('app.account', v_account, true);
end $$;

-- What an account holds in one app of an organization, the main one where none is named; nothing
-- where there is no such app. `until`: when a timeframe next begins or ends.
create function permissions.resolve(
    p_organization uuid, p_app uuid, p_account uuid, p_now timestamptz)
returns table (
    app_id uuid, kind text, name text, archived boolean, disabled boolean, roles text[],
    cell_roles text[], cell_privileges text[], cell_states boolean[],
    own_names text[], own_ordinals integer[], until timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
begin
    perform set_config('app.organization', p_organization::text, true);
    return query
    select a.id, a.kind, a.name, a.archived_at is not null, a.disabled_at is not null, h.roles,
        coalesce(c.roles, '{}'), coalesce(c.privileges, '{}'), coalesce(c.states, '{}'),
        coalesce(p.names, '{}'), coalesce(p.ordinals, '{}'),
        (select min(b.at) from permissions.assignments s
            cross join lateral (values (s.starts_at), (s.ends_at)) b (at)
            where s.organization_id = p_organization and s.account_id = p_account
                and (s.app_id is null or s.app_id = a.id) and b.at > p_now)
    from organizations.apps a
    cross join lateral (
        select permissions.held(p_organization, a.id, p_account, p_now) as roles) h
    cross join lateral (
        select array_agg(k.role order by k.role, k.privilege) as roles,
            array_agg(k.privilege order by k.role, k.privilege) as privileges,
            array_agg(k.active order by k.role, k.privilege) as states
        from permissions.cells k
        where k.organization_id = p_organization and k.app_id = a.id
            and k.role = any (h.roles)) c
    cross join lateral (
        select array_agg(o.name order by o.ordinal) as names,
            array_agg(o.ordinal order by o.ordinal) as ordinals
        from permissions.privileges o
        where o.organization_id = p_organization and o.app_id = a.id) p
    where a.organization_id = p_organization
        and case when p_app is null then a.main else a.id = p_app end;
    perform set_config('app.organization', v_organization, true);
end $$;

-- Opens a session; the password's hash moves along where its parameters were of yesterday.
drop function identity.open_session(uuid, uuid, uuid, bytea, text, timestamptz, timestamptz, text);
create function identity.open_session(
    p_session uuid, p_account uuid, p_organization uuid, p_app uuid, p_refresh_hash bytea,
    p_device text, p_now timestamptz, p_expires timestamptz, p_password_hash text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into identity.sessions (id, account_id, organization_id, app_id, refresh_hash, device,
        rotated_at, created_at, last_used_at, expires_at)
    values (p_session, p_account, p_organization, p_app, p_refresh_hash, p_device, p_now, p_now,
        p_now, p_expires);
    if p_password_hash is not null then
        update identity.accounts a set password_hash = p_password_hash where a.id = p_account;
    end if;
end $$;

-- A session turns to another organization of its account, or another app; its tokens for the
-- former end. Answers its epoch from then on.
drop function identity.turn_session(uuid, uuid, uuid);
create function identity.turn_session(
    p_session uuid, p_account uuid, p_organization uuid, p_app uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_epoch bigint;
begin
    update identity.sessions s
    set organization_id = p_organization, app_id = p_app,
        epoch = s.epoch + case when s.app_id is null then 0 else 1 end
    where s.id = p_session and s.account_id = p_account and s.revoked_at is null
    returning s.epoch into v_epoch;
    return v_epoch;
end $$;

-- Which app a session is of.
create function identity.app_of_session(p_session uuid, p_account uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_app uuid;
begin
    select s.app_id into v_app from identity.sessions s
    where s.id = p_session and s.account_id = p_account;
    return v_app;
end $$;

-- As before, and with the organization's first app; the roles are the system's to give: its owner,
-- and an applicant until it is approved.
drop function organizations.set_up(
    uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, text, text, text, text, text, text, text,
    text, text, timestamptz);
create function organizations.set_up(
    p_onboarding uuid, p_account uuid, p_organization uuid, p_warehouse uuid, p_channel uuid,
    p_product_type uuid, p_category uuid, p_app uuid, p_name text, p_business_type text,
    p_country text, p_currency text, p_time_zone text, p_warehouse_name text,
    p_warehouse_address text, p_channel_name text, p_channel_kind text, p_product_type_name text,
    p_category_name text, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    insert into organizations.organizations (organization_id, name, business_type, state, country,
        currency, time_zone, created_at)
    values (p_organization, p_name, p_business_type, 'preparing', p_country, p_currency,
        p_time_zone, p_now);
    insert into organizations.memberships (organization_id, account_id, created_at)
    values (p_organization, p_account, p_now);
    insert into organizations.apps (organization_id, id, kind, name, main, created_at)
    values (p_organization, p_app, 'console', 'Console', true, p_now);
    perform permissions.found_organization(p_organization, p_account, p_now);
    insert into organizations.warehouses (organization_id, id, name, address, created_at)
    values (p_organization, p_warehouse, p_warehouse_name, p_warehouse_address, p_now);
    insert into organizations.channels (organization_id, id, name, kind, warehouse_id, created_at)
    values (p_organization, p_channel, p_channel_name, p_channel_kind, p_warehouse, p_now);
    insert into catalog.product_types (organization_id, id, name, created_at)
    values (p_organization, p_product_type, p_product_type_name, p_now);
    insert into catalog.categories (organization_id, id, parent_id, name, created_at)
    values (p_organization, p_category, null, p_category_name, p_now);
    update organizations.onboardings
    set organization_id = p_organization, state = 'set_up', updated_at = p_now,
        version = version + 1
    where id = p_onboarding and account_id = p_account;
end $$;

revoke all on function platform.enter, identity.standings, permissions.resolve,
    identity.open_session, identity.turn_session, identity.app_of_session, organizations.set_up
    from public;
grant execute on function platform.enter, identity.standings, permissions.resolve,
    identity.open_session, identity.turn_session, identity.app_of_session, organizations.set_up
    to dray_server;
