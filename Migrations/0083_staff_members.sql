-- Staff: business units, invitations, and how an organization changes hands.

create schema staff;
grant usage on schema staff to dray_server;

-- Where a membership stands moves only by the functions below, which keep who did it and why.
alter table organizations.memberships
    add state_reason text,
    add state_by uuid,
    add state_at timestamptz,
    add joined_at timestamptz;

-- A part of the business: its members' tokens carry its channel and warehouse.
create table staff.units (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    channel_id uuid,
    warehouse_id uuid,
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, name),
    constraint units_channel_fkey foreign key (organization_id, channel_id)
        references organizations.channels (organization_id, id),
    constraint units_warehouse_fkey foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_tenant_table('staff.units');
grant select on staff.units to dray_server;

create table staff.unit_members (
    organization_id uuid not null,
    account_id uuid not null,
    unit_id uuid not null,
    primary key (organization_id, account_id),
    foreign key (organization_id, account_id)
        references organizations.memberships (organization_id, account_id),
    foreign key (organization_id, unit_id) references staff.units (organization_id, id)
);
call platform.guard_tenant_table('staff.unit_members');
create index unit_members_of_unit on staff.unit_members (organization_id, unit_id);
grant select on staff.unit_members to dray_server;

-- An invitation to an address: its letter has a secret of which only the hash is kept.
create table staff.invitations (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    email text not null check (email = lower(email)),
    roles text[] not null check (cardinality(roles) between 1 and 10),
    app_id uuid,
    roles_end_at timestamptz,
    unit_id uuid,
    state text not null check (state in ('open', 'accepted', 'revoked', 'expired')),
    secret_hash bytea not null,
    tries_left integer not null default 5,
    letter_at timestamptz not null,
    expires_at timestamptz not null,
    invited_by uuid not null,
    invited_in uuid not null,
    accepted_by uuid,
    accepted_at timestamptz,
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    foreign key (organization_id, app_id) references organizations.apps (organization_id, id),
    constraint invitations_unit_fkey foreign key (organization_id, unit_id)
        references staff.units (organization_id, id),
    check (created_at < expires_at),
    check ((state = 'accepted') = (accepted_by is not null))
);
call platform.guard_tenant_table('staff.invitations');
create unique index invitations_open on staff.invitations (organization_id, email)
    where state = 'open';
grant select (organization_id, id, email, roles, app_id, roles_end_at, unit_id, state, letter_at,
    expires_at, invited_by, accepted_by, accepted_at, created_at, version)
    on staff.invitations to dray_server;

-- An offer of the owner to a member; at most one is open.
create table staff.ownership_transfers (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    from_account_id uuid not null,
    to_account_id uuid not null,
    state text not null check (state in ('offered', 'accepted', 'declined', 'withdrawn')),
    offered_at timestamptz not null,
    decided_at timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, from_account_id)
        references organizations.memberships (organization_id, account_id),
    foreign key (organization_id, to_account_id)
        references organizations.memberships (organization_id, account_id),
    check (from_account_id <> to_account_id),
    check ((state = 'offered') = (decided_at is null))
);
call platform.guard_tenant_table('staff.ownership_transfers');
create unique index ownership_transfers_open on staff.ownership_transfers (organization_id)
    where state = 'offered';
grant select on staff.ownership_transfers to dray_server;

-- Never two owners.
create unique index assignments_one_owner on permissions.assignments (organization_id)
    where role = 'owner';

-- As before; a member of a unit sells on the unit's channel, from the unit's warehouse.
create or replace function identity.standings(p_account uuid, p_now timestamptz)
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
            c.id, coalesce(u.warehouse_id, c.warehouse_id)
        from organizations.organizations o
        left join lateral (
            select n.channel_id, n.warehouse_id from staff.unit_members k
            join staff.units n on n.organization_id = k.organization_id and n.id = k.unit_id
            where k.organization_id = v_member.id and k.account_id = p_account) u on true
        left join lateral (
            select h.id, h.warehouse_id from organizations.channels h
            where h.organization_id = o.organization_id
                and (u.channel_id is null or h.id = u.channel_id)
            order by h.id limit 1) c on true
        where o.organization_id = v_member.id;
    end loop;
    perform set_config('app.organization', v_organization, true),
        set_config('app.account', v_account, true);
end $$;

