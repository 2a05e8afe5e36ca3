-- Standing orders: what a buyer has again and again, by a schedule in its seller's time zone.

create schema standing_orders;
grant usage on schema standing_orders to dray_server;

create table standing_orders.orders (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    company_id uuid not null,
    channel_id uuid not null,
    -- Which side made it: that one moves it, and acts when it is due.
    by_buyer boolean not null,
    state text not null check (state in ('active', 'paused', 'ended')),
    reference text,
    note text,
    cadence text not null check (cadence in ('days', 'weeks', 'months')),
    every integer not null check (every between 1 and 366),
    -- ISO days of the week, from Monday, 1.
    weekdays integer[] not null default '{}',
    -- A month that has no such day has it on its last.
    month_day integer check (month_day between 1 and 31),
    at_time time not null,
    time_zone text not null,
    starts_on date not null,
    ends_on date,
    next_due_at timestamptz,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    check ((cadence = 'weeks') = (weekdays <> '{}')),
    check ((cadence = 'months') = (month_day is not null)),
    check (starts_on <= ends_on),
    check ((state = 'active') = (next_due_at is not null)),
    foreign key (organization_id, company_id, buyer_organization_id)
        references organizations.companies (organization_id, id, buyer_organization_id),
    foreign key (organization_id, channel_id)
        references organizations.channels (organization_id, id)
);
call platform.guard_trade_table('standing_orders.orders');
create index standing_orders_of_buyer on standing_orders.orders (buyer_organization_id, id);
grant select, insert, update on standing_orders.orders to dray_server;

