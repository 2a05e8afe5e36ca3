-- Writing the permission tables: only through these functions, each of which refuses what the
-- model forbids, whoever calls it. All of an organization's are done one after the other, so that a
-- check holds until its effect is there; each ends the tokens that know it otherwise.
-- DR201 not assignable, DR202 no such role, DR203 no such member, DR204 no such app, DR205 beyond
-- what the grantor holds (detail: the privileges), DR206 the system's, DR207 immutable, DR208 no
-- such privilege, DR209 exists already, DR210 no such assignment, DR211 another version, DR212 too
-- many.

create function permissions.begin_change(p_organization uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_organization::text, 21));
end $$;

create function permissions.end_tokens_of(p_account uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.accounts a set epoch = a.epoch + 1 where a.id = p_account;
end $$;

create function permissions.end_tokens_in(p_organization uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update organizations.organizations o set epoch = o.epoch + 1
    where o.organization_id = p_organization;
end $$;

create function permissions.require_app(p_organization uuid, p_app uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if not exists (select 1 from organizations.apps a
        where a.organization_id = p_organization and a.id = p_app) then
        raise exception using errcode = 'DR204', message = 'no such app';
    end if;
end $$;

create function permissions.require_held(p_missing text[]) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if cardinality(p_missing) > 0 then
        raise exception using errcode = 'DR205', message = 'beyond what the grantor holds',
            detail = array_to_string(p_missing, ', ');
    end if;
end $$;

-- Refuses a role that isn't there for the app, or that isn't handed out.
create function permissions.require_assignable(p_organization uuid, p_app uuid, p_role text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_assignable boolean;
begin
    if p_role like 'app.%' then
        select r.assignable into v_assignable from permissions.roles r
        where r.organization_id = p_organization and r.app_id = p_app and r.name = p_role;
    else
        select r.assignable and not r.denies into v_assignable from identity.hard_roles r
        where r.name = p_role;
    end if;
    if v_assignable is null then
        raise exception using errcode = 'DR202', message = 'no such role';
    elsif not v_assignable then
        raise exception using errcode = 'DR201', message = 'the role is not handed out';
    end if;
end $$;

create function permissions.assign(
    p_organization uuid, p_id uuid, p_account uuid, p_role text, p_app uuid,
    p_starts timestamptz, p_ends timestamptz, p_public boolean, p_grantor uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    if p_app is not null then
        perform permissions.require_app(p_organization, p_app);
    end if;
    perform permissions.require_assignable(p_organization, p_app, p_role);
    if not exists (select 1 from organizations.memberships m where m.organization_id
        = p_organization and m.account_id = p_account and m.state <> 'left') then
        raise exception using errcode = 'DR203', message = 'no such member';
    end if;
    perform permissions.require_held(
        permissions.beyond_role(p_organization, p_app, p_grantor, p_now, p_role));
    insert into permissions.assignments (organization_id, id, account_id, role, app_id, starts_at,
        ends_at, public, source, granted_by, created_at)
    values (p_organization, p_id, p_account, p_role, p_app, p_starts, p_ends, p_public, 'member',
        p_grantor, p_now)
    on conflict on constraint assignments_once do nothing;
    if not found then
        raise exception using errcode = 'DR209', message = 'the role is held already';
    end if;
    perform permissions.end_tokens_of(p_account);
end $$;

-- The assignment, if it is one that members may move and the grantor may grant.
create function permissions.movable(
    p_organization uuid, p_id uuid, p_grantor uuid, p_now timestamptz
) returns permissions.assignments
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_assignment permissions.assignments;
begin
    perform permissions.begin_change(p_organization);
    select a.* into v_assignment from permissions.assignments a
    where a.organization_id = p_organization and a.id = p_id for update;
    if v_assignment.id is null then
        raise exception using errcode = 'DR210', message = 'no such assignment';
    elsif v_assignment.source = 'system' then
        raise exception using errcode = 'DR206', message = 'the system gave it';
    end if;
    perform permissions.require_held(permissions.beyond_role(
        p_organization, v_assignment.app_id, p_grantor, p_now, v_assignment.role));
    return v_assignment;
end $$;

-- Gives an assignment another timeframe, longer or shorter, and other eyes; its new version.
create function permissions.reschedule(
    p_organization uuid, p_id uuid, p_starts timestamptz, p_ends timestamptz, p_public boolean,
    p_version integer, p_grantor uuid, p_now timestamptz
) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_assignment permissions.assignments
        := permissions.movable(p_organization, p_id, p_grantor, p_now);
begin
    if p_version is not null and p_version <> v_assignment.version then
        raise exception using errcode = 'DR211', message = 'another version',
            detail = v_assignment.version::text;
    end if;
    perform permissions.require_assignable(p_organization, v_assignment.app_id, v_assignment.role);
    update permissions.assignments a
    set starts_at = p_starts, ends_at = p_ends, public = p_public, version = a.version + 1
    where a.organization_id = p_organization and a.id = p_id;
    perform permissions.end_tokens_of(v_assignment.account_id);
    return v_assignment.version + 1;
end $$;

create function permissions.revoke(
    p_organization uuid, p_id uuid, p_grantor uuid, p_now timestamptz
) returns table (account_id uuid, role text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_assignment permissions.assignments
        := permissions.movable(p_organization, p_id, p_grantor, p_now);
begin
    delete from permissions.assignments a where a.organization_id = p_organization and a.id = p_id;
    perform permissions.end_tokens_of(v_assignment.account_id);
    return query select v_assignment.account_id, v_assignment.role;
end $$;

-- Switches a cell of an app.
create function permissions.switch_cell(
    p_organization uuid, p_app uuid, p_role text, p_privilege text, p_active boolean,
    p_grantor uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    perform permissions.require_app(p_organization, p_app);
    perform permissions.require_cell(p_organization, p_app, p_role, p_privilege);
    if p_active then
        perform permissions.require_held(permissions.beyond(
            p_organization, p_app, p_grantor, p_now, array[p_privilege]));
    end if;
    insert into permissions.cells as c
        (organization_id, app_id, role, privilege, active, changed_by, changed_at)
    values (p_organization, p_app, p_role, p_privilege, p_active, p_grantor, p_now)
    on conflict (organization_id, app_id, role, privilege) do update
    set active = excluded.active, changed_by = excluded.changed_by,
        changed_at = excluded.changed_at;
    perform permissions.end_tokens_in(p_organization);
end $$;

-- Refuses a cell whose role or privilege isn't there for the app, or that is immutable.
create function permissions.require_cell(
    p_organization uuid, p_app uuid, p_role text, p_privilege text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if not exists (select 1 from identity.hard_roles r where r.name = p_role and not r.denies
        union all select 1 from permissions.roles r where r.organization_id = p_organization
            and r.app_id = p_app and r.name = p_role) then
        raise exception using errcode = 'DR202', message = 'no such role';
    end if;
    if not exists (select 1 from identity.hard_privileges p where p.name = p_privilege
        union all select 1 from permissions.privileges p where p.organization_id = p_organization
            and p.app_id = p_app and p.name = p_privilege) then
        raise exception using errcode = 'DR208', message = 'no such privilege';
    end if;
    if exists (select 1 from identity.hard_cells h
        where h.role = p_role and h.privilege = p_privilege and h.immutable) then
        raise exception using errcode = 'DR207', message = 'the cell is immutable';
    end if;
end $$;

-- Gives a cell back to the hard table, which may grant what the app had switched off.
create function permissions.clear_cell(
    p_organization uuid, p_app uuid, p_role text, p_privilege text, p_grantor uuid,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    perform permissions.require_app(p_organization, p_app);
    perform permissions.require_cell(p_organization, p_app, p_role, p_privilege);
    if exists (select 1 from identity.hard_cells h
        where h.role = p_role and h.privilege = p_privilege and h.active) then
        perform permissions.require_held(permissions.beyond(
            p_organization, p_app, p_grantor, p_now, array[p_privilege]));
    end if;
    delete from permissions.cells c where c.organization_id = p_organization
        and c.app_id = p_app and c.role = p_role and c.privilege = p_privilege;
    perform permissions.end_tokens_in(p_organization);
end $$;

create function permissions.create_role(
    p_organization uuid, p_app uuid, p_name text, p_summary text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    perform permissions.require_app(p_organization, p_app);
    if (select count(*) from permissions.roles r
        where r.organization_id = p_organization and r.app_id = p_app) >= 100 then
        raise exception using errcode = 'DR212', message = 'an app has at most 100 roles';
    end if;
    insert into permissions.roles (organization_id, app_id, name, summary, created_at)
    values (p_organization, p_app, p_name, p_summary, p_now) on conflict do nothing;
    if not found then
        raise exception using errcode = 'DR209', message = 'there is a role of that name';
    end if;
end $$;

-- Deletes a role; its cells and assignments go along, and the tokens that knew it.
create function permissions.delete_role(p_organization uuid, p_app uuid, p_name text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    perform permissions.require_app(p_organization, p_app);
    delete from permissions.roles r
    where r.organization_id = p_organization and r.app_id = p_app and r.name = p_name;
    if not found then
        raise exception using errcode = 'DR202', message = 'no such role';
    end if;
    delete from permissions.cells c
    where c.organization_id = p_organization and c.app_id = p_app and c.role = p_name;
    delete from permissions.assignments a
    where a.organization_id = p_organization and a.app_id = p_app and a.role = p_name;
    perform permissions.end_tokens_in(p_organization);
end $$;

-- Makes a privilege of an app's own; the owner holds it, and so can grant it.
create function permissions.create_privilege(
    p_organization uuid, p_app uuid, p_name text, p_summary text, p_account uuid,
    p_now timestamptz
) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_ordinal integer;
begin
    perform permissions.begin_change(p_organization);
    perform permissions.require_app(p_organization, p_app);
    if exists (select 1 from permissions.privileges p where p.organization_id = p_organization
        and p.app_id = p_app and p.name = p_name) then
        raise exception using errcode = 'DR209', message = 'there is a privilege of that name';
    end if;
    select min(n.ordinal) into v_ordinal from generate_series(0, 63) n (ordinal)
    where not exists (select 1 from permissions.privileges p
        where p.organization_id = p_organization and p.app_id = p_app and p.ordinal = n.ordinal);
    if v_ordinal is null then
        raise exception using errcode = 'DR212', message = 'an app has at most 64 privileges';
    end if;
    insert into permissions.privileges (organization_id, app_id, name, ordinal, summary, created_at)
    values (p_organization, p_app, p_name, v_ordinal, p_summary, p_now);
    insert into permissions.cells (organization_id, app_id, role, privilege, active, changed_by,
        changed_at)
    values (p_organization, p_app, 'owner', p_name, true, p_account, p_now);
    perform permissions.end_tokens_in(p_organization);
    return v_ordinal;
end $$;

-- Deletes a privilege and its cells; an ordinal given anew means nothing to a token that ended.
create function permissions.delete_privilege(p_organization uuid, p_app uuid, p_name text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    perform permissions.require_app(p_organization, p_app);
    delete from permissions.privileges p
    where p.organization_id = p_organization and p.app_id = p_app and p.name = p_name;
    if not found then
        raise exception using errcode = 'DR208', message = 'no such privilege';
    end if;
    delete from permissions.cells c
    where c.organization_id = p_organization and c.app_id = p_app and c.privilege = p_name;
    perform permissions.end_tokens_in(p_organization);
end $$;

-- What the system gives: a business type's role, an owner's, a subscription's, a ban. No route
-- names the role it gives this way. An earlier assignment takes the new timeframe.
create function permissions.grant_by_system(
    p_organization uuid, p_id uuid, p_account uuid, p_role text, p_starts timestamptz,
    p_ends timestamptz, p_grantor uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    insert into permissions.assignments as a (organization_id, id, account_id, role, starts_at,
        ends_at, source, granted_by, created_at)
    values (p_organization, p_id, p_account, p_role, p_starts, p_ends, 'system', p_grantor, p_now)
    on conflict on constraint assignments_once do update
    set starts_at = excluded.starts_at, ends_at = excluded.ends_at, source = 'system',
        granted_by = excluded.granted_by, version = a.version + 1;
    perform permissions.end_tokens_of(p_account);
end $$;

create function permissions.revoke_by_system(
    p_organization uuid, p_account uuid, p_role text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    delete from permissions.assignments a
    where a.organization_id = p_organization and a.account_id = p_account and a.role = p_role
        and a.app_id is null and a.source = 'system';
    if not found then
        return false;
    end if;
    perform permissions.end_tokens_of(p_account);
    return true;
end $$;

-- An approved business: who prepared it gets its business type's role in exchange.
create function permissions.promote_applicants(
    p_organization uuid, p_role text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    update permissions.assignments a
    set role = p_role, starts_at = p_now, version = a.version + 1
    where a.organization_id = p_organization and a.role = 'applicant' and a.source = 'system';
    perform permissions.end_tokens_in(p_organization);
end $$;

-- Who sets an organization up owns it and prepares it; of use only before anybody holds anything.
create function permissions.found_organization(
    p_organization uuid, p_account uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    if exists (select 1 from permissions.assignments a
        where a.organization_id = p_organization) then
        raise exception using errcode = 'DR206', message = 'the organization has its people';
    end if;
    insert into permissions.assignments (organization_id, id, account_id, role, starts_at, source,
        created_at)
    select p_organization, gen_random_uuid(), p_account, r.role, p_now, 'system', p_now
    from unnest(array['owner', 'applicant']) r (role);
end $$;

revoke all on all functions in schema permissions from public;
grant execute on all functions in schema permissions to dray_server;
-- Parts of the others, of no use by themselves.
revoke all on function permissions.begin_change, permissions.end_tokens_of,
    permissions.end_tokens_in, permissions.require_app, permissions.require_held,
    permissions.require_assignable, permissions.require_cell, permissions.movable
    from dray_server;
