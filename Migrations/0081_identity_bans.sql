-- Bans of accounts by the platform, and finding the account.

-- `banned_at` without an end is a ban for good; one that ended counts for nothing.
alter table identity.accounts
    add banned_until timestamptz,
    add banned_for text,
    add banned_by uuid,
    add constraint accounts_ban_timeframe check (banned_until is null or banned_at < banned_until);
create index accounts_by_email on identity.accounts (email text_pattern_ops);
create index accounts_by_name on identity.accounts (lower(name) text_pattern_ops);

create or replace function identity.account_for_sign_in(p_email text)
returns table (
    id uuid, email text, name text, verified_at timestamptz, banned_at timestamptz, epoch bigint,
    created_at timestamptz, password_hash text)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select a.id, a.email, a.name, a.verified_at,
        case when coalesce(a.banned_until > now(), true) then a.banned_at end, a.epoch,
        a.created_at, a.password_hash
    from identity.accounts a where a.email = p_email;
end $$;

create or replace function identity.account(p_account uuid)
returns table (
    id uuid, email text, name text, verified_at timestamptz, banned_at timestamptz, epoch bigint,
    created_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select a.id, a.email, a.name, a.verified_at,
        case when coalesce(a.banned_until > now(), true) then a.banned_at end, a.epoch,
        a.created_at
    from identity.accounts a where a.id = p_account;
end $$;

-- As before; a ban that ended is none.
create or replace function identity.send_code(
    p_email text, p_purpose text, p_code_hash bytea, p_now timestamptz, p_expires timestamptz,
    p_mail uuid, p_subject text, p_body text
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_account uuid;
begin
    if p_purpose not in ('reset_password', 'sign_in') then
        raise exception 'no such purpose';
    end if;
    select a.id into v_account from identity.accounts a
    where a.email = p_email and a.verified_at is not null
        and not (a.banned_at is not null and coalesce(a.banned_until > p_now, true))
    for update;
    if v_account is null then
        perform identity.write_nothing();
        return;
    end if;
    insert into identity.codes as c (account_id, purpose, code_hash, expires_at, tries_left)
    values (v_account, p_purpose, p_code_hash, p_expires, 5)
    on conflict (account_id, purpose) do update
    set code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries_left = 5
    where c.expires_at < p_expires - interval '1 minute';
    if found then
        perform platform.queue_mail(p_mail, p_email, p_subject, p_body);
        perform identity.note(v_account, p_purpose || '_requested');
    end if;
end $$;

-- As before; a ban that ended is none.
create or replace function identity.find_api_key(p_prefix text, p_now timestamptz)
returns table (
    id uuid, organization_id uuid, account_id uuid, secret_hash bytea, privileges text[],
    requests_per_minute integer, expires_at timestamptz, epoch bigint, banned boolean, state text,
    membership text, channel_id uuid, warehouse_id uuid)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_key identity.api_keys;
    v_organization text := coalesce(current_setting('app.organization', true), '');
begin
    select k.* into v_key from identity.api_keys k
    where k.prefix = p_prefix and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > p_now);
    if v_key.id is null then
        return;
    end if;
    perform set_config('app.organization', v_key.organization_id::text, true);
    return query
    select v_key.id, v_key.organization_id, v_key.account_id, v_key.secret_hash,
        v_key.privileges, v_key.requests_per_minute, v_key.expires_at,
        v_key.epoch + a.epoch + o.epoch,
        a.banned_at is not null and coalesce(a.banned_until > p_now, true), o.state, m.state, c.id,
        c.warehouse_id
    from organizations.organizations o
    join organizations.memberships m
        on m.organization_id = o.organization_id and m.account_id = v_key.account_id
    join identity.accounts a on a.id = v_key.account_id
    left join lateral (
        select h.id, h.warehouse_id from organizations.channels h
        where h.organization_id = o.organization_id order by h.id limit 1) c on true
    where o.organization_id = v_key.organization_id;
    perform set_config('app.organization', v_organization, true);
end $$;

-- What a member holds or will hold in any app of the organization, whatever the state of the
-- membership, and the other does not: nobody moves a member who holds what they do not.
create function permissions.beyond_member(
    p_organization uuid, p_account uuid, p_other uuid, p_now timestamptz
) returns text[]
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return coalesce((
        select array_agg(distinct b.privilege order by b.privilege)
        from organizations.apps a
        cross join lateral unnest(permissions.beyond(p_organization, a.id, p_account, p_now,
            permissions.granted(p_organization, a.id, array(
                select s.role from permissions.assignments s
                join identity.hard_roles r on r.name = s.role and not r.denies
                where s.organization_id = p_organization and s.account_id = p_other
                    and (s.app_id is null or s.app_id = a.id)
                    and (s.ends_at is null or s.ends_at > p_now)
                union
                select s.role from permissions.assignments s
                where s.organization_id = p_organization and s.account_id = p_other
                    and s.app_id = a.id and s.role like 'app.%'
                    and (s.ends_at is null or s.ends_at > p_now))))) b (privilege)
        where a.organization_id = p_organization), '{}');
end $$;

-- Refuses what the platform's people may not see of accounts.
create function identity.require_platform() returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if current_setting('app.platform', true) is distinct from 'on' then
        raise exception using errcode = 'DR203', message = 'not of the platform';
    end if;
end $$;

-- Accounts whose address or name begins so, for the platform's people; p_to is p_from's end.
create function identity.search_accounts(
    p_from text, p_to text, p_after uuid, p_now timestamptz, p_limit bigint)
returns table (
    id uuid, email text, name text, verified boolean, banned_at timestamptz,
    banned_until timestamptz, banned_for text, created_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform identity.require_platform();
    return query
    select a.id, a.email, a.name, a.verified_at is not null,
        case when coalesce(a.banned_until > p_now, true) then a.banned_at end,
        case when a.banned_until > p_now then a.banned_until end,
        case when coalesce(a.banned_until > p_now, true) then a.banned_for end, a.created_at
    from identity.accounts a
    where (a.email ~>=~ p_from and a.email ~<~ p_to
            or lower(a.name) ~>=~ p_from and lower(a.name) ~<~ p_to)
        and (p_after is null or a.id > p_after)
    order by a.id limit p_limit;
end $$;

create function identity.account_summary(p_account uuid, p_now timestamptz)
returns table (
    id uuid, email text, name text, verified boolean, banned_at timestamptz,
    banned_until timestamptz, banned_for text, created_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform identity.require_platform();
    return query
    select a.id, a.email, a.name, a.verified_at is not null,
        case when coalesce(a.banned_until > p_now, true) then a.banned_at end,
        case when a.banned_until > p_now then a.banned_until end,
        case when coalesce(a.banned_until > p_now, true) then a.banned_for end, a.created_at
    from identity.accounts a where a.id = p_account;
end $$;

-- Bans an account from everything, at once: its sessions end, those in which it acts for others
-- too. DR203 no such account, DR205 it holds what the other does not in the platform's
-- organization, DR221 oneself.
create function identity.ban_account(
    p_organization uuid, p_actor uuid, p_account uuid, p_reason text, p_until timestamptz,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform identity.require_platform();
    perform permissions.begin_change(p_organization);
    if p_account = p_actor then
        raise exception using errcode = 'DR221', message = 'oneself';
    end if;
    perform permissions.require_held(
        permissions.beyond_member(p_organization, p_actor, p_account, p_now));
    update identity.accounts a
    set banned_at = p_now, banned_until = p_until, banned_for = p_reason, banned_by = p_actor,
        epoch = a.epoch + 1
    where a.id = p_account;
    if not found then
        raise exception using errcode = 'DR203', message = 'no such account';
    end if;
    perform identity.note(p_account, 'account_banned', json_build_object('until', p_until));
    update identity.sessions s
    set revoked_at = p_now, revoked_for = 'banned', epoch = s.epoch + 1
    where (s.account_id = p_account or s.acting_account_id = p_account) and s.revoked_at is null;
end $$;

-- Lifts a ban. DR223 where there is none.
create function identity.unban_account(p_account uuid, p_now timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform identity.require_platform();
    if not exists (select 1 from identity.accounts a where a.id = p_account) then
        raise exception using errcode = 'DR203', message = 'no such account';
    end if;
    update identity.accounts a
    set banned_at = null, banned_until = null, banned_for = null, banned_by = null,
        epoch = a.epoch + 1
    where a.id = p_account and a.banned_at is not null
        and coalesce(a.banned_until > p_now, true);
    if not found then
        raise exception using errcode = 'DR223', message = 'not banned',
            detail = 'It is not banned.';
    end if;
    perform identity.note(p_account, 'account_unbanned');
end $$;

revoke all on function permissions.beyond_member, identity.require_platform,
    identity.search_accounts, identity.account_summary, identity.ban_account,
    identity.unban_account from public;
grant execute on function identity.search_accounts, identity.account_summary,
    identity.ban_account, identity.unban_account to dray_server;
