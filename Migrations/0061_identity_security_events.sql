-- What happens to an account is kept with when, from where and in which request. Sessions are
-- revoked one by one, and a device seen for the first time is told to the account's owner.

create table identity.account_events (
    id uuid primary key,
    account_id uuid not null references identity.accounts on delete cascade,
    type text not null,
    at timestamptz not null,
    address text,
    session_id uuid,
    request_id text,
    organization_id uuid,
    detail json not null default '{}',
    -- Whoever acted for the account.
    acting_account_id uuid references identity.accounts on delete set null
);
create index account_events_of_account on identity.account_events (account_id, id);
create index account_events_of_actor on identity.account_events (acting_account_id)
    where acting_account_id is not null;

-- Devices an account has signed in from: a hash of what the client calls itself.
create table identity.devices (
    account_id uuid not null references identity.accounts on delete cascade,
    fingerprint bytea not null,
    name text,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    primary key (account_id, fingerprint)
);

alter table identity.sessions add column address text;

-- An id that sorts by its time (UUID version 7); ids of one millisecond keep the order they were
-- made in: a count stands where an id of this version allows one.
create sequence identity.event_order minvalue 0 maxvalue 4095 cycle;
create function identity.new_id(p_at timestamptz) returns uuid
language plpgsql volatile set search_path = pg_catalog as $$
declare
    v_count integer := nextval('identity.event_order');
begin
    return encode(
        set_byte(set_byte(
            overlay(uuid_send(gen_random_uuid())
                placing substring(int8send((extract(epoch from p_at) * 1000)::bigint) from 3)
                from 1 for 6),
            6, 112 | (v_count >> 8)), 7, v_count & 255),
        'hex')::uuid;
end $$;

-- Says who asks, for the events of this transaction.
create function identity.note_caller(
    p_at timestamptz, p_request text, p_address text, p_session uuid, p_organization uuid)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform set_config('app.at', p_at::text, true),
        set_config('app.request', p_request, true),
        set_config('app.address', p_address, true),
        set_config('app.session', coalesce(p_session::text, ''), true),
        set_config('app.account_organization', coalesce(p_organization::text, ''), true);
end $$;

-- Keeps an event of an account, with whoever acts for it in the session that asks; for the
-- functions of this schema alone.
create function identity.note(
    p_account uuid, p_type text, p_detail json default '{}')
returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_at timestamptz := coalesce(
        nullif(current_setting('app.at', true), '')::timestamptz, clock_timestamp());
    v_session uuid := nullif(current_setting('app.session', true), '')::uuid;
begin
    insert into identity.account_events (id, account_id, type, at, address, session_id,
        request_id, organization_id, acting_account_id, detail)
    values (identity.new_id(v_at), p_account, p_type, v_at,
        nullif(current_setting('app.address', true), ''), v_session,
        nullif(current_setting('app.request', true), ''),
        nullif(current_setting('app.account_organization', true), '')::uuid,
        (select s.acting_account_id from identity.sessions s where s.id = v_session), p_detail);
end $$;

create function identity.events_of(p_account uuid, p_before uuid, p_limit bigint)
returns table (
    id uuid, type text, at timestamptz, address text, session_id uuid, request_id text,
    organization_id uuid, acting_account_id uuid, detail json)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select e.id, e.type, e.at, e.address, e.session_id, e.request_id, e.organization_id,
        e.acting_account_id, e.detail
    from identity.account_events e
    where e.account_id = p_account and (p_before is null or e.id < p_before)
    order by e.id desc limit p_limit;
end $$;

-- What asks for a code, or tries a code or a password, costs the same whether there is such an
-- account or not: a transaction that changes nothing is not waited for, and could be told by its
-- haste. So it writes a message to the log of changes that nobody reads.
create function identity.write_nothing() returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_logical_emit_message(true, 'dray', 'nothing');
end $$;

-- A wrong password; the last one before a pause is followed by an event that says so.
create function identity.note_wrong_password(p_account uuid, p_reason text, p_pauses boolean)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_account is null then
        perform identity.write_nothing();
        return;
    end if;
    perform identity.note(p_account, 'password_refused', json_build_object('for', p_reason));
    if p_pauses then
        perform identity.note(p_account, 'sign_in_paused', json_build_object('for', p_reason));
    end if;
