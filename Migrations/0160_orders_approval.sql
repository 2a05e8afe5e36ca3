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