create table standing_orders.lines (
    organization_id uuid not null,
    standing_order_id uuid not null,
    line integer not null check (line > 0),
    buyer_organization_id uuid not null,
    variant_id uuid not null,
    sku text not null,
    name text not null,
    unit text not null,
    quantity bigint not null check (quantity > 0),
    primary key (organization_id, standing_order_id, line),
    foreign key (organization_id, standing_order_id)
        references standing_orders.orders (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_trade_table('standing_orders.lines');
create index standing_lines_of_buyer
    on standing_orders.lines (buyer_organization_id, standing_order_id, line);
grant select, insert, delete on standing_orders.lines to dray_server;

-- What became of each time it was due. The key is what makes it once, whatever was killed.
create table standing_orders.runs (
    organization_id uuid not null,
    standing_order_id uuid not null,
    due_at timestamptz not null,
    buyer_organization_id uuid not null,
    outcome text not null check (outcome in ('placed', 'submitted', 'draft', 'failed', 'skipped')),
    draft_order_id uuid,
    order_id uuid,
    -- Why it is no more than a draft, or not even that.
    problem text,
    detail text,
    at timestamptz not null,
    primary key (organization_id, standing_order_id, due_at),
    foreign key (organization_id, standing_order_id)
        references standing_orders.orders (organization_id, id)
);
call platform.guard_trade_table('standing_orders.runs');
create index standing_runs_of_buyer
    on standing_orders.runs (buyer_organization_id, standing_order_id, due_at);
grant select, insert on standing_orders.runs to dray_server;

-- When those of all organizations are due, for the job that runs them. No tenant's table: reached by
-- the functions below only.
create table standing_orders.due (
    standing_order_id uuid primary key,
    -- Who acts, and for whom.
    owner uuid not null,
    account_id uuid not null,
    due_at timestamptz not null
);
create index standing_orders_due_at on standing_orders.due (due_at, standing_order_id);

create function standing_orders.note_due() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if new.next_due_at is null then
        delete from standing_orders.due d where d.standing_order_id = new.id;
    else
        insert into standing_orders.due (standing_order_id, owner, account_id, due_at)
        values (new.id, case when new.by_buyer then new.buyer_organization_id
            else new.organization_id end, new.created_by, new.next_due_at)
        on conflict (standing_order_id) do update set due_at = excluded.due_at;
    end if;
    return null;
end $$;
create trigger note_due after insert or update of next_due_at on standing_orders.orders
    for each row execute function standing_orders.note_due();

-- Those that are due at an instant, the longest first.
create function standing_orders.due_at(p_now timestamptz, p_limit integer)
returns table (standing_order_id uuid, owner uuid, account_id uuid, due_at timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
    select d.standing_order_id, d.owner, d.account_id, d.due_at from standing_orders.due d
    where d.due_at <= p_now order by d.due_at, d.standing_order_id limit p_limit
$$;

-- The first time after an instant at which a schedule is due; null where it is over. A local time
-- that a change of the clock leaves out is due as much later; one that comes twice is due once.
create function standing_orders.next_due(
    p_cadence text, p_every integer, p_weekdays integer[], p_month_day integer, p_time time,
    p_zone text, p_from date, p_until date, p_after timestamptz
) returns timestamptz
language sql stable set search_path = pg_catalog as $$
    select min(c.at)
    from (
        select (d.day + p_time) at time zone p_zone as at
        from (
            select (greatest(p_from, (p_after at time zone p_zone)::date - 1) + n) as day
            from generate_series(0, 400) n) d
        where (p_until is null or d.day <= p_until) and case p_cadence
            when 'days' then (d.day - p_from) % p_every = 0
            when 'weeks' then extract(isodow from d.day)::integer = any (p_weekdays)
                and ((d.day - (p_from - extract(isodow from p_from)::integer + 1)) / 7)
                    % p_every = 0
            else extract(day from d.day)::integer = least(p_month_day, extract(day from
                    date_trunc('month', d.day) + interval '1 month' - interval '1 day')::integer)
                and ((extract(year from d.day) - extract(year from p_from)) * 12
                    + extract(month from d.day) - extract(month from p_from))::integer
                    % p_every = 0
            end) c
    where c.at > p_after
$$;

-- Says when a standing order of the caller's is due next after an instant; it ends where it never is.
create function standing_orders.reschedule(
    p_organization uuid, p_id uuid, p_after timestamptz, p_now timestamptz
) returns void
language sql volatile set search_path = pg_catalog as $$
    update standing_orders.orders o
    set next_due_at = n.due, state = case when n.due is null then 'ended' else 'active' end,
        updated_at = p_now, version = o.version + 1
    from (
        select s.id, standing_orders.next_due(s.cadence, s.every, s.weekdays, s.month_day,
            s.at_time, s.time_zone, s.starts_on, s.ends_on, p_after) as due
        from standing_orders.orders s
        where s.organization_id = p_organization and s.id = p_id) n
    where o.organization_id = p_organization and o.id = n.id
$$;

-- Places a draft that a standing order made, where the channel lets its buyers place and the buyer's
-- own rule wants nobody else; null where not.
create function standing_orders.place(
    p_draft uuid, p_order uuid, p_number text, p_now timestamptz, p_account uuid, p_event uuid,
    p_request text
) returns uuid
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller text := current_setting('app.organization', true);
    v_draft orders.draft_orders := orders.enter_draft(p_draft);
    v_placement text;
begin
    select c.placement into v_placement from organizations.channels c
    where c.organization_id = v_draft.organization_id and c.id = v_draft.channel_id;
    perform set_config('app.organization', v_caller, true);
    if v_placement = 'seller_confirms' then
        return null;
    end if;
    begin
        perform orders.place(p_draft, p_order, p_number, null, p_now, p_account, p_event,
            p_request);
    exception when sqlstate 'DR110' then
        perform set_config('app.organization', v_caller, true);
        return null;
    end;
    return p_order;
end $$;

-- An event of a standing order of the caller's in the ledgers of both parties, and a letter to
-- whoever made it where there is one.
create function standing_orders.tell(
    p_id uuid, p_type text, p_payload json, p_subject text, p_body text, p_account uuid,
    p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_one standing_orders.orders;
begin
    select * into v_one from standing_orders.orders o
    where o.organization_id = v_caller and o.id = p_id;
    if not found then
        select * into v_one from standing_orders.orders o
        where o.buyer_organization_id = v_caller and o.id = p_id;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such standing order';
        end if;
    end if;
    perform platform.append_event(v_one.organization_id, platform.ordered_id(p_now), p_type,
        'standing_order', p_id, p_account, p_request, p_now, p_payload);
    perform platform.append_event(v_one.buyer_organization_id, platform.ordered_id(p_now), p_type,
        'standing_order', p_id, p_account, p_request, p_now, p_payload);
    if p_subject is not null then
        perform platform.queue_mail(platform.ordered_id(p_now), a.email, p_subject, p_body)
        from identity.accounts a where a.id = v_one.created_by;
    end if;
end $$;
revoke all on all functions in schema standing_orders from public;
grant execute on function standing_orders.due_at, standing_orders.next_due,
    standing_orders.reschedule, standing_orders.place, standing_orders.tell to dray_server;
