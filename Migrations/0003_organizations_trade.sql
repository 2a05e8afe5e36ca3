-- Organizations, the onboarding that makes them, their warehouses and channels, and the trading
-- relation between two of them.

create schema organizations;
grant usage on schema organizations to dray_server;

-- `epoch` grows with every change that must end this organization's tokens at once.
create table organizations.organizations (
    organization_id uuid primary key,
    name text not null,
    business_type text not null check (business_type in
        ('brand_owner', 'distributor', 'wholesaler', 'retailer', 'platform')),
    state text not null check (state in ('preparing', 'approved', 'rejected', 'disabled')),
    country text not null,
    currency text not null,
    time_zone text not null default 'UTC',
    epoch bigint not null default 0,
    created_at timestamptz not null,
    approved_at timestamptz
);
call platform.guard_tenant_table('organizations.organizations');
grant select on organizations.organizations to dray_server;
grant insert, update on organizations.organizations to dray_server;
create index organizations_approved on organizations.organizations (business_type, organization_id)
    where state = 'approved';

create table organizations.memberships (
    organization_id uuid not null references organizations.organizations,
    account_id uuid not null references identity.accounts,
    roles text[] not null check (cardinality(roles) > 0),
    created_at timestamptz not null default now(),
    primary key (organization_id, account_id)
);
call platform.guard_tenant_table('organizations.memberships');
create index memberships_of_account on organizations.memberships (account_id);
grant select, insert on organizations.memberships to dray_server;

create table organizations.warehouses (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    address text not null default '',
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, name)
);
call platform.guard_tenant_table('organizations.warehouses');
grant select, insert, update on organizations.warehouses to dray_server;

-- Where an organization sells. `orders_dated_from` opens a channel for orders dated back to then,
-- which is how a seller brings in the orders it took elsewhere; null keeps it closed.
create table organizations.channels (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    kind text not null check (kind in ('wholesale_web', 'retail_web', 'pos')),
    warehouse_id uuid not null,
    placement text not null default 'at_once' check (placement in ('at_once', 'seller_confirms')),
    price_freeze_seconds integer not null default 0 check (price_freeze_seconds >= 0),
    orders_dated_from timestamptz,
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, name),
    foreign key (organization_id, warehouse_id)
        references organizations.warehouses (organization_id, id)
);
call platform.guard_tenant_table('organizations.channels');
grant select, insert, update on organizations.channels to dray_server;

-- Onboarding belongs to the account that began it until an organization exists, and after; the
-- platform's people see those that were submitted.
create table organizations.onboardings (
    id uuid primary key,
    account_id uuid not null references identity.accounts,
    business_type text not null check (business_type in
        ('brand_owner', 'distributor', 'wholesaler', 'retailer')),
    state text not null check (state in ('started', 'business_details', 'set_up', 'documents',
        'submitted', 'approved', 'rejected', 'changes_requested')),
    details json,
    documents json,
    organization_id uuid references organizations.organizations,
    reason text,
    decided_by uuid references identity.accounts,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    submitted_at timestamptz,
    version integer not null default 1
);
create index onboardings_of_account on organizations.onboardings (account_id, id);
create index onboardings_submitted on organizations.onboardings (submitted_at, id)
    where state = 'submitted';
alter table organizations.onboardings enable row level security;
alter table organizations.onboardings force row level security;
create policy own on organizations.onboardings using
    (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy platform_reviews on organizations.onboardings using
    (current_setting('app.platform', true) = 'on');
grant select, insert, update on organizations.onboardings to dray_server;

create table organizations.company_groups (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    primary key (organization_id, id),
    unique (organization_id, name)
);
call platform.guard_tenant_table('organizations.company_groups');
grant select, insert, update on organizations.company_groups to dray_server;

-- A buyer as its seller knows it. The seller owns the row; the buyer named on it sees it.
create table organizations.companies (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    buyer_organization_id uuid not null references organizations.organizations,
    name text not null,
    code text,
    role text not null check (role in
        ('retailer', 'distributor', 'wholesaler', 'brand_owner', 'consumer')),
    group_id uuid,
    state text not null check (state in ('requested', 'active', 'suspended')),
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, buyer_organization_id),
    unique (organization_id, id, buyer_organization_id),
    unique (organization_id, code),
    check (organization_id <> buyer_organization_id),
    foreign key (organization_id, group_id)
        references organizations.company_groups (organization_id, id)
);
create index companies_of_buyer on organizations.companies (buyer_organization_id, id);
call platform.guard_trade_table('organizations.companies');
grant select, insert, update on organizations.companies to dray_server;
