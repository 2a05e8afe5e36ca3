-- Accounts, their sessions and codes, and the hard half of the permission model. All of it is
-- global, so none of it is granted: the server reaches it through the functions of 0004.

create schema identity;
grant usage on schema identity to dray_server;

-- `epoch` grows with every change that must end this account's tokens at once.
create table identity.accounts (
    id uuid primary key,
    email text not null unique check (email = lower(email)),
    name text not null,
    password_hash text not null,
    verified_at timestamptz,
    banned_at timestamptz,
    epoch bigint not null default 0,
    created_at timestamptz not null default now()
);

-- A single-use code: only its hash is kept; five tries, ten minutes.
create table identity.codes (
    account_id uuid not null references identity.accounts on delete cascade,
    purpose text not null check (purpose in ('verify_email', 'reset_password', 'sign_in')),
    code_hash bytea not null,
    expires_at timestamptz not null,
    tries_left integer not null,
    primary key (account_id, purpose)
);

-- A session is a family of refresh tokens. The current token's hash advances by one conditional
-- update; the one before it is good for thirty seconds more and leads to the same successor.
create table identity.sessions (
    id uuid primary key,
    account_id uuid not null references identity.accounts on delete cascade,
    organization_id uuid,
    epoch bigint not null default 0,
    refresh_hash bytea not null,
    previous_hash bytea,
    rotated_at timestamptz not null default now(),
    generation integer not null default 0,
    device text,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_for text
);
create index sessions_of_account on identity.sessions (account_id);
create index sessions_of_organization on identity.sessions (organization_id);

-- The hard catalog, applied from Policies/: one number for the version, one table of
-- role × privilege.
create table identity.hard_catalog (
    single boolean primary key default true check (single),
    version integer not null,
    checksum text not null
);
create table identity.hard_privileges (
    name text primary key,
    ordinal integer not null unique check (ordinal between 0 and 1023),
    summary text not null
);
create table identity.hard_roles (
    name text primary key,
    assignable boolean not null,
    denies boolean not null,
    summary text not null
);
create table identity.hard_cells (
    role text not null references identity.hard_roles on delete cascade,
    privilege text not null references identity.hard_privileges on delete cascade,
    active boolean not null,
    immutable boolean not null,
    primary key (role, privilege)
);
