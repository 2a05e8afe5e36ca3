-- API keys: how machines (tills, ERPs) act for the person who made the key, in one app of one
-- organization and within a part of that person's privileges. Global like sessions: a key is found
-- by its prefix before it is known whose it is.

create table identity.api_keys (
    id uuid primary key,
    organization_id uuid not null,
    app_id uuid not null,
    account_id uuid not null references identity.accounts on delete cascade,
    name text not null,
    prefix text not null unique check (prefix ~ '^[0-9a-f]{16}$'),
    -- Of 256 random bits: a slow hash would protect nothing more.
    secret_hash bytea not null check (length(secret_hash) = 32),
    -- With the server's key, what the secret is made from, so that a repeated request to make the
    -- key is answered as the first was; gone with the first use.
    salt bytea,
    privileges text[] not null check (cardinality(privileges) between 1 and 200),
    requests_per_minute integer check (requests_per_minute between 1 and 1000000),
    epoch bigint not null default 0,
    uses bigint not null default 0,
    last_used_at timestamptz,
    last_used_from text,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid,
    constraint api_keys_expiry check (expires_at > created_at)
);
create index api_keys_of_organization on identity.api_keys (organization_id, id);
create index api_keys_of_account on identity.api_keys (account_id);

-- As platform.enter, for a key: its epoch with its maker's and its organization's, and that it was
-- neither revoked nor has expired. DR003 where it no longer holds as it was known.
create function platform.enter_by_key(
    p_organization uuid, p_account uuid, p_key uuid, p_epoch bigint
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_epoch bigint;
begin
    perform set_config('app.organization', p_organization::text, true),
        set_config('app.account', p_account::text, true),
        set_config('app.platform', '', true);
    select k.epoch + a.epoch + o.epoch into v_epoch
    from identity.api_keys k
    join identity.accounts a on a.id = k.account_id
    join organizations.organizations o on o.organization_id = k.organization_id
    where k.id = p_key and k.organization_id = p_organization and k.account_id = p_account
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
    if v_epoch is distinct from p_epoch then
        raise exception using errcode = 'DR003', message = 'the key no longer holds';
    end if;
end $$;

-- The key of a prefix with where its maker stands; nothing where there is none that is valid.
create function identity.find_api_key(p_prefix text, p_now timestamptz)
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
        v_key.epoch + a.epoch + o.epoch, a.banned_at is not null, o.state, m.state,
        c.id, c.warehouse_id
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

-- What the maker of a prefix's key holds now in the key's app.
create function identity.api_key_holding(p_prefix text, p_now timestamptz)
returns table (
    app_id uuid, kind text, name text, archived boolean, disabled boolean, roles text[],
    cell_roles text[], cell_privileges text[], cell_states boolean[],
    own_names text[], own_ordinals integer[], until timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select r.app_id, r.kind, r.name, r.archived, r.disabled, r.roles, r.cell_roles,
        r.cell_privileges, r.cell_states, r.own_names, r.own_ordinals, r.until
    from identity.api_keys k
    cross join lateral permissions.resolve(k.organization_id, k.app_id, k.account_id, p_now) r
    where k.prefix = p_prefix;
end $$;

-- Makes a key that allows nothing its maker doesn't hold. DR204 no such app, DR205 beyond what the
-- maker holds, DR208 no such privilege, DR212 too many keys.
create function identity.make_api_key(
    p_organization uuid, p_id uuid, p_app uuid, p_account uuid, p_name text, p_prefix text,
    p_hash bytea, p_salt bytea, p_privileges text[], p_requests_per_minute integer,
    p_now timestamptz, p_expires timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_unknown text;
begin
    perform permissions.begin_change(p_organization);
    perform permissions.require_app(p_organization, p_app);
    select string_agg(w.name, ', ' order by w.name) into v_unknown
    from unnest(p_privileges) w (name)
    where not exists (select 1 from identity.hard_privileges h where h.name = w.name)
        and not exists (select 1 from permissions.privileges o
            where o.organization_id = p_organization and o.app_id = p_app and o.name = w.name);
    if v_unknown is not null then
        raise exception using errcode = 'DR208', message = 'no such privilege',
            detail = v_unknown;
    end if;
    perform permissions.require_held(
        permissions.beyond(p_organization, p_app, p_account, p_now, p_privileges));
    if (select count(*) from identity.api_keys k
        where k.organization_id = p_organization and k.revoked_at is null) >= 500 then
        raise exception using errcode = 'DR212', message = 'too many keys';
    end if;
    insert into identity.api_keys (id, organization_id, app_id, account_id, name, prefix,
        secret_hash, salt, privileges, requests_per_minute, created_at, expires_at)
    values (p_id, p_organization, p_app, p_account, p_name, p_prefix, p_hash, p_salt, p_privileges,
        p_requests_per_minute, p_now, p_expires);
end $$;

-- What a key was made from; the hash tells whether the server's key is still the one.
create function identity.api_key_origin(p_organization uuid, p_id uuid)
returns table (salt bytea, secret_hash bytea)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query select k.salt, k.secret_hash from identity.api_keys k
    where k.organization_id = p_organization and k.id = p_id and k.salt is not null;
end $$;

-- An organization's keys, the newest first, or one of them.
create function identity.list_api_keys(
    p_organization uuid, p_id uuid, p_after uuid, p_limit bigint)
returns table (
    id uuid, app_id uuid, account_id uuid, maker text, name text, prefix text, privileges text[],
    requests_per_minute integer, uses bigint, last_used_at timestamptz, last_used_from text,
    created_at timestamptz, expires_at timestamptz, revoked_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select k.id, k.app_id, k.account_id, a.name, k.name, k.prefix, k.privileges,
        k.requests_per_minute, k.uses, k.last_used_at, k.last_used_from, k.created_at,
        k.expires_at, k.revoked_at
    from identity.api_keys k join identity.accounts a on a.id = k.account_id
    where k.organization_id = p_organization and (p_id is null or k.id = p_id)
        and (p_after is null or k.id < p_after)
    order by k.id desc limit p_limit;
end $$;

-- Revokes a key; answers whether there was one that held. From the commit on nothing it asks for
-- has any effect: every transaction looks for `revoked_at`.
create function identity.revoke_api_key(
    p_organization uuid, p_id uuid, p_account uuid, p_now timestamptz
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.api_keys k
    set revoked_at = p_now, revoked_by = p_account, epoch = k.epoch + 1, salt = null
    where k.organization_id = p_organization and k.id = p_id and k.revoked_at is null;
    return found;
end $$;

-- Adds up what was used since the last time. Keys in the order of their ids, so that two servers
-- that write at once wait for each other and not around each other.
create function identity.count_api_key_uses(
    p_ids uuid[], p_uses bigint[], p_at timestamptz[], p_from text[]
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_use record;
begin
    for v_use in
        select u.id, u.uses, u.at, nullif(u.origin, '') as origin
        from unnest(p_ids, p_uses, p_at, p_from) u (id, uses, at, origin) order by u.id
    loop
        update identity.api_keys k
        set uses = k.uses + v_use.uses, salt = null,
            last_used_from = case when v_use.at >= coalesce(k.last_used_at, v_use.at)
                then v_use.origin else k.last_used_from end,
            last_used_at = greatest(k.last_used_at, v_use.at)
        where k.id = v_use.id;
    end loop;
end $$;

revoke all on function platform.enter_by_key, identity.find_api_key, identity.api_key_holding,
    identity.make_api_key, identity.api_key_origin, identity.list_api_keys,
    identity.revoke_api_key, identity.count_api_key_uses from public;
grant execute on function platform.enter_by_key, identity.find_api_key, identity.api_key_holding,
    identity.make_api_key, identity.api_key_origin, identity.list_api_keys,
    identity.revoke_api_key, identity.count_api_key_uses to dray_server;
