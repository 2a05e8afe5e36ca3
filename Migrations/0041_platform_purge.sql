-- What nobody will ask for again is forgotten: in batches, each a transaction, by one server at a
-- time. The functions answer how many rows they forgot; nothing where another server is at it.

create function platform.take_purge() returns boolean
language sql security definer set search_path = pg_catalog
return pg_try_advisory_xact_lock(hashtextextended('dray: purge', 0));

-- Idempotency keys from before a time.
create function platform.purge_keys(p_before timestamptz, p_limit integer) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_count bigint;
begin
    if not platform.take_purge() then
        return 0;
    end if;
    delete from platform.idempotency_keys k
    using (
        select o.scope, o.key from platform.idempotency_keys o
        where o.created_at < p_before
        order by o.created_at limit p_limit for update skip locked) old
    where k.scope = old.scope and k.key = old.key;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- When a session ended: when it was revoked or, without that, when it expired.
create index sessions_ended on identity.sessions (least(revoked_at, expires_at));
create index codes_expired on identity.codes (expires_at);

-- Sessions that ended before a time.
create function identity.purge_sessions(p_before timestamptz, p_limit integer) returns bigint
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
        where least(o.revoked_at, o.expires_at) < p_before
        order by least(o.revoked_at, o.expires_at) limit p_limit for update skip locked) old
    where s.id = old.id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- Codes that expired before a time.
create function identity.purge_codes(p_before timestamptz, p_limit integer) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_count bigint;
begin
    if not platform.take_purge() then
        return 0;
    end if;
    delete from identity.codes c
    using (
        select o.account_id, o.purpose from identity.codes o
        where o.expires_at < p_before
        order by o.expires_at limit p_limit for update skip locked) old
    where c.account_id = old.account_id and c.purpose = old.purpose;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

revoke all on function platform.take_purge, platform.purge_keys, identity.purge_sessions,
    identity.purge_codes from public;
grant execute on function platform.purge_keys, identity.purge_sessions, identity.purge_codes
    to dray_server;
