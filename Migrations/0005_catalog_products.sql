-- What is sold: types, categories, brands, products and their variants, packs and barcodes; and
-- the imports that bring them in.

create schema catalog;
grant usage on schema catalog to dray_server;

create table catalog.product_types (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    attributes json not null default '[]',
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, name)
);
call platform.guard_tenant_table('catalog.product_types');
grant select, insert, update on catalog.product_types to dray_server;

create table catalog.categories (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    parent_id uuid,
    name text not null,
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique nulls not distinct (organization_id, parent_id, name),
    foreign key (organization_id, parent_id) references catalog.categories (organization_id, id)
);
call platform.guard_tenant_table('catalog.categories');
grant select, insert, update on catalog.categories to dray_server;

create table catalog.brands (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    created_at timestamptz not null,
    primary key (organization_id, id),
    unique (organization_id, name)
);
call platform.guard_tenant_table('catalog.brands');
grant select, insert, update on catalog.brands to dray_server;

create table catalog.products (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    product_type_id uuid not null,
    category_id uuid not null,
    brand_id uuid,
    name text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    foreign key (organization_id, product_type_id)
        references catalog.product_types (organization_id, id),
    foreign key (organization_id, category_id) references catalog.categories (organization_id, id),
    foreign key (organization_id, brand_id) references catalog.brands (organization_id, id)
);
call platform.guard_tenant_table('catalog.products');
create index products_of_category on catalog.products (organization_id, category_id, id);
grant select, insert, update on catalog.products to dray_server;

-- One SKU of a product. Stock and prices count base units (bottles); `case_size` base units make
-- a case. Strength is alcohol by volume in basis points (40 % is 4000). Costs are minor units.
create table catalog.variants (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    product_id uuid not null,
    category_id uuid not null,
    sku text not null,
    name text not null,
    base_unit text not null default 'bottle',
    volume_ml integer check (volume_ml > 0),
    strength_bp integer check (strength_bp between 0 and 10000),
    case_size integer not null default 1 check (case_size between 1 and 100000),
    inner_pack integer check (inner_pack > 0),
    cost_amount bigint check (cost_amount >= 0),
    case_cost_amount bigint check (case_cost_amount >= 0),
    published boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, sku),
    foreign key (organization_id, product_id) references catalog.products (organization_id, id),
    foreign key (organization_id, category_id) references catalog.categories (organization_id, id)
);
call platform.guard_tenant_table('catalog.variants');
create index variants_of_product on catalog.variants (organization_id, product_id);
create index variants_published on catalog.variants (organization_id, id) where published;
grant select, insert, update on catalog.variants to dray_server;

-- A barcode may stand on several variants: real price books say so, and the report names them.
create table catalog.barcodes (
    organization_id uuid not null,
    variant_id uuid not null,
    gtin text not null check (gtin ~ '^[0-9]{8,14}$'),
    unit text not null,
    primary key (organization_id, variant_id, gtin),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_tenant_table('catalog.barcodes');
create index barcodes_by_gtin on catalog.barcodes (organization_id, gtin);
grant select, insert, update, delete on catalog.barcodes to dray_server;

create table catalog.imports (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    kind text not null check (kind in ('products', 'prices', 'stock')),
    mode text not null check (mode in ('all_or_nothing', 'skip_bad')),
    state text not null check (state in ('running', 'applied', 'refused', 'failed')),
    rows_read integer not null default 0,
    rows_created integer not null default 0,
    rows_updated integer not null default 0,
    rows_unchanged integer not null default 0,
    rows_bad integer not null default 0,
    problem_count integer not null default 0,
    account_id uuid not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    primary key (organization_id, id)
);
call platform.guard_tenant_table('catalog.imports');
grant select, insert, update on catalog.imports to dray_server;

create table catalog.import_problems (
    organization_id uuid not null,
    import_id uuid not null,
    number integer not null,
    line integer not null,
    severity text not null check (severity in ('error', 'warning')),
    code text not null,
    field text,
    message text not null,
    primary key (organization_id, import_id, number),
    foreign key (organization_id, import_id) references catalog.imports (organization_id, id)
);
call platform.guard_tenant_table('catalog.import_problems');
grant select, insert on catalog.import_problems to dray_server;
