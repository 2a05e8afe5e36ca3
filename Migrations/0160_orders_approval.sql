-- A buyer's own rule: what comes to more than an amount, a second person of the buyer approves.

create table orders.approval_rules (
    organization_id uuid primary key references organizations.organizations,
    amount bigint not null check (amount >= 0),
    currency text not null,
    updated_by uuid not null,
    updated_at timestamptz not null
);
call platform.guard_tenant_table('orders.approval_rules');
grant select, insert, update, delete on orders.approval_rules to dray_server;

-- What was approved holds as long as the draft comes to no more.
alter table orders.draft_orders
    add column approved_by uuid,
    add column approved_at timestamptz,
    add column approved_amount bigint,
    add column decline_reason text,
    add constraint draft_orders_approved_whole check (
        (approved_by is null) = (approved_at is null)
        and (approved_by is null) = (approved_amount is null));

-- Whether the draft's buyer still has to approve it. An amount in another currency than the rule's
-- can't be held against it, and is approved too.
create function orders.needs_approval(p_draft orders.draft_orders) returns boolean
language plpgsql set search_path = pg_catalog as $$
declare
    v_before text := current_setting('app.organization', true);
    v_needs boolean;
begin
    perform set_config('app.organization', p_draft.buyer_organization_id::text, true);
    select r.currency <> p_draft.currency or r.amount < p_draft.total_amount into v_needs
    from orders.approval_rules r where r.organization_id = p_draft.buyer_organization_id;
    perform set_config('app.organization', v_before, true);
    return coalesce(v_needs, false)
        and coalesce(p_draft.approved_amount < p_draft.total_amount, true);
end $$;
revoke all on function orders.needs_approval from public;

-- Who made, changed or handed over a draft, by its seller's ledger. Works inside the seller.
create function orders.makers_of(p_draft orders.draft_orders) returns uuid[]
language sql stable set search_path = pg_catalog as $$
    select coalesce(array_agg(distinct e.account_id), '{}') || p_draft.created_by
    from platform.events e
    where e.organization_id = p_draft.organization_id and e.aggregateid = p_draft.id
        and e.aggregatetype = 'draft_order' and e.account_id is not null
        and e.type in ('draft_order_created', 'draft_order_edited', 'draft_order_submitted',
            'draft_order_reopened')
$$;
revoke all on function orders.makers_of from public;

