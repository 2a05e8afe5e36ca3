-- Impersonation: a session in which one of the platform's people acts for an account in one
-- organization, with a reason and an end, told to that organization when it begins and ends.

create index sessions_acting on identity.sessions (acting_account_id, id)
    where acting_account_id is not null;
create index sessions_acting_in on identity.sessions (organization_id, id)
    where acting_account_id is not null;
-- When an organization was told of the end of an impersonation.
alter table identity.sessions add acting_end_told_at timestamptz;
create index sessions_acting_untold on identity.sessions (expires_at)
    where acting_account_id is not null and acting_end_told_at is null;

-- Tells an organization of an impersonation: in its ledger, where both stand, and its owner by
-- letter.
create function identity.tell_of_impersonation(
    p_session identity.sessions, p_type text, p_event uuid, p_request text, p_now timestamptz,
    p_payload json, p_mail uuid, p_subject text, p_body text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
    v_address text;
begin
    perform set_config('app.organization', p_session.organization_id::text, true);
    insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, account_id,
        acting_account_id, app_id, session_id, request_id, at, payload)
    values (p_session.organization_id, p_event, p_type, 'session', p_session.id,
        p_session.account_id, p_session.acting_account_id, p_session.app_id, p_session.id,
        p_request, p_now, p_payload);
    select a.email into v_address from permissions.assignments s
    join identity.accounts a on a.id = s.account_id
    where s.organization_id = p_session.organization_id and s.role = 'owner' limit 1;
    if v_address is not null then
        perform platform.queue_mail(p_mail, v_address, p_subject, p_body);
    end if;
    perform set_config('app.organization', v_organization, true);
end $$;

