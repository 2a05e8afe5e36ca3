-- What the routes on apps, people and permissions ask of the database beside the kernel.

-- A name under which an app is reached is one of its organization's apps alone; whose it is in the
-- world, only its owner's name server could tell.
create unique index apps_domain on organizations.apps (organization_id, (branding ->> 'domain'))
    where branding ->> 'domain' is not null;

-- Whether an app is disabled, and which is the main one, is not the server's to write.
revoke update on organizations.apps from dray_server;
grant update (name, origins, branding, archived_at, version) on organizations.apps
    to dray_server;

-- Makes an app; who holds which role for all apps holds it there too. DR212: too many.
create function permissions.create_app(
    p_organization uuid, p_id uuid, p_kind text, p_name text, p_origins text[], p_branding jsonb,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    if (select count(*) from organizations.apps a where a.organization_id = p_organization) >= 50
    then
        raise exception using errcode = 'DR212', message = 'too many apps',
            detail = 'An organization has at most 50 apps.';
    end if;
    insert into organizations.apps
        (organization_id, id, kind, name, origins, branding, created_at)
    values (p_organization, p_id, p_kind, p_name, p_origins, p_branding::json, p_now);
end $$;

-- The people of the organization that was entered, whose name or address begins with some text;
-- addresses, and roles that are not public, only where `p_all`. The names and addresses are
-- global, so they are read here and given out for its own people alone.
create function permissions.search_members(
    p_query text, p_after uuid, p_limit bigint, p_all boolean, p_now timestamptz
) returns table (
    account_id uuid, name text, email text, state text, roles text[], joined_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
    v_organization uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_from text := lower(coalesce(p_query, ''));
    -- Beyond every text that begins so, byte by byte.
    v_to text := v_from || chr(1114111);
begin
    return query
    select m.account_id, a.name, case when p_all then a.email end, m.state,
        coalesce((select array_agg(distinct s.role order by s.role)
            from permissions.assignments s
            where s.organization_id = v_organization and s.account_id = m.account_id
                and s.starts_at <= p_now and (s.ends_at is null or s.ends_at > p_now)
                and (p_all or s.public)), '{}'),
        m.created_at
    from organizations.memberships m join identity.accounts a on a.id = m.account_id
    where m.organization_id = v_organization and m.state <> 'left'
        and (p_after is null or m.account_id > p_after)
        and (lower(a.name) ~>=~ v_from and lower(a.name) ~<~ v_to
            or p_all and a.email ~>=~ v_from and a.email ~<~ v_to)
    order by m.account_id limit p_limit;
end $$;

-- What stands before every grant for an account in an app; nothing where it is no member or there
-- is no such app.
create function permissions.standing(p_organization uuid, p_app uuid, p_account uuid)
returns table (
    membership text, state text, archived boolean, disabled boolean, banned boolean)
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return query
    select m.state, o.state, a.archived_at is not null, a.disabled_at is not null,
        c.banned_at is not null
    from organizations.memberships m
    join organizations.organizations o on o.organization_id = m.organization_id
    join organizations.apps a on a.organization_id = m.organization_id and a.id = p_app
    join identity.accounts c on c.id = m.account_id
    where m.organization_id = p_organization and m.account_id = p_account
        and m.state <> 'left';
end $$;

-- Every role of an account in an app, in its timeframe or not, with the cell of one privilege.
create function permissions.explain(
    p_organization uuid, p_app uuid, p_account uuid, p_privilege text, p_now timestamptz
) returns table (
    role text, assignment_id uuid, given_by text, starts_at timestamptz, ends_at timestamptz,
    holds boolean, denies boolean, active boolean, source text)
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return query
    select h.role, h.id, h.given_by, h.starts_at, h.ends_at, h.holds,
        exists (select 1 from identity.hard_roles r where r.name = h.role and r.denies),
        coalesce(m.active, false), coalesce(m.source, 'hard_mutable')
    from (
        select 'authenticated' as role, null::uuid as id, 'system' as given_by,
            null::timestamptz as starts_at, null::timestamptz as ends_at, true as holds
        where p_account is not null
        union all
        select a.role, a.id, a.source, a.starts_at, a.ends_at,
            a.starts_at <= p_now and (a.ends_at is null or a.ends_at > p_now)
        from permissions.assignments a
        where a.organization_id = p_organization and a.account_id = p_account
            and (a.app_id is null or a.app_id = p_app)
    ) h
    left join lateral (
        select k.active, k.source
        from permissions.merged(p_organization, p_app, array[h.role]) k
        where k.privilege = p_privilege) m on true
    order by h.role, h.id;
end $$;

-- The use of apps by day (UTC): requests and errors, and which accounts came. Counted in memory
-- and written every few seconds, never by a request.
create table permissions.app_days (
    organization_id uuid not null,
    app_id uuid not null,
    day date not null,
    requests bigint not null,
    errors bigint not null,
    primary key (organization_id, app_id, day),
    foreign key (organization_id, app_id) references organizations.apps (organization_id, id)
);
call platform.guard_tenant_table('permissions.app_days');
create table permissions.app_accounts (
    organization_id uuid not null,
    app_id uuid not null,
    account_id uuid not null,
    first_on date not null,
    last_on date not null,
    primary key (organization_id, app_id, account_id),
    foreign key (organization_id, app_id) references organizations.apps (organization_id, id)
);
call platform.guard_tenant_table('permissions.app_accounts');
grant select on permissions.app_days, permissions.app_accounts to dray_server;

-- Adds what was counted: a row per organization, app and day. Each organization is entered in
-- turn, all servers in the same order.
create function permissions.count_use(p_use jsonb) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_former text := coalesce(current_setting('app.organization', true), '');
    v_organization uuid;
begin
    for v_organization in
        select distinct u.organization_id
        from jsonb_to_recordset(p_use) u (organization_id uuid) order by 1
    loop
        perform set_config('app.organization', v_organization::text, true);
        insert into permissions.app_days as d (organization_id, app_id, day, requests, errors)
        select v_organization, u.app_id, u.day, sum(u.requests), sum(u.errors)
        from jsonb_to_recordset(p_use)
            u (organization_id uuid, app_id uuid, day date, requests bigint, errors bigint)
        join organizations.apps a on a.organization_id = v_organization and a.id = u.app_id
        where u.organization_id = v_organization
        group by u.app_id, u.day order by u.app_id, u.day
        on conflict (organization_id, app_id, day) do update
        set requests = d.requests + excluded.requests, errors = d.errors + excluded.errors;
        insert into permissions.app_accounts as d
            (organization_id, app_id, account_id, first_on, last_on)
        select v_organization, u.app_id, c.account::uuid, min(u.day), max(u.day)
        from jsonb_to_recordset(p_use)
            u (organization_id uuid, app_id uuid, day date, accounts jsonb)
        join organizations.apps a on a.organization_id = v_organization and a.id = u.app_id
        cross join lateral jsonb_array_elements_text(u.accounts) c (account)
        where u.organization_id = v_organization
        group by u.app_id, c.account::uuid order by u.app_id, c.account::uuid
        on conflict (organization_id, app_id, account_id) do update
        set last_on = greatest(d.last_on, excluded.last_on);
    end loop;
    perform set_config('app.organization', v_former, true);
end $$;

revoke all on function permissions.create_app, permissions.search_members, permissions.standing,
    permissions.explain, permissions.count_use from public;
grant execute on function permissions.create_app, permissions.search_members,
    permissions.standing, permissions.explain, permissions.count_use to dray_server;
