-- The platform's ground: the server's role, how a transaction enters an organization, idempotency
-- keys, the event ledger and mail that waits to be sent.

do $$
begin
    create role dray_server nologin nosuperuser nobypassrls nocreatedb nocreaterole;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
    execute format('grant dray_server to %I', current_user);
exception when others then
    raise exception 'the migrating role must be allowed to grant dray_server to itself: %', sqlerrm;
end $$;

create schema platform;
grant usage on schema platform to dray_server;

-- The organization whose rows this transaction sees; null, and so nothing, when none was entered.
create function platform.current_organization() returns uuid
language sql stable parallel safe
return nullif(current_setting('app.organization', true), '')::uuid;

-- Puts a tenant table under row-level security, for its owner too. The policy is bare, so that a
-- distributed PostgreSQL accepts it.
create procedure platform.guard_tenant_table(guarded regclass)
language plpgsql as $$
begin
    execute format('alter table %s enable row level security', guarded);
    execute format('alter table %s force row level security', guarded);
    execute format(
        $policy$create policy tenant on %s using
            (organization_id = nullif(current_setting('app.organization', true), '')::uuid)$policy$,
        guarded);
end $$;

-- A document of a trade belongs to its seller; the buyer named on it sees it too.
create procedure platform.guard_trade_table(guarded regclass)
language plpgsql as $$
begin
    execute format('alter table %s enable row level security', guarded);
    execute format('alter table %s force row level security', guarded);
    execute format(
        $policy$create policy party on %s using
            (organization_id = nullif(current_setting('app.organization', true), '')::uuid
            or buyer_organization_id
                = nullif(current_setting('app.organization', true), '')::uuid)$policy$,
        guarded);
end $$;

-- What a POST with an Idempotency-Key was answered. Reached only through the functions below.
-- `scope` is the caller's organization, or the account where there is none.
create table platform.idempotency_keys (
    scope uuid not null,
    key text not null check (length(key) between 1 and 255),
    operation text not null,
    request_hash bytea not null,
    status integer,
    headers text,
    body bytea,
    subject uuid,
    created_at timestamptz not null default now(),
    primary key (scope, key)
);
alter table platform.idempotency_keys alter column body set storage external;
create index idempotency_keys_created_at on platform.idempotency_keys (created_at);

-- Claims a key inside the effect's own transaction, with the answer where it is known already.
-- In flight: DR001. Done before: DR002 (the caller then recalls the answer).
create function platform.claim_key(
    p_scope uuid, p_key text, p_operation text, p_hash bytea,
    p_status integer, p_headers text, p_body bytea, p_subject uuid
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if not pg_try_advisory_xact_lock(hashtextextended(p_key, hashtextextended(p_scope::text, 7)))
    then
        raise exception using errcode = 'DR001', message = 'the key is in flight';
    end if;
    insert into platform.idempotency_keys
        (scope, key, operation, request_hash, status, headers, body, subject)
    values (p_scope, p_key, p_operation, p_hash, p_status, p_headers, p_body, p_subject)
    on conflict do nothing;
    if not found then
        raise exception using errcode = 'DR002', message = 'the key was used';
    end if;
end $$;

-- Keeps the answer of a key claimed earlier in this transaction.
create function platform.keep_answer(
    p_scope uuid, p_key text, p_status integer, p_headers text, p_body bytea
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update platform.idempotency_keys
    set status = p_status, headers = p_headers, body = p_body
    where scope = p_scope and key = p_key;
end $$;

create function platform.recall_answer(p_scope uuid, p_key text)
returns table (
    operation text, request_hash bytea, status integer, headers text, body bytea, subject uuid)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    return query
    select k.operation, k.request_hash, k.status, k.headers, k.body, k.subject
    from platform.idempotency_keys k where k.scope = p_scope and k.key = p_key;
end $$;

-- The append-only ledger of what happened; also the outbox, in the columns a change-data-capture
-- router reads (id, aggregatetype, aggregateid, type, payload).
create table platform.events (
    organization_id uuid not null,
    id uuid not null,
    type text not null,
    aggregatetype text not null,
    aggregateid uuid not null,
    account_id uuid,
    request_id text,
    at timestamptz not null,
    payload json not null,
    primary key (organization_id, id)
);
call platform.guard_tenant_table('platform.events');
create index events_of_subject on platform.events (organization_id, aggregateid, id);
grant select, insert on platform.events to dray_server;

-- Mail waiting to be read in the development mailbox or handed to a mail server.
create table platform.mails (
    id uuid primary key,
    recipient text not null,
    subject text not null,
    body text not null,
    created_at timestamptz not null default now()
);
create index mails_of_recipient on platform.mails (recipient, id);
create function platform.queue_mail(p_id uuid, p_recipient text, p_subject text, p_body text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into platform.mails (id, recipient, subject, body)
    values (p_id, p_recipient, p_subject, p_body);
end $$;
-- One recipient's letters are found by their index: with "any or this one" in one condition the
-- planner walks all letters.
create function platform.read_mails(p_recipient text, p_limit integer)
returns table (id uuid, recipient text, subject text, body text, created_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_recipient is null then
        return query
        select m.id, m.recipient, m.subject, m.body, m.created_at from platform.mails m
        order by m.id desc limit least(p_limit, 200);
    else
        return query
        select m.id, m.recipient, m.subject, m.body, m.created_at from platform.mails m
        where m.recipient = p_recipient
        order by m.recipient desc, m.id desc limit least(p_limit, 200);
    end if;
end $$;

revoke all on all functions in schema platform from public;
revoke all on all procedures in schema platform from public;
grant execute on function
    platform.current_organization(), platform.claim_key, platform.keep_answer,
    platform.recall_answer, platform.queue_mail, platform.read_mails
to dray_server;
