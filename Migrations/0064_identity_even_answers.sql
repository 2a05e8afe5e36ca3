-- What asks for a code or tries one costs the same whether there is such an account or not: a
-- transaction that changes nothing is not waited for, and could be told by its haste. So it writes a
-- message to the log of changes that nobody reads.

create function identity.write_nothing() returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_logical_emit_message(true, 'dray', 'nothing');
end $$;

create or replace function identity.note_wrong_password(p_account uuid, p_reason text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_account is null then
        perform identity.write_nothing();
    else
        perform identity.note(p_account, 'password_refused', json_build_object('for', p_reason));
    end if;
end $$;

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

create or replace function identity.try_code(
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

revoke all on function identity.write_nothing from public;