-- DR203: no active member of an organization other than the platform's own.
create function identity.begin_impersonation(
    p_session uuid, p_account uuid, p_organization uuid, p_app uuid, p_actor uuid, p_reason text,
    p_hash bytea, p_now timestamptz, p_expires timestamptz, p_event uuid, p_request text,
    p_mail uuid, p_subject text, p_body text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
    v_session identity.sessions;
begin
    perform identity.require_platform();
    if p_account = p_actor then
        raise exception using errcode = 'DR221', message = 'oneself';
    end if;
    perform set_config('app.organization', p_organization::text, true);
    if not exists (
        select 1 from organizations.memberships m join organizations.organizations o
            on o.organization_id = m.organization_id
        where m.organization_id = p_organization and m.account_id = p_account
            and m.state = 'active' and o.business_type <> 'platform')
    then
        raise exception using errcode = 'DR203', message = 'no such member';
    end if;
    perform set_config('app.organization', v_organization, true);
    insert into identity.sessions (id, account_id, organization_id, app_id, acting_account_id,
        acting_reason, refresh_hash, device, rotated_at, created_at, last_used_at, expires_at)
    values (p_session, p_account, p_organization, p_app, p_actor, p_reason, p_hash,
        'Platform support', p_now, p_now, p_now, p_expires)
    returning * into v_session;
    perform identity.note(p_account, 'impersonation_begun',
        json_build_object('reason', p_reason, 'ends_at', p_expires));
    perform identity.tell_of_impersonation(v_session, 'impersonation_begun', p_event, p_request,
        p_now, json_build_object('reason', p_reason, 'ends_at', p_expires), p_mail, p_subject,
        p_body);
end $$;

-- What the next token of an impersonation is made from; nothing unless it is the actor's and runs.
create function identity.acting_session(p_session uuid, p_actor uuid, p_now timestamptz)
returns table (
    account_id uuid, organization_id uuid, app_id uuid, epoch bigint, expires_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform identity.require_platform();
    return query
    select s.account_id, s.organization_id, s.app_id, s.epoch, s.expires_at
    from identity.sessions s
    where s.id = p_session and s.acting_account_id = p_actor and s.revoked_at is null
        and s.expires_at > p_now;
end $$;

-- Ends an impersonation; false where it had ended already. DR203: there is none of that id.
create function identity.end_impersonation(
    p_session uuid, p_event uuid, p_request text, p_now timestamptz, p_mail uuid, p_subject text,
    p_body text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_session identity.sessions;
begin
    perform identity.require_platform();
    if not exists (select 1 from identity.sessions s
        where s.id = p_session and s.acting_account_id is not null)
    then
        raise exception using errcode = 'DR203', message = 'no such impersonation';
    end if;
    update identity.sessions s
    set revoked_at = p_now, revoked_for = 'ended', epoch = s.epoch + 1, acting_end_told_at = p_now
    where s.id = p_session and s.revoked_at is null and s.expires_at > p_now
    returning * into v_session;
    if v_session.id is null then
        return false;
    end if;
    perform identity.tell_of_impersonation(v_session, 'impersonation_ended', p_event, p_request,
        p_now, json_build_object('ended_for', 'ended'), p_mail, p_subject, p_body);
    return true;
end $$;

-- Ends those whose time is over, and tells of those that ended otherwise (a ban, a sign-out), as
-- many as there are ids for their events and letters; how many they were.
create function identity.end_impersonations_due(
    p_now timestamptz, p_events uuid[], p_mails uuid[], p_subject text, p_body text
) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_session identity.sessions;
    v_count integer := 0;
begin
    for v_session in
        select s.* from identity.sessions s
        where s.acting_account_id is not null and s.acting_end_told_at is null
            and (s.revoked_at is not null or s.expires_at <= p_now)
        order by s.expires_at limit cardinality(p_events) for update skip locked
    loop
        v_count := v_count + 1;
        update identity.sessions s
        set revoked_at = coalesce(s.revoked_at, s.expires_at),
            revoked_for = coalesce(s.revoked_for, 'time'), epoch = s.epoch + 1,
            acting_end_told_at = p_now
        where s.id = v_session.id returning * into v_session;
        perform identity.tell_of_impersonation(v_session, 'impersonation_ended',
            p_events[v_count], null, p_now,
            json_build_object('ended_for', v_session.revoked_for,
                'ended_at', v_session.revoked_at),
            p_mails[v_count], p_subject, p_body);
    end loop;
    return v_count;
end $$;

-- Impersonations, the newest first: an organization's own, or for the platform's people all.
create function identity.impersonations(
    p_organization uuid, p_after uuid, p_now timestamptz, p_limit bigint)
returns table (
    id uuid, account_id uuid, organization_id uuid, actor_id uuid, actor_name text, reason text,
    begun_at timestamptz, ends_at timestamptz, ended_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_organization is null then
        perform identity.require_platform();
    elsif p_organization is distinct from
        nullif(current_setting('app.organization', true), '')::uuid
    then
        raise exception using errcode = 'DR203', message = 'not of the organization';
    end if;
    return query
    select s.id, s.account_id, s.organization_id, s.acting_account_id, b.name, s.acting_reason,
        s.created_at, s.expires_at,
        coalesce(s.revoked_at, case when s.expires_at <= p_now then s.expires_at end)
    from identity.sessions s join identity.accounts b on b.id = s.acting_account_id
    where s.acting_account_id is not null
        and (p_organization is null or s.organization_id = p_organization)
        and (p_after is null or s.id < p_after)
    order by s.id desc limit p_limit;
end $$;

revoke all on function identity.tell_of_impersonation, identity.begin_impersonation,
    identity.acting_session, identity.end_impersonation, identity.end_impersonations_due,
    identity.impersonations from public;
grant execute on function identity.begin_impersonation, identity.acting_session,
    identity.end_impersonation, identity.end_impersonations_due, identity.impersonations
    to dray_server;

-- As before; an impersonation is kept, as what an organization is shown of it.
create or replace function identity.purge_sessions(p_before timestamptz, p_limit integer)
returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_count bigint;
begin
    if not platform.take_purge() then
        return 0;
    end if;
    delete from identity.sessions s
    using (
        select o.id from identity.sessions o
        where least(o.revoked_at, o.expires_at) < p_before and o.acting_account_id is null
        order by least(o.revoked_at, o.expires_at) limit p_limit for update skip locked) old
    where s.id = old.id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;
