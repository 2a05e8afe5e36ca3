-- Whoever acts for an account stands in its events, the wrong password that is followed by a pause
-- is told apart, and events of one instant keep their order.

alter table identity.account_events
    add column acting_account_id uuid references identity.accounts on delete set null;
create index account_events_of_actor on identity.account_events (acting_account_id)
    where acting_account_id is not null;

-- As before, and ids of one millisecond keep the order they were made in: a count stands where an
-- id of this version allows one.
create sequence identity.event_order minvalue 0 maxvalue 4095 cycle;
create or replace function identity.new_id(p_at timestamptz) returns uuid
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

-- As before, and with whoever acts for the account in the session that asks.
create or replace function identity.note(
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

drop function identity.events_of(uuid, uuid, bigint);
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

-- As before; the last wrong one before a pause is followed by an event that says so.
drop function identity.note_wrong_password(uuid, text);
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

revoke all on function identity.events_of, identity.note_wrong_password from public;
grant execute on function identity.events_of, identity.note_wrong_password to dray_server;
