-- The ledger in an order without gaps. A command appends its events in its own transaction and
-- waits for nobody; what is committed is given its position afterwards, by whoever reads. So an
-- event that comes to light later has a greater position, and no reader is ever overtaken.

create schema ledger;
grant usage on schema ledger to dray_server;

-- Which transaction wrote an event, to tell which ones may still be under way; and the order of
-- writing, which is the order of what two transactions did to one thing.
create sequence platform.event_turns;
grant usage on sequence platform.event_turns to dray_server;
alter table platform.events
    add xid xid8 not null default pg_current_xact_id(),
    add turn bigint not null default nextval('platform.event_turns');
create index events_of_transactions on platform.events (organization_id, xid);

-- One row an organization: the last position given, and the transactions below `horizon`, which
-- have all been seen to.
create table ledger.heads (
    organization_id uuid primary key references organizations.organizations,
    position bigint not null default 0,
    horizon xid8 not null default '0'
);
call platform.guard_tenant_table('ledger.heads');
grant select on ledger.heads to dray_server;

-- The events by position, with what they are looked for by.
create table ledger.entries (
    organization_id uuid not null,
    position bigint not null check (position > 0),
    event_id uuid not null,
    type text not null,
    subject_kind text not null,
    subject_id uuid not null,
    account_id uuid,
    at timestamptz not null,
    primary key (organization_id, position),
    unique (organization_id, event_id),
    foreign key (organization_id, event_id) references platform.events (organization_id, id)
);
call platform.guard_tenant_table('ledger.entries');
create index entries_by_type on ledger.entries (organization_id, type, position);
create index entries_by_subject on ledger.entries (organization_id, subject_id, position);
create index entries_by_time on ledger.entries (organization_id, at, position);
grant select on ledger.entries to dray_server;

create function ledger.has_unnumbered(p_organization uuid, p_horizon xid8) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select exists (
        select from platform.events e
        where e.organization_id = p_organization and e.xid >= p_horizon and not exists (
            select from ledger.entries n
            where n.organization_id = p_organization and n.event_id = e.id))
$$;

-- Gives positions to what the caller's organization has committed since; answers the last one.
-- Transactions older than any that still writes are over, and are not looked at again. Two callers
-- take turns at the head's row. A database restored into another cluster counts its transactions
-- anew: the head is then ahead of the clock, and every event is looked at once more.
create function ledger.number_events() returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_head ledger.heads;
    v_horizon xid8;
    v_given bigint;
begin
    if v_organization is null then
        raise exception 'a ledger is read inside its organization only';
    end if;
    -- Most calls find nothing new, and then write nothing.
    select * into v_head from ledger.heads h where h.organization_id = v_organization;
    if found and v_head.horizon <= pg_snapshot_xmax(pg_current_snapshot())
        and not ledger.has_unnumbered(v_organization, v_head.horizon)
    then
        return v_head.position;
    end if;
    insert into ledger.heads (organization_id) values (v_organization) on conflict do nothing;
    select * into v_head from ledger.heads h where h.organization_id = v_organization for update;
    v_horizon := pg_snapshot_xmin(pg_current_snapshot());
    if v_head.horizon > pg_snapshot_xmax(pg_current_snapshot()) then
        update platform.events e set xid = '3'
        where e.organization_id = v_organization
            and e.xid >= pg_snapshot_xmax(pg_current_snapshot());
        v_head.horizon := '0';
    end if;
    insert into ledger.entries (organization_id, position, event_id, type, subject_kind,
        subject_id, account_id, at)
    select v_organization, v_head.position + row_number() over (order by e.turn), e.id, e.type,
        e.aggregatetype, e.aggregateid, e.account_id, e.at
    from platform.events e
    where e.organization_id = v_organization and e.xid >= v_head.horizon and not exists (
        select from ledger.entries n
        where n.organization_id = v_organization and n.event_id = e.id);
    get diagnostics v_given = row_count;
    update ledger.heads h set position = v_head.position + v_given, horizon = v_horizon
    where h.organization_id = v_organization;
    return v_head.position + v_given;
end $$;
revoke all on function ledger.has_unnumbered, ledger.number_events from public;
grant execute on function ledger.number_events to dray_server;
