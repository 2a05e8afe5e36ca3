-- A second factor beside the password: passwords that change every half minute, and recovery codes
-- for the day the device is lost.

-- The secret is sealed; without the server's own key it can't be read. `last_step` is the half
-- minute used last, so that none is used twice.
create table identity.second_factors (
    account_id uuid primary key references identity.accounts on delete cascade,
    sealed_secret bytea not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    failed integer not null default 0,
    blocked_until timestamptz,
    created_at timestamptz not null
);
create table identity.recovery_codes (
    account_id uuid not null references identity.second_factors on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (account_id, code_hash)
);

-- Begins, or begins anew where it was never confirmed; false where there is one already.
create function identity.begin_second_factor(
    p_account uuid, p_sealed bytea, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into identity.second_factors as f (account_id, sealed_secret, created_at)
    values (p_account, p_sealed, p_now)
    on conflict (account_id) do update
    set sealed_secret = excluded.sealed_secret, created_at = excluded.created_at
    where f.confirmed_at is null;
    return found;
end $$;

create function identity.second_factor(p_account uuid)
returns table (confirmed_at timestamptz, recovery_codes_left bigint)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select f.confirmed_at, (
        select count(*) from identity.recovery_codes r
        where r.account_id = p_account and r.used_at is null)
    from identity.second_factors f where f.account_id = p_account;
end $$;

-- Takes a try: each counts before it is known to be wrong, so that many at once gain nothing. Every
-- fifth in a row is followed by a pause: five minutes, twice as long each time, at most a day.
create function identity.try_second_factor(p_account uuid, p_now timestamptz)
returns table (sealed_secret bytea, confirmed_at timestamptz, blocked_until timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_factor identity.second_factors;
begin
    select f.* into v_factor from identity.second_factors f
    where f.account_id = p_account for update;
    if v_factor.account_id is null then
        return;
    end if;
    if v_factor.blocked_until > p_now then
        return query select null::bytea, v_factor.confirmed_at, v_factor.blocked_until;
        return;
    end if;
    update identity.second_factors f
    set failed = f.failed + 1,
        blocked_until = case when (f.failed + 1) % 5 = 0 then p_now + least(
            interval '1 day', interval '5 minutes' * power(2, least(f.failed / 5, 12))) end
    where f.account_id = p_account;
    return query select v_factor.sealed_secret, v_factor.confirmed_at, null::timestamptz;
end $$;

-- The try was right: nobody uses that half minute again, and the count begins anew.
create function identity.use_second_factor_step(p_account uuid, p_step bigint)
returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.second_factors f set last_step = p_step, failed = 0, blocked_until = null
    where f.account_id = p_account and f.last_step < p_step;
    return found;
end $$;

create function identity.use_recovery_code(p_account uuid, p_hash bytea, p_now timestamptz)
returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.recovery_codes r set used_at = p_now
    where r.account_id = p_account and r.code_hash = p_hash and r.used_at is null;
    if not found then
        return false;
    end if;
    update identity.second_factors f set failed = 0, blocked_until = null
    where f.account_id = p_account;
    perform identity.note(p_account, 'recovery_code_used', (
        select json_build_object('left', count(*)) from identity.recovery_codes r
        where r.account_id = p_account and r.used_at is null));
    return true;
end $$;

-- A try was wrong; for the record, the count was taken before.
create function identity.second_factor_failed(p_account uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform identity.note(p_account, 'second_factor_failed', (
        select json_build_object('failed', f.failed) from identity.second_factors f
        where f.account_id = p_account));
end $$;

-- New recovery codes; those before are worth nothing any more.
create function identity.replace_recovery_codes(p_account uuid, p_hashes bytea)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from identity.recovery_codes r where r.account_id = p_account;
    insert into identity.recovery_codes (account_id, code_hash)
    select p_account, substring(p_hashes from n * 32 + 1 for 32)
    from generate_series(0, length(p_hashes) / 32 - 1) n;
end $$;

-- The second factor holds from now on; false where it does already or was begun anew meanwhile.
create function identity.confirm_second_factor(
    p_account uuid, p_sealed bytea, p_step bigint, p_hashes bytea, p_now timestamptz, p_mail uuid,
    p_letter_subject text, p_letter_body text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update identity.second_factors f
    set confirmed_at = p_now, last_step = p_step, failed = 0, blocked_until = null
    where f.account_id = p_account and f.confirmed_at is null and f.sealed_secret = p_sealed;
    if not found then
        return false;
    end if;
    perform identity.replace_recovery_codes(p_account, p_hashes);
    perform identity.note(p_account, 'second_factor_added');
    perform platform.queue_mail(p_mail, a.email, p_letter_subject, p_letter_body)
    from identity.accounts a where a.id = p_account;
    return true;
end $$;

create function identity.renew_recovery_codes(p_account uuid, p_hashes bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform from identity.second_factors f
    where f.account_id = p_account and f.confirmed_at is not null for update;
    if not found then
        return false;
    end if;
    perform identity.replace_recovery_codes(p_account, p_hashes);
    perform identity.note(p_account, 'recovery_codes_renewed');
    return true;
end $$;

create function identity.remove_second_factor(
    p_account uuid, p_mail uuid, p_letter_subject text, p_letter_body text) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_confirmed timestamptz;
begin
    delete from identity.second_factors f where f.account_id = p_account
    returning f.confirmed_at into v_confirmed;
    if v_confirmed is null then
        return found;
    end if;
    perform identity.note(p_account, 'second_factor_removed');
    perform platform.queue_mail(p_mail, a.email, p_letter_subject, p_letter_body)
    from identity.accounts a where a.id = p_account;
    return true;
end $$;

revoke all on function identity.begin_second_factor, identity.second_factor,
    identity.try_second_factor, identity.use_second_factor_step, identity.use_recovery_code,
    identity.second_factor_failed, identity.replace_recovery_codes,
    identity.confirm_second_factor, identity.renew_recovery_codes, identity.remove_second_factor
    from public;
grant execute on function identity.begin_second_factor, identity.second_factor,
    identity.try_second_factor, identity.use_second_factor_step, identity.use_recovery_code,
    identity.second_factor_failed, identity.confirm_second_factor, identity.renew_recovery_codes,
    identity.remove_second_factor to dray_server;