-- How people come, stand and go in an organization: the only ways to move a membership, each of
-- which refuses what nobody may do, whoever calls it, and ends the tokens that know it otherwise.
-- All of an organization's are done one after the other, with the changes of permissions.
-- DR203 no such member, DR205 beyond what the actor holds, DR209 exists already, DR210 no such
-- thing, DR211 another version, DR212 too many, DR221 oneself, DR222 the owner, DR223 its state
-- forbids it, DR224 no such unit, DR226 not the owner. Details are for the caller.

-- The state of another member whom the actor may move.
create function staff.require_movable(
    p_organization uuid, p_actor uuid, p_account uuid, p_now timestamptz
) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_state text;
begin
    perform permissions.begin_change(p_organization);
    if p_account = p_actor then
        raise exception using errcode = 'DR221', message = 'oneself';
    end if;
    select m.state into v_state from organizations.memberships m
    where m.organization_id = p_organization and m.account_id = p_account for update;
    if coalesce(v_state, 'left') = 'left' then
        raise exception using errcode = 'DR203', message = 'no such member';
    end if;
    if exists (select 1 from permissions.assignments a where a.organization_id = p_organization
        and a.account_id = p_account and a.role = 'owner')
    then
        raise exception using errcode = 'DR222', message = 'the owner';
    end if;
    perform permissions.require_held(
        permissions.beyond_member(p_organization, p_actor, p_account, p_now));
    return v_state;
end $$;