-- Approves a submitted draft at what it comes to. DR101: not there, or the caller doesn't buy it.
-- DR102: its state forbids it (message: the state). DR111: the account had a part in making it.
create function orders.approve_draft(p_draft uuid, p_account uuid, p_now timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_draft orders.draft_orders := orders.enter_draft(p_draft);
begin
    if v_draft.buyer_organization_id <> v_caller then
        raise exception using errcode = 'DR101', message = 'no such draft';
    end if;
    if v_draft.state <> 'submitted' then
        raise exception using errcode = 'DR102', message = v_draft.state;
    end if;
    if p_account = any (orders.makers_of(v_draft)) then
        raise exception using errcode = 'DR111', message = 'another person approves';
    end if;
    update orders.draft_orders d
    set approved_by = p_account, approved_at = p_now, approved_amount = d.total_amount,
        updated_at = p_now, version = d.version + 1
    where d.organization_id = v_draft.organization_id and d.id = p_draft;
    perform set_config('app.organization', v_caller::text, true);
end $$;

-- Writes to those who can approve a submitted draft that needs it; says to how many.
create function orders.ask_approval(
    p_draft uuid, p_subject text, p_body text, p_now timestamptz
) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_draft orders.draft_orders := orders.enter_draft(p_draft);
    v_makers uuid[];
    v_buyer uuid := v_draft.buyer_organization_id;
    v_email text;
    v_written integer := 0;
begin
    if orders.needs_approval(v_draft) then
        v_makers := orders.makers_of(v_draft);
        perform set_config('app.organization', v_buyer::text, true);
        for v_email in
            select a.email
            from organizations.memberships m join identity.accounts a on a.id = m.account_id
            where m.organization_id = v_buyer and m.state = 'active'
                and m.account_id <> all (v_makers) and exists (
                    select from organizations.apps p
                    where p.organization_id = v_buyer and p.archived_at is null
                        and 'orders.approve' = any (permissions.granted(v_buyer, p.id,
                            permissions.held(v_buyer, p.id, m.account_id, p_now))))
            order by m.account_id limit 50
        loop
            perform platform.queue_mail(platform.ordered_id(p_now), v_email, p_subject, p_body);
            v_written := v_written + 1;
        end loop;
    end if;
    perform set_config('app.organization', v_caller::text, true);
    return v_written;
end $$;

-- Writes to whoever made a draft, where a party of it is the caller.
create function orders.tell_maker(
    p_draft uuid, p_subject text, p_body text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_draft orders.draft_orders := orders.enter_draft(p_draft);
begin
    perform platform.queue_mail(platform.ordered_id(p_now), a.email, p_subject, p_body)
    from identity.accounts a where a.id = v_draft.created_by;
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function orders.approve_draft, orders.ask_approval, orders.tell_maker from public;
grant execute on function orders.approve_draft, orders.ask_approval, orders.tell_maker
    to dray_server;

-- As before, and only what the buyer approved where its own rule asks for that (DR110).
create or replace function orders.place(
    p_draft uuid, p_order uuid, p_number text, p_version integer, p_now timestamptz,
    p_account uuid, p_event uuid, p_request text
) returns orders.receipt
language plpgsql security definer set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_draft orders.draft_orders;
    v_placement text;
    v_freeze integer;
    v_book bigint;
    v_variants uuid[];
    v_quantities bigint[];
    v_taking inventory.taking;
    v_receipt orders.receipt;
begin
    select * into v_draft from orders.draft_orders d
    where d.id = p_draft and d.organization_id = v_caller for update;
    if not found then
        select * into v_draft from orders.draft_orders d
        where d.id = p_draft and d.buyer_organization_id = v_caller for update;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such draft';
        end if;
    end if;
    perform set_config('app.organization', v_draft.organization_id::text, true);
    if v_draft.state not in ('open', 'submitted') then
        raise exception using errcode = 'DR102', message = v_draft.state;
    end if;
    if p_version is not null and p_version <> v_draft.version then
        raise exception using errcode = 'DR103', message = v_draft.version::text;
    end if;
    select c.placement, c.price_freeze_seconds into v_placement, v_freeze
    from organizations.channels c
    where c.organization_id = v_draft.organization_id and c.id = v_draft.channel_id;
    if v_placement = 'seller_confirms' and v_caller <> v_draft.organization_id then
        raise exception using errcode = 'DR106', message = v_draft.state;
    end if;
    perform from organizations.companies c
    where c.organization_id = v_draft.organization_id and c.id = v_draft.company_id
        and c.state = 'active';
    if not found then
        raise exception using errcode = 'DR107', message = 'the relation is not active';
    end if;
    if orders.needs_approval(v_draft) then
        raise exception using errcode = 'DR110', message = 'a second person approves';
    end if;
    -- Meets the exclusive lock of pricing.book_changed: the version read here is the one until
    -- this transaction ends.
    perform pg_advisory_xact_lock_shared(
        hashtextextended(v_draft.organization_id::text, 11));
    select b.version into v_book from pricing.books b
    where b.organization_id = v_draft.organization_id;
    if v_book is distinct from v_draft.book_version
        and p_now >= v_draft.priced_at + make_interval(secs => v_freeze)
    then
        raise exception using errcode = 'DR104', message = coalesce(v_book, 0)::text;
    end if;

    -- As late as may be: who takes the same promotion waits for this transaction.
    if v_draft.promotions <> '{}' then
        perform orders.take_promotions(v_draft.organization_id, v_draft.company_id,
            v_draft.promotions);
    end if;

    perform orders.write_order(v_draft, p_order, p_number, p_account, p_now);
    update orders.draft_orders d
    set state = 'placed', order_id = p_order, updated_at = p_now, version = d.version + 1
    where d.organization_id = v_draft.organization_id and d.id = p_draft;
    insert into platform.events
        (organization_id, id, type, aggregatetype, aggregateid, account_id, request_id, at,
        payload)
    values (v_draft.organization_id, p_event, 'order_placed', 'order', p_order, p_account,
        p_request, p_now, json_build_object('draft_order_id', p_draft, 'number', p_number,
            'total_amount', v_draft.total_amount, 'currency', v_draft.currency));
    -- All lines of the order at once, summed per variant. Last of all: whoever wants the same stock
    -- waits from here to the end of the transaction.
    select array_agg(n.variant_id), array_agg(n.quantity) into v_variants, v_quantities
    from (
        select l.variant_id, sum(l.base_quantity)::bigint as quantity
        from orders.draft_order_lines l
        where l.organization_id = v_draft.organization_id and l.draft_order_id = p_draft
        group by l.variant_id order by l.variant_id) n;
    v_taking := inventory.allocate(v_draft.organization_id, v_draft.channel_id,
        v_draft.warehouse_id, v_draft.company_id, v_draft.reservation_id, p_order, p_account,
        p_now, v_variants, v_quantities);
    if not v_taking.done then
        raise exception using errcode = 'DR105', message = 'not enough stock',
            detail = orders.short_lines(v_draft.organization_id, p_draft, v_taking.short,
                v_taking.available);
    end if;
    if v_taking.warehouse_id <> v_draft.warehouse_id then
        update orders.orders o set warehouse_id = v_taking.warehouse_id
        where o.organization_id = v_draft.organization_id and o.id = p_order;
    end if;
    if v_taking.short is not null then
        perform orders.write_shortfall(v_draft.organization_id, p_order, v_taking.short,
            v_taking.missing);
    end if;
    v_receipt := row(v_draft.organization_id, p_number, p_draft, v_draft.currency,
        v_draft.total_amount, v_draft.line_count, v_draft.base_quantity,
        coalesce(v_draft.ordered_at, p_now), p_now);
    perform set_config('app.organization', v_caller::text, true);
    return v_receipt;
end $$;
