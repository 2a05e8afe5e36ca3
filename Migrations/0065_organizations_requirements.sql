-- What each type of business has to show before it may trade: declared in Policies/, held here,
-- and copied to each onboarding when it begins.

create table organizations.hard_business_types (
    name text primary key,
    onboards text not null check (onboards in ('organization', 'person', 'nobody')),
    summary text not null
);

create table organizations.hard_requirements (
    business_type text not null references organizations.hard_business_types,
    kind text not null check (kind in ('license', 'tax_registration', 'identity', 'address')),
    needed boolean not null,
    expires boolean not null,
    media_types text[] not null check (cardinality(media_types) > 0),
    primary key (business_type, kind)
);

create table organizations.hard_requirements_catalog (
    version integer not null,
    checksum text not null
);

-- A person's onboarding makes no organization. `reopened` names the moves that the platform asked
-- for when it sent an onboarding back; what isn't named stays as it was given.
alter table organizations.onboardings
    drop constraint onboardings_business_type_check,
    add constraint onboardings_business_type_check check (business_type in
        ('brand_owner', 'distributor', 'wholesaler', 'retailer', 'driver')),
    add column onboards text not null default 'organization'
        check (onboards in ('organization', 'person')),
    add column reopened text[] not null default '{}',
    add constraint onboardings_of_persons check
        (onboards = 'organization' or organization_id is null),
    add constraint onboardings_id_account_id_key unique (id, account_id);

-- Those that were sent back before now were told in words only: they may change all of it.
do $$
declare
    v_platform text := coalesce(current_setting('app.platform', true), '');
begin
    perform set_config('app.platform', 'on', true);
    update organizations.onboardings set reopened = array['give_details', 'give_documents']
    where state = 'changes_requested';
    perform set_config('app.platform', v_platform, true);
end $$;

-- One thing that an onboarding has to show, as it was declared when the onboarding began.
create table organizations.requirements (
    id uuid primary key,
    onboarding_id uuid not null,
    account_id uuid not null,
    kind text not null check (kind in ('license', 'tax_registration', 'identity', 'address')),
    needed boolean not null,
    expires boolean not null,
    media_types text[] not null,
    state text not null default 'pending'
        check (state in ('pending', 'accepted', 'rejected', 'waived')),
    reopened boolean not null default false,
    decided_by uuid references identity.accounts,
    decided_at timestamptz,
    reason text,
    expires_on date,
    version integer not null default 1,
    unique (onboarding_id, kind),
    unique (id, onboarding_id, account_id),
    foreign key (onboarding_id, account_id)
        references organizations.onboardings (id, account_id) on delete cascade,
    constraint requirements_decided check
        ((state = 'pending') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
    constraint requirements_reasoned check (state in ('pending', 'accepted') or reason is not null)
);
create index requirements_of_decider on organizations.requirements (decided_by)
    where decided_by is not null;
alter table organizations.requirements enable row level security;
alter table organizations.requirements force row level security;
create policy own on organizations.requirements using
    (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy platform_reviews on organizations.requirements using
    (current_setting('app.platform', true) = 'on');
grant select, update on organizations.requirements to dray_server;

-- Whom a type of business is onboarded as; null for a type that isn't declared.
create function organizations.onboards(p_type text) returns text
language sql stable security definer set search_path = pg_catalog
return (select t.onboards from organizations.hard_business_types t where t.name = p_type);

-- Gives an onboarding of the caller's the requirements of its type that it doesn't have yet.
create function organizations.open_requirements(p_onboarding uuid, p_account uuid) returns void
language sql security definer set search_path = pg_catalog as $$
    insert into organizations.requirements
        (id, onboarding_id, account_id, kind, needed, expires, media_types)
    select gen_random_uuid(), o.id, o.account_id, h.kind, h.needed, h.expires, h.media_types
    from organizations.onboardings o
    join organizations.hard_requirements h on h.business_type = o.business_type
    where o.id = p_onboarding and o.account_id = p_account
    on conflict (onboarding_id, kind) do nothing;
$$;

-- What approval gives a person who has no organization: hard roles, moved by the system alone.
create table organizations.personal_roles (
    account_id uuid not null references identity.accounts,
    role text not null,
    onboarding_id uuid not null,
    granted_at timestamptz not null,
    primary key (account_id, role)
);

-- Gives a person who was approved the hard role of their business type; what tokens the account has
-- know nothing of it, and end. Doing it twice changes nothing.
create function organizations.grant_personal_role(
    p_onboarding uuid, p_account uuid, p_role text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into organizations.personal_roles (account_id, role, onboarding_id, granted_at)
    values (p_account, p_role, p_onboarding, p_now)
    on conflict do nothing;
    if found then
        perform permissions.end_tokens_of(p_account);
    end if;
end $$;

-- The hard roles that an account holds by itself, in no organization.
create function organizations.roles_of_person(p_account uuid) returns text[]
language sql stable security definer set search_path = pg_catalog
return (
    select coalesce(array_agg(r.role order by r.role), '{}')
    from organizations.personal_roles r where r.account_id = p_account);

revoke all on function organizations.onboards, organizations.open_requirements,
    organizations.grant_personal_role, organizations.roles_of_person from public;
grant execute on function organizations.onboards, organizations.open_requirements,
    organizations.grant_personal_role, organizations.roles_of_person to dray_server;
