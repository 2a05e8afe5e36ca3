-- Returns: goods and containers that come back, and what of what was charged is given back for them.

create schema returns;
grant usage on schema returns to dray_server;

-- Base units. What is returned is asked for or has come back; what is credited is paid back. The
-- sums are the line's own, so that no two returns together give back more than was charged.
alter table orders.order_lines
    add column returned_quantity bigint not null default 0,
    add column credited_quantity bigint not null default 0,
    add column refunded_amount bigint not null default 0,
    add constraint order_lines_returned_within check (
        returned_quantity between 0 and shipped_quantity
        and credited_quantity between 0 and returned_quantity
        and refunded_amount between 0 and total_amount);

create table returns.returns (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    company_id uuid not null,
    order_id uuid,
    by_buyer boolean not null,
    state text not null check (state in
        ('requested', 'approved', 'denied', 'cancelled', 'received', 'refunded')),
    currency text not null,
    refund_amount bigint not null default 0 check (refund_amount >= 0),
    reference text,
    note text,
    decision_reason text,
    warehouse_id uuid,
    requested_by uuid not null,
    requested_at timestamptz not null,
    decided_at timestamptz,
    received_at timestamptz,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    foreign key (organization_id, company_id, buyer_organization_id)
        references organizations.companies (organization_id, id, buyer_organization_id),
    foreign key (organization_id, order_id) references orders.orders (organization_id, id),
    foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_sale_table('returns.returns');
create index returns_of_buyer on returns.returns (buyer_organization_id, id);
create index returns_of_company on returns.returns (organization_id, company_id, id);
create index returns_of_order on returns.returns (organization_id, order_id, id);
create index returns_of_warehouse on returns.returns (organization_id, warehouse_id, id);
create index returns_by_state on returns.returns (organization_id, state, id);
grant select on returns.returns to dray_server;

-- Goods of a line of the order, goods at a stated amount, or containers of a kind.
create table returns.lines (
    organization_id uuid not null,
    return_id uuid not null,
    line integer not null check (line > 0),
    buyer_organization_id uuid not null,
    order_id uuid,
    order_line integer,
    variant_id uuid,
    kind_id uuid,
    code text not null,
    name text not null,
    reason text,
    requested_quantity bigint not null check (requested_quantity > 0),
    received_quantity bigint check (received_quantity >= 0),
    stated_amount bigint check (stated_amount >= 0),
    charged_before bigint not null default 0 check (charged_before >= 0),
    charged_document text,
    refund_amount bigint not null default 0 check (refund_amount >= 0),
    primary key (organization_id, return_id, line),
    check ((variant_id is null) <> (kind_id is null)),
    check ((order_line is null) = (order_id is null)),
    check (stated_amount is null or refund_amount <= stated_amount),
    foreign key (organization_id, return_id) references returns.returns (organization_id, id),
    foreign key (organization_id, order_id, order_line)
        references orders.order_lines (organization_id, order_id, line),
    foreign key (organization_id, kind_id) references pricing.deposit_kinds (organization_id, id)
);
call platform.guard_sale_table('returns.lines');
create index lines_of_order_line on returns.lines (organization_id, order_id, order_line);
create index lines_of_kind on returns.lines (organization_id, kind_id);
grant select on returns.lines to dray_server;

-- What came back of a line, by the condition it was in, and what became of it.
create table returns.receipts (
    organization_id uuid not null,
    return_id uuid not null,
    line integer not null,
    condition text not null,
    buyer_organization_id uuid not null,
    quantity bigint not null check (quantity > 0),
    restocked boolean not null,
    refunded boolean not null,
    primary key (organization_id, return_id, line, condition),
    foreign key (organization_id, return_id, line)
        references returns.lines (organization_id, return_id, line)
);
call platform.guard_sale_table('returns.receipts');
grant select on returns.receipts to dray_server;

-- An amount that is owed for a return, until payments settle it.
create table returns.refunds (
    organization_id uuid not null,
    id uuid not null,
    return_id uuid not null,
    buyer_organization_id uuid not null,
    company_id uuid not null,
    state text not null check (state in ('pending', 'settled')),
    currency text not null,
    amount bigint not null check (amount > 0),
    created_at timestamptz not null,
    primary key (organization_id, id),
    unique (organization_id, return_id),
    foreign key (organization_id, return_id) references returns.returns (organization_id, id)
);
call platform.guard_sale_table('returns.refunds');
grant select on returns.refunds to dray_server;

-- An organization's own conditions, beside or in place of the usual ones.
create table returns.conditions (
    organization_id uuid not null references organizations.organizations,
    code text not null,
    name text not null,
    restocks boolean not null,
    refunds boolean not null,
    updated_at timestamptz not null,
    primary key (organization_id, code)
);
call platform.guard_tenant_table('returns.conditions');
grant select, insert, update on returns.conditions to dray_server;

create function returns.conditions_of(p_organization uuid)
returns table (code text, name text, restocks boolean, refunds boolean)
language sql stable set search_path = pg_catalog as $$
    select c.code, c.name, c.restocks, c.refunds
    from returns.conditions c where c.organization_id = p_organization
    union all
    select u.code, u.name, u.restocks, u.refunds
    from (values ('sellable', 'As good as new', true, true),
        ('damaged', 'Damaged', false, true), ('expired', 'Past its day', false, true),
        ('recalled', 'Called back', false, true), ('empty', 'Emptied', false, false))
        u (code, name, restocks, refunds)
    where p_organization is not null and not exists (select from returns.conditions c
        where c.organization_id = p_organization and c.code = u.code)
$$;

-- What a company was charged for a variant, and what of it was given back, whatever for.
-- `charged_amount` is as far as it had to be known; `charged_before` is what documents of another
-- system say.
create table returns.variant_credits (
    organization_id uuid not null,
    company_id uuid not null,
    variant_id uuid not null,
    currency text not null,
    charged_amount bigint not null default 0 check (charged_amount >= 0),
    charged_before bigint not null default 0 check (charged_before >= 0),
    refunded_amount bigint not null default 0,
    primary key (organization_id, company_id, variant_id, currency),
    constraint variant_credits_within check (
        refunded_amount between 0 and charged_amount + charged_before),
    foreign key (organization_id, company_id)
        references organizations.companies (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_tenant_table('returns.variant_credits');
create index variant_credits_of_variant
    on returns.variant_credits (organization_id, variant_id);

-- Containers come back with a return as they leave with an order.
alter table orders.container_entries
    alter column order_id drop not null,
    add column return_id uuid,
    add constraint container_entries_one_document check ((order_id is null) <> (return_id is null)),
    add foreign key (organization_id, return_id) references returns.returns (organization_id, id);
create index container_entries_of_return
    on orders.container_entries (organization_id, return_id);

-- What a company was charged for a variant, of what was not cancelled.
create function returns.charged(
    p_organization uuid, p_company uuid, p_variant uuid, p_currency text
) returns bigint
language sql stable set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off as $$
    select coalesce(sum(floor(l.total_amount::numeric * (l.base_quantity - l.cancelled_quantity)
        / l.base_quantity)), 0)::bigint
    from organizations.companies c
    join orders.orders o on o.organization_id = c.organization_id
        and o.buyer_organization_id = c.buyer_organization_id and o.currency = p_currency
    join orders.order_lines l on l.organization_id = o.organization_id and l.order_id = o.id
        and l.variant_id = p_variant
    where c.organization_id = p_organization and c.id = p_company
$$;

-- Counts an amount as given back for a variant. The table's check refuses more than was charged;
-- what was charged is looked up only where what is known of it doesn't do. DR141.
create function returns.credit(
    p_organization uuid, p_company uuid, p_variant uuid, p_currency text, p_amount bigint,
    p_before bigint
) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    insert into returns.variant_credits as c
        (organization_id, company_id, variant_id, currency, charged_before)
    values (p_organization, p_company, p_variant, p_currency, p_before)
    on conflict (organization_id, company_id, variant_id, currency)
        do update set charged_before = c.charged_before + excluded.charged_before;
    update returns.variant_credits c set refunded_amount = c.refunded_amount + p_amount
    where c.organization_id = p_organization and c.company_id = p_company
        and c.variant_id = p_variant and c.currency = p_currency
        and c.refunded_amount + p_amount <= c.charged_amount + c.charged_before;
    if not found then
        update returns.variant_credits c
        set charged_amount = returns.charged(p_organization, p_company, p_variant, p_currency),
            refunded_amount = c.refunded_amount + p_amount
        where c.organization_id = p_organization and c.company_id = p_company
            and c.variant_id = p_variant and c.currency = p_currency;
    end if;
exception when check_violation then
    raise exception using errcode = 'DR141', message = 'more than was charged', detail = (
        select 'Of ' || v.sku || ' not so much was charged that is not given back yet.'
        from catalog.variants v where v.organization_id = p_organization and v.id = p_variant);
end $$;

-- A move of a return, in the ledgers of both parties; who acted stands in their own.
create function returns.tell(
    p_return uuid, p_type text, p_account uuid, p_acting uuid, p_request text, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_return returns.returns;
    v_party uuid;
begin
    select * into strict v_return from returns.returns r
    where r.organization_id = nullif(current_setting('app.organization', true), '')::uuid
        and r.id = p_return;
    foreach v_party in array array[v_return.organization_id, v_return.buyer_organization_id] loop
        perform platform.append_event(v_party, platform.ordered_id(p_now), p_type, 'return',
            p_return, case when v_party = p_acting then p_account end, p_request, p_now,
            json_build_object('state', v_return.state, 'order_id', v_return.order_id,
                'company_id', v_return.company_id, 'refund_amount', v_return.refund_amount,
                'currency', v_return.currency, 'reason', v_return.decision_reason,
                'version', v_return.version));
    end loop;
end $$;