end $$;

-- A session was opened: the device is remembered, and one not seen before is told to the owner by
-- letter; not the very first one, which is how the account began.
create function identity.note_sign_in(
    p_session uuid, p_account uuid, p_device text, p_fingerprint bytea, p_now timestamptz,
    p_address text, p_method text, p_mail uuid, p_letter_subject text, p_letter_body text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_isnew boolean;
    v_isfirst boolean;
begin
    update identity.sessions s set address = p_address where s.id = p_session;
    perform set_config('app.session', p_session::text, true);
    v_isfirst := not exists (
        select from identity.devices d where d.account_id = p_account);
    insert into identity.devices as d (account_id, fingerprint, name, first_seen_at, last_seen_at)
    values (p_account, p_fingerprint, p_device, p_now, p_now)
    on conflict (account_id, fingerprint) do update set last_seen_at = p_now
    returning d.first_seen_at = p_now into v_isnew;
    perform identity.note(p_account, 'signed_in',
        json_build_object('method', p_method, 'device', p_device, 'new_device', v_isnew));
    if v_isnew and not v_isfirst then
        delete from identity.devices d where (d.account_id, d.fingerprint) in (
            select o.account_id, o.fingerprint from identity.devices o
            where o.account_id = p_account order by o.last_seen_at desc offset 200);
        perform platform.queue_mail(p_mail, a.email, p_letter_subject, p_letter_body)
        from identity.accounts a where a.id = p_account;
    end if;
end $$;

drop function identity.open_sessions(uuid, timestamptz, uuid, bigint);
create function identity.open_sessions(
    p_account uuid, p_now timestamptz, p_after uuid, p_limit bigint)
returns table (
    id uuid, organization_id uuid, device text, address text, created_at timestamptz,
    last_used_at timestamptz, expires_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select s.id, s.organization_id, s.device, s.address, s.created_at, s.last_used_at,
        s.expires_at
    from identity.sessions s
    where s.account_id = p_account and s.revoked_at is null and s.expires_at > p_now
        and (p_after is null or s.id < p_after)
    order by s.id desc limit p_limit;
end $$;

-- Ends one session of an account; false where there is none such open.
drop function identity.close_session(uuid, uuid, timestamptz, text);
create function identity.close_session(
    p_session uuid, p_account uuid, p_now timestamptz, p_reason text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.sessions s
    set revoked_at = p_now, revoked_for = p_reason, epoch = s.epoch + 1
    where s.id = p_session and s.account_id = p_account and s.revoked_at is null
        and s.expires_at > p_now;
    if not found then
        return false;
    end if;
    perform identity.note(p_account, p_reason, json_build_object('closed_session', p_session));
    return true;
end $$;

-- Names the device of a session; false where there is none such open.
create function identity.name_session(
    p_session uuid, p_account uuid, p_now timestamptz, p_device text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.sessions s set device = p_device
    where s.id = p_session and s.account_id = p_account and s.revoked_at is null
        and s.expires_at > p_now;
    return found;
end $$;

-- Signs an account out everywhere: every session is revoked, every access token ends.
create or replace function identity.close_sessions(p_account uuid, p_now timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.sessions s
    set revoked_at = p_now, revoked_for = 'signed_out_everywhere', epoch = s.epoch + 1
    where s.account_id = p_account and s.revoked_at is null;
    update identity.accounts a set epoch = a.epoch + 1 where a.id = p_account;
    perform identity.note(p_account, 'signed_out_everywhere');
end $$;

-- Ends every session of an account but one.
create function identity.close_other_sessions(
    p_account uuid, p_kept uuid, p_now timestamptz, p_reason text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.sessions s
    set revoked_at = p_now, revoked_for = p_reason, epoch = s.epoch + 1
    where s.account_id = p_account and s.id <> p_kept and s.revoked_at is null;
end $$;

-- As before, and the event is the account's too. Without a successor a family is only looked at:
-- `held` where it could be rotated; a token that was used before ends it all the same.
create or replace function identity.rotate_session(
    p_session uuid, p_presented bytea, p_successor bytea, p_now timestamptz,
    p_expires timestamptz, p_event uuid, p_request text
) returns table (outcome text, account_id uuid, organization_id uuid, epoch bigint)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_session identity.sessions;
    v_outcome text := 'closed';
    v_organization text := coalesce(current_setting('app.organization', true), '');
begin
    select s.* into v_session from identity.sessions s where s.id = p_session for update;
    if v_session.id is null or v_session.revoked_at is not null
        or v_session.expires_at <= p_now then
        null;
    elsif v_session.refresh_hash = p_presented then
        v_outcome := 'held';
        if p_successor is not null then
            v_outcome := 'rotated';
            update identity.sessions s
            set previous_hash = s.refresh_hash, refresh_hash = p_successor, rotated_at = p_now,
                generation = s.generation + 1, last_used_at = p_now, expires_at = p_expires
            where s.id = p_session;
        end if;
    elsif v_session.previous_hash = p_presented
        and v_session.rotated_at > p_now - interval '30 seconds'
        and (p_successor is null or v_session.refresh_hash = p_successor) then
        v_outcome := case when p_successor is null then 'held' else 'rotated' end;
    else
        v_outcome := 'reused';
        update identity.sessions s
        set revoked_at = p_now, revoked_for = 'reuse', epoch = s.epoch + 1
        where s.id = p_session;
        perform set_config('app.session', p_session::text, true);
        perform identity.note(v_session.account_id, 'session_reuse_detected');
        if v_session.organization_id is not null then
            perform set_config('app.organization', v_session.organization_id::text, true);
            insert into platform.events (organization_id, id, type, aggregatetype, aggregateid,
                account_id, request_id, at, payload)
            values (v_session.organization_id, p_event, 'session_reuse_detected', 'session',
                p_session, v_session.account_id, p_request, p_now, '{}');
            perform set_config('app.organization', v_organization, true);
        end if;
    end if;
    return query select v_outcome, v_session.account_id, v_session.organization_id,
        v_session.epoch;
end $$;

-- Whose a session is, and where it stands.
create function identity.session(p_session uuid)
returns table (account_id uuid, organization_id uuid, app_id uuid, epoch bigint)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select s.account_id, s.organization_id, s.app_id, s.epoch from identity.sessions s
    where s.id = p_session;
end $$;

-- As before, noted, and at one cost for any address.
create or replace function identity.verify_email(
    p_email text, p_code_hash bytea, p_now timestamptz)
returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_account uuid;
    v_hash bytea;
begin
    update identity.codes c set tries_left = c.tries_left - 1
    from identity.accounts a
    where a.email = p_email and c.account_id = a.id and c.purpose = 'verify_email'
        and c.tries_left > 0 and c.expires_at > p_now
    returning c.account_id, c.code_hash into v_account, v_hash;
    if v_account is null then
        perform identity.write_nothing();
        return false;
    elsif v_hash <> p_code_hash then
        return false;
    end if;
    delete from identity.codes c where c.account_id = v_account and c.purpose = 'verify_email';
    update identity.accounts a set verified_at = p_now where a.id = v_account;
    perform identity.note(v_account, 'account_verified');
    return true;
end $$;

-- As before, at one cost for any address.
create or replace function identity.renew_code(
    p_email text, p_code_hash bytea, p_now timestamptz, p_expires timestamptz, p_mail uuid,
    p_subject text, p_body text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_account uuid;
begin
    select a.id into v_account from identity.accounts a
    where a.email = p_email and a.verified_at is null
    for update;
    if v_account is null then
        perform identity.write_nothing();
        return;
    end if;
    insert into identity.codes as c (account_id, purpose, code_hash, expires_at, tries_left)
    values (v_account, 'verify_email', p_code_hash, p_expires, 5)
    on conflict (account_id, purpose) do update
    set code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries_left = 5
    where c.expires_at < p_expires - interval '1 minute';
    if found then
        perform platform.queue_mail(p_mail, p_email, p_subject, p_body);
    end if;
end $$;

revoke all on function identity.new_id, identity.note_caller, identity.note, identity.events_of,
    identity.write_nothing, identity.note_wrong_password, identity.note_sign_in,
    identity.open_sessions, identity.close_session, identity.name_session,
    identity.close_other_sessions, identity.session from public;
grant execute on function identity.note_caller, identity.events_of,
    identity.note_wrong_password, identity.note_sign_in, identity.open_sessions,
    identity.close_session, identity.name_session, identity.session to dray_server;
