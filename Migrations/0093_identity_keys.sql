-- What is done by an API key says by which; keys work in their maker's business unit; what is known
-- of an account's past is forgotten after a while.

-- As `app.origin` says it: address, app, session, actor, key.
alter table platform.events
    add api_key_id uuid
        default nullif(split_part(current_setting('app.origin', true), ' ', 5), '')::uuid;

-- As before; a key sells on the channel of its maker's unit, from the unit's warehouse.
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
        coalesce(u.warehouse_id, c.warehouse_id)
    from organizations.organizations o
    join organizations.memberships m
        on m.organization_id = o.organization_id and m.account_id = v_key.account_id
    join identity.accounts a on a.id = v_key.account_id
    left join lateral (
        select n.channel_id, n.warehouse_id from staff.unit_members k
        join staff.units n on n.organization_id = k.organization_id and n.id = k.unit_id
        where k.organization_id = o.organization_id and k.account_id = v_key.account_id) u on true
    left join lateral (
        select h.id, h.warehouse_id from organizations.channels h
        where h.organization_id = o.organization_id
            and (u.channel_id is null or h.id = u.channel_id)
        order by h.id limit 1) c on true
    where o.organization_id = v_key.organization_id;
    perform set_config('app.organization', v_organization, true);
end $$;

-- Events of accounts, and devices, from before a time. A device that is met again later counts as
-- new, and its owner is told.
create index account_events_at on identity.account_events (at);
create index devices_last_seen on identity.devices (last_seen_at);

create function identity.purge_account_events(p_before timestamptz, p_limit integer) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_count bigint;
begin
    if not platform.take_purge() then
        return 0;
    end if;
    delete from identity.account_events e
    using (
        select o.id from identity.account_events o
        where o.at < p_before order by o.at limit p_limit for update skip locked) old
    where e.id = old.id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

create function identity.purge_devices(p_before timestamptz, p_limit integer) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_count bigint;
begin
    if not platform.take_purge() then
        return 0;
    end if;
    delete from identity.devices d
    using (
        select o.account_id, o.fingerprint from identity.devices o
        where o.last_seen_at < p_before
        order by o.last_seen_at limit p_limit for update skip locked) old
    where d.account_id = old.account_id and d.fingerprint = old.fingerprint;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- As before; a device that the account has none beside is told too, unless the account is as young
-- as that: it began on it. So forgetting every device silences nothing.
create or replace function identity.note_sign_in(
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
    update identity.accounts a set first_device_at = p_now
    where a.id = p_account and a.first_device_at is null;
    v_isfirst := found;
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

-- When an account was first signed in to: the one device that its owner is told nothing of.
alter table identity.accounts add first_device_at timestamptz;
update identity.accounts a set first_device_at = d.at
from (select account_id, min(first_seen_at) as at from identity.devices group by account_id) d
where d.account_id = a.id;

revoke all on function identity.purge_account_events, identity.purge_devices from public;
grant execute on function identity.purge_account_events, identity.purge_devices to dray_server;
