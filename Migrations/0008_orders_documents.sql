-- Draft orders and orders. Both are the seller's rows; the buyer named on them sees them.

create schema orders;
grant usage on schema orders to dray_server;

create table orders.draft_orders (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    company_id uuid not null,
    channel_id uuid not null,
    warehouse_id uuid not null,
    state text not null check (state in ('open', 'submitted', 'placed', 'abandoned')),
    currency text not null,
    total_amount bigint not null,
    line_count integer not null,
    base_quantity bigint not null,
    ordered_at timestamptz,
    reference text,
    note text,
    book_version bigint not null,
    priced_at timestamptz not null,
    order_id uuid,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    foreign key (organization_id, company_id, buyer_organization_id)
        references organizations.companies (organization_id, id, buyer_organization_id),
    foreign key (organization_id, channel_id)
        references organizations.channels (organization_id, id),
    check ((state = 'placed') = (order_id is not null))
);
call platform.guard_trade_table('orders.draft_orders');
create index draft_orders_of_buyer on orders.draft_orders (buyer_organization_id, id);
grant select, insert, update on orders.draft_orders to dray_server;

create table orders.draft_order_lines (
    organization_id uuid not null,
    draft_order_id uuid not null,
    line integer not null check (line > 0),
    buyer_organization_id uuid not null,
    variant_id uuid not null,
    sku text not null,
    name text not null,
    unit text not null,
    quantity bigint not null check (quantity > 0),
    base_quantity bigint not null check (base_quantity > 0),
    unit_amount bigint not null check (unit_amount >= 0),
    total_amount bigint not null check (total_amount >= 0),
    trace json not null,
    primary key (organization_id, draft_order_id, line),
    foreign key (organization_id, draft_order_id)
        references orders.draft_orders (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_trade_table('orders.draft_order_lines');
grant select, insert, delete on orders.draft_order_lines to dray_server;

create table orders.orders (
    organization_id uuid not null,
    id uuid not null,
    number text not null,
    buyer_organization_id uuid not null,
    company_id uuid not null,
    channel_id uuid not null,
    warehouse_id uuid not null,
    draft_order_id uuid not null,
    state text not null check (state in ('placed', 'confirmed', 'picking', 'packed', 'shipped',
        'delivered', 'completed', 'cancelled')),
    currency text not null,
    total_amount bigint not null,
    line_count integer not null,
    base_quantity bigint not null,
    ordered_at timestamptz not null,
    reference text,
    note text,
    placed_by uuid not null,
    placed_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, draft_order_id),
    foreign key (organization_id, company_id, buyer_organization_id)
        references organizations.companies (organization_id, id, buyer_organization_id)
);
call platform.guard_trade_table('orders.orders');
create index orders_of_buyer on orders.orders (buyer_organization_id, id);
grant select on orders.orders to dray_server;

create table orders.order_lines (
    organization_id uuid not null,
    order_id uuid not null,
    line integer not null,
    buyer_organization_id uuid not null,
    variant_id uuid not null,
    sku text not null,
    name text not null,
    unit text not null,
    quantity bigint not null,
    base_quantity bigint not null,
    unit_amount bigint not null,
    total_amount bigint not null,
    allocated_quantity bigint not null,
    trace json not null,
    primary key (organization_id, order_id, line),
    foreign key (organization_id, order_id) references orders.orders (organization_id, id)
);
call platform.guard_trade_table('orders.order_lines');
grant select on orders.order_lines to dray_server;
