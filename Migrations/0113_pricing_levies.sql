-- What stands beside a price: taxes, excise and deposits on containers; and the places that decide
-- which of them are levied.

-- What is levied on a variant. `container_units[i]` (its base unit or a pack) comes in a container
-- of the kind `container_kinds[i]`.
alter table catalog.variants
    add column tax_class text not null default 'standard',
    add column excise_class text,
    add column container_units text[] not null default '{}',
    add column container_kinds uuid[] not null default '{}',
    add check (cardinality(container_units) = cardinality(container_kinds));

-- A jurisdiction is a country or a part of what stands before its last dash: US, US-IA. At a place
-- every tax of the place and of those it lies in is levied, in the order of `position`; of one code
-- the smallest place's, and there the row that came into force last.
create table pricing.tax_rates (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    jurisdiction text not null,
    tax_class text not null,
    code text not null,
    rate_bp integer not null check (rate_bp between 0 and 100000),
    inclusive boolean not null,
    position integer not null,
    compound boolean not null,
    valid_from timestamptz,
    valid_until timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    constraint tax_rates_one_key
        unique nulls not distinct (organization_id, jurisdiction, tax_class, code, valid_from),
    check (valid_from < valid_until)
);
call platform.guard_tenant_table('pricing.tax_rates');
grant select, insert, update, delete on pricing.tax_rates to dray_server;
create trigger book_changed after insert or update or delete on pricing.tax_rates
    for each statement execute function pricing.book_changed();

-- `per_litre` is ten-thousandths of a minor unit for a litre, of pure alcohol or of what is in the
-- bottle.
create table pricing.excise_rates (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    jurisdiction text not null,
    excise_class text not null,
    code text not null,
    basis text not null check (basis in ('litre_of_alcohol', 'litre')),
    currency text not null,
    per_litre bigint not null check (per_litre >= 0),
    strength_from_bp integer check (strength_from_bp between 0 and 10000),
    strength_until_bp integer check (strength_until_bp between 1 and 10001),
    valid_from timestamptz,
    valid_until timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    constraint excise_rates_one_key unique nulls not distinct
        (organization_id, jurisdiction, excise_class, code, strength_from_bp, valid_from),
    check (valid_from < valid_until),
    check (strength_from_bp < strength_until_bp)
);
call platform.guard_tenant_table('pricing.excise_rates');
grant select, insert, update, delete on pricing.excise_rates to dray_server;
create trigger book_changed after insert or update or delete on pricing.excise_rates
    for each statement execute function pricing.book_changed();

create table pricing.deposit_kinds (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    code text not null,
    name text not null,
    currency text not null,
    amount bigint not null check (amount >= 0),
    tax_class text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, code)
);
call platform.guard_tenant_table('pricing.deposit_kinds');
grant select, insert, update on pricing.deposit_kinds to dray_server;
create trigger book_changed after insert or update or delete on pricing.deposit_kinds
    for each statement execute function pricing.book_changed();

-- Where a seller is, and where its goods go to, where that is more than a country is known of.
create table pricing.places (
    organization_id uuid not null references organizations.organizations,
    -- A company's, or the seller's own where it is the nil id.
    company_id uuid not null,
    jurisdiction text not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, company_id)
);
call platform.guard_tenant_table('pricing.places');
grant select, insert, update, delete on pricing.places to dray_server;
create trigger book_changed after insert or update or delete on pricing.places
    for each statement execute function pricing.book_changed();

-- What servers hold of a relation has its place.
create function pricing.place_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_company uuid := case tg_op when 'DELETE' then old.company_id else new.company_id end;
    v_seller uuid := case tg_op when 'DELETE' then old.organization_id else new.organization_id end;
begin
    perform pg_notify('dray_company', v_seller::text || ' ' || c.buyer_organization_id::text)
    from organizations.companies c
    where c.organization_id = v_seller and c.id = v_company;
    return null;
end $$;
create trigger place_changed after insert or update or delete on pricing.places
    for each row execute function pricing.place_changed();

create index if not exists onboardings_of_organization
    on organizations.onboardings (organization_id);

-- Where an approved organization is: its country, and its state or province where the address it
-- was onboarded with gives the code of one; null for any other. A seller learns it of itself and
-- of those it has a relation with.
create function pricing.place_of(p_organization uuid) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_own uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_directory text := coalesce(current_setting('app.directory', true), '');
    v_platform text := coalesce(current_setting('app.platform', true), '');
    v_country text;
    v_region text;
begin
    if p_organization <> v_own then
        perform from organizations.companies c
        where c.organization_id = v_own and c.buyer_organization_id = p_organization;
        if not found then
            return null;
        end if;
    end if;
    perform set_config('app.directory', 'on', true), set_config('app.platform', 'on', true);
    select o.country into v_country from organizations.organizations o
    where o.organization_id = p_organization and o.state = 'approved';
    select b.details -> 'address' ->> 'region' into v_region
    from organizations.onboardings b
    where b.organization_id = p_organization and b.state = 'approved'
    order by b.created_at desc limit 1;
    perform set_config('app.directory', v_directory, true),
        set_config('app.platform', v_platform, true);
    return v_country || case when v_region ~ '^[A-Z0-9]{1,3}$' then '-' || v_region else '' end;
end $$;
revoke all on function pricing.place_of from public;
grant execute on function pricing.place_of to dray_server;
