-- Price lists, whom they are for, and their entries; and the version of each seller's price book.

create schema pricing;
grant usage on schema pricing to dray_server;

-- One row a seller: the version of its price book. It moves in the transaction of every change
-- that could move a price, so that a server knows whether the book it holds is the current one.
create table pricing.books (
    organization_id uuid primary key references organizations.organizations,
    version bigint not null
);
call platform.guard_tenant_table('pricing.books');
grant select on pricing.books to dray_server;

create table pricing.price_lists (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    currency text not null,
    purpose text not null check (purpose in ('wholesale', 'retail', 'contract', 'promotional')),
    valid_from timestamptz,
    valid_until timestamptz,
    priority integer not null default 0,
    case_serves_bottles boolean not null default false,
    order_minimum_amount bigint check (order_minimum_amount > 0),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, name),
    check (valid_from < valid_until)
);
call platform.guard_tenant_table('pricing.price_lists');
grant select, insert, update on pricing.price_lists to dray_server;

create table pricing.assignments (
    organization_id uuid not null,
    price_list_id uuid not null,
    audience text not null check (audience in
        ('everybody', 'channel', 'role', 'group', 'company')),
    audience_id uuid,
    role text,
    unique nulls not distinct (organization_id, price_list_id, audience, audience_id, role),
    foreign key (organization_id, price_list_id)
        references pricing.price_lists (organization_id, id) on delete cascade,
    check (case audience
        when 'everybody' then audience_id is null and role is null
        when 'role' then audience_id is null and role is not null
        else audience_id is not null and role is null end)
);
call platform.guard_tenant_table('pricing.assignments');
grant select, insert, delete on pricing.assignments to dray_server;

-- An entry prices a variant, a category or the whole list (target_id null) in a unit. Its ladder
-- stands in arrays of one length: from `break_minimums[i]` of the unit on, `break_values[i]` is
-- minor units (fixed), basis points off `base_list_id` (percent_off) or basis points on cost
-- (cost_plus).
create table pricing.entries (
    organization_id uuid not null,
    price_list_id uuid not null,
    target text not null check (target in ('variant', 'category', 'list')),
    variant_id uuid,
    category_id uuid,
    unit text not null,
    mode text not null default 'volume' check (mode in ('volume', 'graduated')),
    mix_group text,
    minimum_quantity bigint check (minimum_quantity > 0),
    maximum_quantity bigint check (maximum_quantity > 0),
    multiple_quantity bigint check (multiple_quantity > 0),
    kind text not null default 'fixed' check (kind in ('fixed', 'percent_off', 'cost_plus')),
    base_list_id uuid,
    break_minimums bigint[] not null,
    break_values bigint[] not null,
    unique nulls not distinct (organization_id, price_list_id, variant_id, category_id, unit),
    foreign key (organization_id, price_list_id)
        references pricing.price_lists (organization_id, id) on delete cascade,
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id),
    foreign key (organization_id, category_id) references catalog.categories (organization_id, id),
    foreign key (organization_id, base_list_id)
        references pricing.price_lists (organization_id, id),
    check (cardinality(break_minimums) between 1 and 50
        and cardinality(break_minimums) = cardinality(break_values)),
    check (0 <= all (break_values) and 1 <= all (break_minimums)),
    check ((target = 'variant') = (variant_id is not null)
        and (target = 'category') = (category_id is not null)),
    check ((kind = 'percent_off') = (base_list_id is not null))
);
call platform.guard_tenant_table('pricing.entries');
create index entries_of_variant on pricing.entries (organization_id, variant_id);
grant select, insert, update, delete on pricing.entries to dray_server;

-- Moves a seller's book and tells every server. The exclusive lock meets the shared one that
-- placing an order takes: once a price change is committed, no order is placed at the old price.
create function pricing.book_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization uuid := nullif(current_setting('app.organization', true), '')::uuid;
begin
    if v_organization is null then
        raise exception 'a price book changes inside its organization only';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(v_organization::text, 11));
    insert into pricing.books as b (organization_id, version) values (v_organization, 1)
    on conflict (organization_id) do update set version = b.version + 1;
    perform pg_notify('dray_price_book', v_organization::text);
    return null;
end $$;
create trigger book_changed after insert or update or delete on pricing.price_lists
    for each statement execute function pricing.book_changed();
create trigger book_changed after insert or update or delete on pricing.assignments
    for each statement execute function pricing.book_changed();
create trigger book_changed after insert or update or delete on pricing.entries
    for each statement execute function pricing.book_changed();
create trigger book_changed after insert or update or delete on catalog.variants
    for each statement execute function pricing.book_changed();
create trigger book_changed after update on catalog.categories
    for each statement execute function pricing.book_changed();
