-- Addresses that a buyer has its orders delivered to again and again; and drafts that don't reach a
-- list's order minimum, which say what is missing instead of being refused.

create table orders.delivery_addresses (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    label text not null,
    address jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    constraint delivery_addresses_label_key unique (organization_id, label)
);
call platform.guard_tenant_table('orders.delivery_addresses');
grant select, insert, update, delete on orders.delivery_addresses to dray_server;

-- Base units of a list that an order of it has at least.
alter table pricing.price_lists
    add column order_minimum_quantity bigint check (order_minimum_quantity > 0);

-- What is missing, as it is answered; null where nothing is.
alter table orders.draft_orders add column order_minimums jsonb;
