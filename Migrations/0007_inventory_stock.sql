-- Stock: the level of each variant in each warehouse, and the movements that sum to it.

create schema inventory;
grant usage on schema inventory to dray_server;

create table inventory.stock_levels (
    organization_id uuid not null,
    warehouse_id uuid not null,
    variant_id uuid not null,
    on_hand bigint not null default 0,
    reserved bigint not null default 0 check (reserved >= 0),
    allocated bigint not null default 0 check (allocated >= 0),
    backorder boolean not null default false,
    primary key (organization_id, warehouse_id, variant_id),
    foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id),
    constraint stock_levels_never_oversold
        check (backorder or on_hand - reserved - allocated >= 0)
) with (fillfactor = 70);
call platform.guard_tenant_table('inventory.stock_levels');
grant select, insert, update on inventory.stock_levels to dray_server;

-- Append-only. Each row moves one of the three numbers or more; summed over a variant in a
-- warehouse they are its level.
create table inventory.stock_movements (
    organization_id uuid not null,
    id uuid not null,
    warehouse_id uuid not null,
    variant_id uuid not null,
    kind text not null check (kind in ('received', 'reserved', 'released', 'allocated', 'shipped',
        'returned', 'adjusted', 'counted', 'transferred')),
    on_hand_delta bigint not null default 0,
    reserved_delta bigint not null default 0,
    allocated_delta bigint not null default 0,
    reference_id uuid,
    reason text,
    account_id uuid,
    at timestamptz not null,
    primary key (organization_id, id),
    foreign key (organization_id, warehouse_id, variant_id)
        references inventory.stock_levels (organization_id, warehouse_id, variant_id)
);
call platform.guard_tenant_table('inventory.stock_movements');
create index stock_movements_of_variant
    on inventory.stock_movements (organization_id, warehouse_id, variant_id, id);
create index stock_movements_of_reference
    on inventory.stock_movements (organization_id, reference_id);
grant select, insert on inventory.stock_movements to dray_server;
