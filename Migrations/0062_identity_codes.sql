-- Passwords that are forgotten or changed, signing in by letter, and another address.

-- A change of address keeps the new one beside its code.
alter table identity.codes drop constraint codes_purpose_check;
alter table identity.codes add constraint codes_purpose_check
    check (purpose in ('verify_email', 'reset_password', 'sign_in', 'change_email'));
alter table identity.codes add column email text check (email = lower(email));

-- Sends a code to an address that has a verified account which isn't banned; at most one a minute.
-- Nothing tells whoever asks whether it did.
create function identity.send_code(
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
    where a.email = p_email and a.verified_at is not null and a.banned_at is null
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

-- Tries a code: a wrong one costs a try, the right one is taken when `p_take` says so. Answers
-- whose it is; null where it isn't right, was used, has expired or was tried too often.
create function identity.try_code(
    p_email text, p_purpose text, p_code_hash bytea, p_now timestamptz, p_take boolean
) returns uuid
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_account uuid;
    v_isright boolean;
begin
    select c.account_id, c.code_hash = p_code_hash into v_account, v_isright
    from identity.accounts a join identity.codes c on c.account_id = a.id
    where a.email = p_email and c.purpose = p_purpose and c.tries_left > 0
        and c.expires_at > p_now
    for update of c;
    if v_account is null then
        perform identity.write_nothing();
        return null;
    elsif not v_isright then
        update identity.codes c set tries_left = c.tries_left - 1
        where c.account_id = v_account and c.purpose = p_purpose;
        return null;
    elsif p_take then
        delete from identity.codes c where c.account_id = v_account and c.purpose = p_purpose;
    end if;
    return v_account;
end $$;

-- Sets another password by a code that went to the account's address; every session ends.
create function identity.reset_password(
    p_email text, p_code_hash bytea, p_password_hash text, p_now timestamptz,
    p_mail uuid, p_letter_subject text, p_letter_body text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_account uuid := identity.try_code(p_email, 'reset_password', p_code_hash, p_now, true);
begin
    if v_account is null then
        return false;
    end if;
    update identity.accounts a set password_hash = p_password_hash where a.id = v_account;
    delete from identity.codes c where c.account_id = v_account;
    perform identity.close_sessions(v_account, p_now);
    perform identity.note(v_account, 'password_reset');
    perform platform.queue_mail(p_mail, p_email, p_letter_subject, p_letter_body);
    return true;
end $$;

-- The hash of an account's password, for whoever is signed in to show that they know it.
create function identity.account_secret(p_account uuid)
returns table (
    id uuid, email text, name text, verified_at timestamptz, banned_at timestamptz, epoch bigint,
    created_at timestamptz, password_hash text)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select a.id, a.email, a.name, a.verified_at, a.banned_at, a.epoch, a.created_at,
        a.password_hash
    from identity.accounts a where a.id = p_account;
end $$;

-- Sets another password; false where it was changed meanwhile. Every other session ends, and every
-- code that was sent.
create function identity.change_password(
    p_account uuid, p_session uuid, p_old_hash text, p_password_hash text, p_now timestamptz,
    p_mail uuid, p_letter_subject text, p_letter_body text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_email text;
begin
    update identity.accounts a set password_hash = p_password_hash
    where a.id = p_account and a.password_hash = p_old_hash
    returning a.email into v_email;
    if v_email is null then
        return false;
    end if;
    delete from identity.codes c where c.account_id = p_account;
    perform identity.close_other_sessions(p_account, p_session, p_now, 'password_changed');
    perform identity.note(p_account, 'password_changed');
    perform platform.queue_mail(p_mail, v_email, p_letter_subject, p_letter_body);
    return true;
end $$;

-- Sends a code to the address that an account wants to have; at most one a minute. One that is
-- another account's gets a letter without a code. False where it is too soon.
create function identity.send_email_code(
    p_account uuid, p_email text, p_code_hash bytea, p_now timestamptz, p_expires timestamptz,
    p_mail uuid, p_subject text, p_body text, p_known_subject text, p_known_body text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform from identity.accounts a where a.id = p_account for update;
    insert into identity.codes as c (account_id, purpose, code_hash, expires_at, tries_left, email)
    values (p_account, 'change_email', p_code_hash, p_expires, 5, p_email)
    on conflict (account_id, purpose) do update
    set code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries_left = 5,
        email = excluded.email
    where c.expires_at < p_expires - interval '1 minute';
    if not found then
        return false;
    end if;
    if exists (
        select from identity.accounts a where a.email = p_email and a.verified_at is not null) then
        perform platform.queue_mail(p_mail, p_email, p_known_subject, p_known_body);
    else
        perform platform.queue_mail(p_mail, p_email, p_subject, p_body);
    end if;
    perform identity.note(p_account, 'email_change_requested', json_build_object('email', p_email));
    return true;
end $$;

-- Moves an account to the address whose code it is; the old address is told. An account that was
-- never verified makes way; one that was doesn't, and the code was worth nothing.
create function identity.change_email(
    p_account uuid, p_code_hash bytea, p_now timestamptz, p_mail uuid, p_letter_subject text,
    p_letter_body text
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_old text;
    v_code identity.codes;
begin
    select a.email into v_old from identity.accounts a where a.id = p_account for update;
    update identity.codes c set tries_left = c.tries_left - 1
    where c.account_id = p_account and c.purpose = 'change_email' and c.tries_left > 0
        and c.expires_at > p_now
    returning c.* into v_code;
    if v_code.account_id is null or v_code.code_hash <> p_code_hash then
        return false;
    end if;
    delete from identity.accounts a where a.email = v_code.email and a.verified_at is null;
    begin
        update identity.accounts a set email = v_code.email where a.id = p_account;
    exception when unique_violation then
        return false;
    end;
    delete from identity.codes c where c.account_id = p_account;
    perform identity.note(p_account, 'email_changed',
        json_build_object('from', v_old, 'to', v_code.email));
    perform platform.queue_mail(p_mail, v_old, p_letter_subject, p_letter_body);
    return true;
end $$;

revoke all on function identity.send_code, identity.try_code, identity.reset_password,
    identity.account_secret, identity.change_password, identity.send_email_code,
    identity.change_email from public;
grant execute on function identity.send_code, identity.try_code, identity.reset_password,
    identity.account_secret, identity.change_password, identity.send_email_code,
    identity.change_email to dray_server;
