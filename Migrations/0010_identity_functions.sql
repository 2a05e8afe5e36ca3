-- Accounts and sessions as the server reaches them: through functions that run as the schema's
-- owner, each with a pinned search path. Nothing of the tables themselves is granted.

-- A person sees their own memberships, in whatever organization; to read only.
create policy own on organizations.memberships for select using
    (account_id = nullif(current_setting('app.account', true), '')::uuid);

-- Makes an account, or, where the address has one, only tells its owner so. An account that was
-- never verified proves nothing and makes way: whoever reads the letter last has the last word.
create function identity.register(
    p_id uuid, p_email text, p_name text, p_password_hash text, p_code_hash bytea,
    p_now timestamptz, p_expires timestamptz, p_mail uuid, p_new_subject text, p_new_body text,
    p_known_subject text, p_known_body text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from identity.accounts a where a.email = p_email and a.verified_at is null;
    insert into identity.accounts (id, email, name, password_hash, created_at)
    values (p_id, p_email, p_name, p_password_hash, p_now)
    on conflict (email) do nothing;
    if found then
        insert into identity.codes (account_id, purpose, code_hash, expires_at, tries_left)
        values (p_id, 'verify_email', p_code_hash, p_expires, 5);
        perform platform.queue_mail(p_mail, p_email, p_new_subject, p_new_body);
    else
        perform platform.queue_mail(p_mail, p_email, p_known_subject, p_known_body);
    end if;
end $$;

-- Tries a code: every try counts, the fifth wrong one is the last, the right one is the last too.
create function identity.verify_email(p_email text, p_code_hash bytea, p_now timestamptz)
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
    if v_account is null or v_hash <> p_code_hash then
        return false;
    end if;
    delete from identity.codes c where c.account_id = v_account and c.purpose = 'verify_email';
    update identity.accounts a set verified_at = p_now where a.id = v_account;
    return true;
end $$;

-- A new code for an account that waits for one; at most one a minute.
create function identity.renew_code(
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

create function identity.account_for_sign_in(p_email text)
returns table (
    id uuid, email text, name text, verified_at timestamptz, banned_at timestamptz, epoch bigint,
    created_at timestamptz, password_hash text)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select a.id, a.email, a.name, a.verified_at, a.banned_at, a.epoch, a.created_at,
        a.password_hash
    from identity.accounts a where a.email = p_email;
end $$;

create function identity.account(p_account uuid)
returns table (
    id uuid, email text, name text, verified_at timestamptz, banned_at timestamptz, epoch bigint,
    created_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select a.id, a.email, a.name, a.verified_at, a.banned_at, a.epoch, a.created_at
    from identity.accounts a where a.id = p_account;
end $$;

-- Where an account is a member, with what a token of it carries. Each organization is entered to
-- read its row, and left again.
create function identity.standings(p_account uuid)
returns table (
    organization_id uuid, name text, business_type text, state text, epoch bigint, roles text[],
    channel_id uuid, warehouse_id uuid)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
    v_account text := coalesce(current_setting('app.account', true), '');
    v_member record;
begin
    perform set_config('app.account', p_account::text, true);
    for v_member in
        select m.organization_id as id, m.roles as held from organizations.memberships m
        where m.account_id = p_account order by m.created_at, m.organization_id limit 200
    loop
        perform set_config('app.organization', v_member.id::text, true);
        return query
        select o.organization_id, o.name, o.business_type, o.state, o.epoch, v_member.held,
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

-- Opens a session; the password's hash moves along where its parameters were of yesterday.
create function identity.open_session(
    p_session uuid, p_account uuid, p_organization uuid, p_refresh_hash bytea, p_device text,
    p_now timestamptz, p_expires timestamptz, p_password_hash text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into identity.sessions (id, account_id, organization_id, refresh_hash, device,
        rotated_at, created_at, last_used_at, expires_at)
    values (p_session, p_account, p_organization, p_refresh_hash, p_device, p_now, p_now, p_now,
        p_expires);
    if p_password_hash is not null then
        update identity.accounts a set password_hash = p_password_hash where a.id = p_account;
    end if;
end $$;

-- Rotates a family of refresh tokens. `rotated`: the current token, or the one before it within
-- thirty seconds, which leads to the same successor. `reused`: an older one; the family is over.
-- `closed`: expired, signed out, or not known.
create function identity.rotate_session(
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
        v_outcome := 'rotated';
        update identity.sessions s
        set previous_hash = s.refresh_hash, refresh_hash = p_successor, rotated_at = p_now,
            generation = s.generation + 1, last_used_at = p_now, expires_at = p_expires
        where s.id = p_session;
    elsif v_session.previous_hash = p_presented and v_session.refresh_hash = p_successor
        and v_session.rotated_at > p_now - interval '30 seconds' then
        v_outcome := 'rotated';
    else
        v_outcome := 'reused';
        update identity.sessions s
        set revoked_at = p_now, revoked_for = 'reuse', epoch = s.epoch + 1
        where s.id = p_session;
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

-- A session turns to another organization of its account; its tokens for the former end.
create function identity.turn_session(p_session uuid, p_account uuid, p_organization uuid)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.sessions s set organization_id = p_organization
    where s.id = p_session and s.account_id = p_account and s.revoked_at is null;
end $$;

create function identity.close_session(
    p_session uuid, p_account uuid, p_now timestamptz, p_reason text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.sessions s
    set revoked_at = p_now, revoked_for = p_reason, epoch = s.epoch + 1
    where s.id = p_session and s.account_id = p_account and s.revoked_at is null;
end $$;

-- Signs an account out everywhere: every session is revoked, every access token ends.
create function identity.close_sessions(p_account uuid, p_now timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.sessions s
    set revoked_at = p_now, revoked_for = 'signed_out_everywhere', epoch = s.epoch + 1
    where s.account_id = p_account and s.revoked_at is null;
    update identity.accounts a set epoch = a.epoch + 1 where a.id = p_account;
end $$;

create function identity.open_sessions(
    p_account uuid, p_now timestamptz, p_after uuid, p_limit bigint)
returns table (
    id uuid, organization_id uuid, device text, created_at timestamptz,
    last_used_at timestamptz, expires_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select s.id, s.organization_id, s.device, s.created_at, s.last_used_at, s.expires_at
    from identity.sessions s
    where s.account_id = p_account and s.revoked_at is null and s.expires_at > p_now
        and (p_after is null or s.id < p_after)
    order by s.id desc limit p_limit;
end $$;

revoke all on all functions in schema identity from public;
grant execute on all functions in schema identity to dray_server;
