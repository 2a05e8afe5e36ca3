-- What stands beside the price of drafts and orders. `total_amount` is what is to be paid, of a
-- line without its deposits, which stand on lines of their own. What is left after subtracting the
-- other amounts is the net amount; where nothing is levied it is the total.
alter table orders.draft_orders
    add column place text,
    add column tax_amount bigint not null default 0,
    add column excise_amount bigint not null default 0,
    add column deposit_amount bigint not null default 0,
    add column tax_codes text[] not null default '{}',
    add column tax_amounts bigint[] not null default '{}',
    add column deposit_kinds uuid[] not null default '{}',
    add column deposit_codes text[] not null default '{}',
    add column deposit_counts bigint[] not null default '{}',
    add column deposit_nets bigint[] not null default '{}',
    add column deposit_taxes bigint[] not null default '{}';
alter table orders.draft_order_lines
    add column tax_amount bigint not null default 0,
    add column excise_amount bigint not null default 0,
    add column deposit_amount bigint not null default 0;
alter table orders.orders
    add column place text,
    add column tax_amount bigint not null default 0,
    add column excise_amount bigint not null default 0,
    add column deposit_amount bigint not null default 0,
    add column tax_codes text[] not null default '{}',
    add column tax_amounts bigint[] not null default '{}',
    add column deposit_kinds uuid[] not null default '{}',
    add column deposit_codes text[] not null default '{}',
    add column deposit_counts bigint[] not null default '{}',
    add column deposit_nets bigint[] not null default '{}',
    add column deposit_taxes bigint[] not null default '{}';
alter table orders.order_lines
    add column tax_amount bigint not null default 0,
    add column excise_amount bigint not null default 0,
    add column deposit_amount bigint not null default 0;

-- The ledger of a company's containers: what left with an order, below zero what came back. Only
-- ever added to; the sum is the balance.
create table orders.container_entries (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    company_id uuid not null,
    kind_id uuid not null,
    delta bigint not null check (delta <> 0),
    order_id uuid not null,
    at timestamptz not null,
    primary key (organization_id, id),
    foreign key (organization_id, company_id, buyer_organization_id)
        references organizations.companies (organization_id, id, buyer_organization_id),
    foreign key (organization_id, kind_id) references pricing.deposit_kinds (organization_id, id),
    foreign key (organization_id, order_id) references orders.orders (organization_id, id)
);
call platform.guard_trade_table('orders.container_entries');
create index container_entries_of_company
    on orders.container_entries (organization_id, company_id, kind_id);
create index container_entries_of_buyer
    on orders.container_entries (buyer_organization_id, company_id);
create index container_entries_of_kind on orders.container_entries (organization_id, kind_id);
create index container_entries_of_order on orders.container_entries (organization_id, order_id);
grant select on orders.container_entries to dray_server;

-- Balances of a company's containers, for either party of the relation; nothing for anybody else.
-- The codes are the seller's rows, which a buyer may not read: this gives out no more than them.
create function orders.container_balances(p_company uuid)
returns table (kind_id uuid, code text, name text, balance bigint, moved_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_seller uuid;
begin
    select c.organization_id into v_seller from organizations.companies c
    where c.organization_id = v_caller and c.id = p_company;
    if not found then
        select c.organization_id into v_seller from organizations.companies c
        where c.buyer_organization_id = v_caller and c.id = p_company;
    end if;
    if v_seller is null then
        raise exception using errcode = 'DR101', message = 'no such company';
    end if;
    perform set_config('app.organization', v_seller::text, true);
    return query
    select k.id, k.code, k.name, sum(e.delta)::bigint, max(e.at)
    from orders.container_entries e join pricing.deposit_kinds k
        on k.organization_id = e.organization_id and k.id = e.kind_id
    where e.organization_id = v_seller and e.company_id = p_company
    group by k.id, k.code, k.name order by k.code;
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function orders.container_balances from public;
grant execute on function orders.container_balances to dray_server;
