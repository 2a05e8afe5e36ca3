-- The organizations' half of the permission model: apps, and what each of them adds to the hard
-- table or switches in it. No row of it need exist: the hard table answers for any app.

-- What a member of an organization works with; tokens are issued for one. `main` is the one that
-- sign-in chooses where none is named.
create table organizations.apps (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    kind text not null check (kind in
        ('console', 'storefront', 'books', 'pos', 'drivers', 'custom')),
    name text not null,
    main boolean not null default false,
    origins text[] not null default '{}' check (cardinality(origins) <= 50),
    branding json not null default '{}',
    archived_at timestamptz,
    disabled_at timestamptz,
    disabled_for text,
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, name),
    check (not main or archived_at is null)
);
call platform.guard_tenant_table('organizations.apps');
create unique index apps_main on organizations.apps (organization_id) where main;
grant select, insert, update on organizations.apps to dray_server;

alter table organizations.memberships
    add state text not null default 'active' check (state in ('active', 'suspended', 'left')),
    add version integer not null default 1;

create schema permissions;
grant usage on schema permissions to dray_server;

-- Names of an app's own begin with `app.`, those of the hard table never do: a later hard role
-- can't take over what an app's own one was given for.
create table permissions.roles (
    organization_id uuid not null,
    app_id uuid not null,
    name text not null check (name ~ '^app\.[a-z][a-z0-9_.]{0,35}$'),
    summary text not null,
    assignable boolean not null default true,
    created_at timestamptz not null,
    primary key (organization_id, app_id, name),
    foreign key (organization_id, app_id) references organizations.apps (organization_id, id)
);
call platform.guard_tenant_table('permissions.roles');

-- The ordinal is the privilege's short name in tokens.
create table permissions.privileges (
    organization_id uuid not null,
    app_id uuid not null,
    name text not null check (name ~ '^app\.[a-z][a-z0-9_.]{0,35}$'),
    ordinal integer not null check (ordinal between 0 and 63),
    summary text not null,
    created_at timestamptz not null,
    primary key (organization_id, app_id, name),
    unique (organization_id, app_id, ordinal),
    foreign key (organization_id, app_id) references organizations.apps (organization_id, id)
);
call platform.guard_tenant_table('permissions.privileges');

-- A cell an app has switched: it wins over a mutable hard cell, and loses to an immutable one.
create table permissions.cells (
    organization_id uuid not null,
    app_id uuid not null,
    role text not null,
    privilege text not null,
    active boolean not null,
    changed_by uuid,
    changed_at timestamptz not null,
    primary key (organization_id, app_id, role, privilege),
    foreign key (organization_id, app_id) references organizations.apps (organization_id, id)
);
call platform.guard_tenant_table('permissions.cells');

-- A role an account holds in an organization, in one app or, for a hard role, in all of them,
-- within [starts_at, ends_at). What the system gave moves only by the system.
create table permissions.assignments (
    organization_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    role text not null,
    app_id uuid,
    starts_at timestamptz not null,
    ends_at timestamptz,
    public boolean not null default false,
    source text not null check (source in ('system', 'member')),
    granted_by uuid,
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    constraint assignments_once unique nulls not distinct
        (organization_id, account_id, role, app_id),
    constraint assignments_timeframe check (ends_at is null or starts_at < ends_at),
    foreign key (organization_id, account_id)
        references organizations.memberships (organization_id, account_id),
    foreign key (organization_id, app_id) references organizations.apps (organization_id, id)
);
call platform.guard_tenant_table('permissions.assignments');

grant select on permissions.roles, permissions.privileges, permissions.cells,
    permissions.assignments to dray_server;

-- A person sees their own, in whatever organization; to read only.
create policy own on permissions.assignments for select using
    (account_id = nullif(current_setting('app.account', true), '')::uuid);

-- What memberships said until now. The owner is under the policies too, and meets every
-- organization here.
alter table organizations.organizations no force row level security;
alter table organizations.memberships no force row level security;
alter table organizations.apps no force row level security;
alter table permissions.assignments no force row level security;
insert into organizations.apps (organization_id, id, kind, name, main, created_at)
select o.organization_id, gen_random_uuid(), 'console', 'Console', true, o.created_at
from organizations.organizations o;
insert into permissions.assignments (organization_id, id, account_id, role, starts_at, source,
    created_at)
select m.organization_id, gen_random_uuid(), m.account_id,
    case when r.role = o.business_type and o.state in ('preparing', 'rejected') then 'applicant'
        else r.role end,
    m.created_at, 'system', m.created_at
from organizations.memberships m
join organizations.organizations o on o.organization_id = m.organization_id
cross join lateral (select distinct unnest(m.roles) as role) r;
alter table organizations.organizations force row level security;
alter table organizations.memberships force row level security;
alter table organizations.apps force row level security;
alter table permissions.assignments force row level security;
alter table organizations.memberships drop column roles;