create function staff.move_member(
    p_organization uuid, p_account uuid, p_state text, p_reason text, p_by uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update organizations.memberships m
    set state = p_state, state_reason = p_reason, state_by = p_by, state_at = p_now,
        version = m.version + 1
    where m.organization_id = p_organization and m.account_id = p_account;
    perform permissions.end_tokens_of(p_account);
end $$;

create function staff.suspend_member(
    p_organization uuid, p_actor uuid, p_account uuid, p_reason text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if staff.require_movable(p_organization, p_actor, p_account, p_now) <> 'active' then
        raise exception using errcode = 'DR223', message = 'suspended',
            detail = 'It is suspended; that state allows reinstate.';
    end if;
    perform staff.move_member(
        p_organization, p_account, 'suspended', p_reason, p_actor, p_now);
end $$;

create function staff.reinstate_member(
    p_organization uuid, p_actor uuid, p_account uuid, p_reason text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if staff.require_movable(p_organization, p_actor, p_account, p_now) <> 'suspended' then
        raise exception using errcode = 'DR223', message = 'active',
            detail = 'It is active; that state allows suspend.';
    end if;
    perform staff.move_member(p_organization, p_account, 'active', p_reason, p_actor, p_now);
end $$;

-- Ends a membership. Its row stays, without roles and unit; a ban stays, so that leaving lifts none.
create function staff.end_membership(
    p_organization uuid, p_account uuid, p_by uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from permissions.assignments a
    where a.organization_id = p_organization and a.account_id = p_account
        and not exists (select 1 from identity.hard_roles r where r.name = a.role and r.denies);
    delete from staff.unit_members u
    where u.organization_id = p_organization and u.account_id = p_account;
    update staff.ownership_transfers t set state = 'withdrawn', decided_at = p_now
    where t.organization_id = p_organization and t.state = 'offered'
        and t.to_account_id = p_account;
    perform staff.move_member(p_organization, p_account, 'left', null, p_by, p_now);
end $$;

create function staff.remove_member(
    p_organization uuid, p_actor uuid, p_account uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform staff.require_movable(p_organization, p_actor, p_account, p_now);
    perform staff.end_membership(p_organization, p_account, p_actor, p_now);
end $$;

-- An account leaves an organization, whatever its standing there; the owner doesn't.
create function staff.leave(
    p_organization uuid, p_account uuid, p_event uuid, p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
begin
    perform set_config('app.organization', p_organization::text, true);
    perform permissions.begin_change(p_organization);
    if not exists (select 1 from organizations.memberships m where m.organization_id
        = p_organization and m.account_id = p_account and m.state <> 'left')
    then
        raise exception using errcode = 'DR203', message = 'no such member';
    end if;
    if exists (select 1 from permissions.assignments a where a.organization_id = p_organization
        and a.account_id = p_account and a.role = 'owner')
    then
        raise exception using errcode = 'DR222', message = 'the owner';
    end if;
    perform staff.end_membership(p_organization, p_account, p_account, p_now);
    perform platform.append_event(p_organization, p_event, 'member_left', 'account', p_account,
        p_account, p_request, p_now, '{}');
    perform set_config('app.organization', v_organization, true);
end $$;

create function staff.ban_member(
    p_organization uuid, p_actor uuid, p_account uuid, p_id uuid, p_starts timestamptz,
    p_ends timestamptz, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform staff.require_movable(p_organization, p_actor, p_account, p_now);
    perform permissions.grant_by_system(p_organization, p_id, p_account, 'banned', p_starts,
        p_ends, p_actor, p_now);
end $$;

create function staff.unban_member(
    p_organization uuid, p_actor uuid, p_account uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform staff.require_movable(p_organization, p_actor, p_account, p_now);
    if not permissions.revoke_by_system(p_organization, p_account, 'banned') then
        raise exception using errcode = 'DR223', message = 'not banned',
            detail = 'It is not banned.';
    end if;
end $$;

-- Puts a member in a unit, or in none.
create function staff.put_in_unit(p_organization uuid, p_account uuid, p_unit uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_changed boolean := false;
begin
    perform permissions.begin_change(p_organization);
    if not exists (select 1 from organizations.memberships m where m.organization_id
        = p_organization and m.account_id = p_account and m.state <> 'left')
    then
        raise exception using errcode = 'DR203', message = 'no such member';
    end if;
    if p_unit is null then
        delete from staff.unit_members u
        where u.organization_id = p_organization and u.account_id = p_account;
        v_changed := found;
    elsif exists (select 1 from staff.units u
        where u.organization_id = p_organization and u.id = p_unit)
    then
        insert into staff.unit_members as u (organization_id, account_id, unit_id)
        values (p_organization, p_account, p_unit)
        on conflict (organization_id, account_id) do update set unit_id = excluded.unit_id
        where u.unit_id <> excluded.unit_id;
        v_changed := found;
    else
        raise exception using errcode = 'DR224', message = 'no such unit';
    end if;
    if v_changed then
        perform permissions.end_tokens_of(p_account);
    end if;
end $$;

create function staff.create_unit(
    p_organization uuid, p_id uuid, p_name text, p_channel uuid, p_warehouse uuid,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    if (select count(*) from staff.units u where u.organization_id = p_organization) >= 1000 then
        raise exception using errcode = 'DR212', message = 'too many units',
            detail = 'An organization has at most 1000 units.';
    end if;
    insert into staff.units (organization_id, id, name, channel_id, warehouse_id, created_at)
    values (p_organization, p_id, p_name, p_channel, p_warehouse, p_now);
end $$;

-- Changes a unit of that version; whoever sells through it takes new tokens.
create function staff.change_unit(
    p_organization uuid, p_id uuid, p_name text, p_channel uuid, p_warehouse uuid,
    p_version integer
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    update staff.units u
    set name = p_name, channel_id = p_channel, warehouse_id = p_warehouse,
        version = u.version + 1
    where u.organization_id = p_organization and u.id = p_id and u.version = p_version;
    if not found then
        raise exception using errcode = 'DR211', message = 'another version';
    end if;
    update identity.accounts a set epoch = a.epoch + 1
    from staff.unit_members m
    where m.organization_id = p_organization and m.unit_id = p_id and a.id = m.account_id;
end $$;

-- A member as their organization sees them.
create function staff.member(p_organization uuid, p_account uuid, p_now timestamptz)
returns table (
    account_id uuid, name text, email text, state text, state_reason text,
    state_at timestamptz, banned boolean, banned_until timestamptz, roles text[], unit_id uuid,
    joined_at timestamptz, version integer)
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return query
    select m.account_id, a.name, a.email, m.state, m.state_reason, m.state_at, b.role is not null,
        b.ends_at,
        array(select distinct s.role from permissions.assignments s
            where s.organization_id = p_organization and s.account_id = p_account
                and s.starts_at <= p_now and (s.ends_at is null or s.ends_at > p_now)
            order by s.role),
        u.unit_id, coalesce(m.joined_at, m.created_at), m.version
    from organizations.memberships m
    join identity.accounts a on a.id = m.account_id
    left join staff.unit_members u
        on u.organization_id = m.organization_id and u.account_id = m.account_id
    left join permissions.assignments b
        on b.organization_id = m.organization_id and b.account_id = m.account_id
        and b.role = 'banned' and b.starts_at <= p_now and (b.ends_at is null or b.ends_at > p_now)
    where m.organization_id = p_organization and m.account_id = p_account and m.state <> 'left'
        and p_organization = nullif(current_setting('app.organization', true), '')::uuid;
end $$;

revoke all on all functions in schema staff from public;
grant execute on all functions in schema staff to dray_server;
-- Parts of the others, of no use by themselves.
revoke all on function staff.require_movable, staff.move_member, staff.end_membership
    from dray_server;
