-- The merge of the hard table and an app's own, in SQL: what the guards of writing and the
-- explanation of a privilege go by.

-- Every cell of the roles in an app, and where it comes from: an immutable hard cell wins over the
-- app's, the app's over a mutable hard one.
create function permissions.merged(p_organization uuid, p_app uuid, p_roles text[])
returns table (role text, privilege text, active boolean, source text)
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return query
    select coalesce(h.role, c.role), coalesce(h.privilege, c.privilege),
        case when h.immutable then h.active else coalesce(c.active, h.active) end,
        case when h.immutable then 'hard_immutable' when c.active is not null then 'app'
            else 'hard_mutable' end
    from (select k.role, k.privilege, k.active, k.immutable from identity.hard_cells k
        where k.role = any (p_roles)) h
    full join (select k.role, k.privilege, k.active from permissions.cells k
        where k.organization_id = p_organization and k.app_id = p_app
            and k.role = any (p_roles)) c
    on c.role = h.role and c.privilege = h.privilege;
end $$;

-- The roles an account holds in an app at an instant, beside the one every account has.
create function permissions.held(
    p_organization uuid, p_app uuid, p_account uuid, p_now timestamptz
) returns text[]
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return array['authenticated'] || coalesce((
        select array_agg(distinct a.role order by a.role) from permissions.assignments a
        join organizations.memberships m
            on m.organization_id = a.organization_id and m.account_id = a.account_id
        where a.organization_id = p_organization and a.account_id = p_account
            and (a.app_id is null or a.app_id = p_app) and m.state = 'active'
            and a.starts_at <= p_now and (a.ends_at is null or a.ends_at > p_now)), '{}');
end $$;

-- The privileges that roles grant together in an app.
create function permissions.granted(p_organization uuid, p_app uuid, p_roles text[])
returns text[]
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return coalesce((
        select array_agg(distinct m.privilege order by m.privilege)
        from permissions.merged(p_organization, p_app, p_roles) m where m.active), '{}');
end $$;

-- Of some privileges in an app, those that an account does not hold there: what it may not grant.
-- Whoever holds a role that denies holds nothing.
create function permissions.beyond(
    p_organization uuid, p_app uuid, p_account uuid, p_now timestamptz, p_privileges text[]
) returns text[]
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
    v_held text[] := permissions.held(p_organization, p_app, p_account, p_now);
    v_granted text[] := '{}';
begin
    if not exists (select 1 from identity.hard_roles r
        where r.name = any (v_held) and r.denies) then
        v_granted := permissions.granted(p_organization, p_app, v_held);
    end if;
    return coalesce((
        select array_agg(w.privilege order by w.privilege) from unnest(p_privileges) w (privilege)
        where w.privilege <> all (v_granted)), '{}');
end $$;

-- What a role grants in one app, or in any of the organization's where none is named, and that the
-- account does not hold there itself.
create function permissions.beyond_role(
    p_organization uuid, p_app uuid, p_account uuid, p_now timestamptz, p_role text
) returns text[]
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return coalesce((
        select array_agg(distinct b.privilege order by b.privilege)
        from organizations.apps a
        cross join lateral unnest(permissions.beyond(p_organization, a.id, p_account, p_now,
            permissions.granted(p_organization, a.id, array[p_role]))) b (privilege)
        where a.organization_id = p_organization and (p_app is null or a.id = p_app)), '{}');
end $$;

revoke all on all functions in schema permissions from public;
grant execute on all functions in schema permissions to dray_server;
