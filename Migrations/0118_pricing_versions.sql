-- The versions of a seller's price book: what moved it, who did, and every entry as it was before
-- and is after. With these the entries of any version can be told from those of today.

create table pricing.book_versions (
    organization_id uuid not null references organizations.organizations,
    version bigint not null,
    -- The table that changed.
    cause text not null,
    account_id uuid,
    at timestamptz not null default now(),
    primary key (organization_id, version)
);
call platform.guard_tenant_table('pricing.book_versions');
grant select on pricing.book_versions to dray_server;

-- Append-only. `before` is null for an entry that is new, `after` for one that is gone.
create table pricing.entry_changes (
    organization_id uuid not null,
    version bigint not null,
    price_list_id uuid not null,
    variant_id uuid,
    category_id uuid,
    unit text not null,
    before jsonb,
    after jsonb,
    place bigint not null generated always as identity,
    primary key (organization_id, version, place),
    foreign key (organization_id, version)
        references pricing.book_versions (organization_id, version)
);
call platform.guard_tenant_table('pricing.entry_changes');
create index entry_changes_of_list
    on pricing.entry_changes (organization_id, price_list_id, version);
grant select on pricing.entry_changes to dray_server;

-- Moves a seller's book, tells every server, and writes down why. The exclusive lock meets the
-- shared one that placing an order takes: once a price change is committed, no order is placed at
-- the old price.
create or replace function pricing.book_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_version bigint;
begin
    if v_organization is null then
        raise exception 'a price book changes inside its organization only';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(v_organization::text, 11));
    insert into pricing.books as b (organization_id, version) values (v_organization, 1)
    on conflict (organization_id) do update set version = b.version + 1
    returning b.version into v_version;
    insert into pricing.book_versions (organization_id, version, cause, account_id)
    values (v_organization, v_version, tg_table_name,
        nullif(current_setting('app.account', true), '')::uuid);
    perform pg_notify('dray_price_book', v_organization::text);
    return null;
end $$;

create or replace function pricing.company_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller text := current_setting('app.organization', true);
    v_version bigint;
begin
    if tg_op = 'UPDATE' and (old.group_id is distinct from new.group_id or old.role <> new.role)
    then
        perform set_config('app.organization', new.organization_id::text, true);
        perform pg_advisory_xact_lock(hashtextextended(new.organization_id::text, 11));
        insert into pricing.books as b (organization_id, version) values (new.organization_id, 1)
        on conflict (organization_id) do update set version = b.version + 1
        returning b.version into v_version;
        insert into pricing.book_versions (organization_id, version, cause, account_id)
        values (new.organization_id, v_version, tg_table_name,
            nullif(current_setting('app.account', true), '')::uuid);
        perform set_config('app.organization', coalesce(v_caller, ''), true);
        perform pg_notify('dray_price_book', new.organization_id::text);
    end if;
    perform pg_notify('dray_company',
        new.organization_id::text || ' ' || new.buyer_organization_id::text);
    return null;
end $$;

-- What an entry says, without what it is known by.
create function pricing.entry_terms(p_entry pricing.entries) returns jsonb
language sql immutable set search_path = pg_catalog as $$
    select to_jsonb(p_entry)
        - '{organization_id,price_list_id,target,variant_id,category_id,unit}'::text[]
$$;
revoke all on function pricing.entry_terms from public;

-- Writes down what a statement did to entries; runs after `book_changed`, by its name, and so
-- under the version that the statement made.
create function pricing.entries_logged() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_version bigint;
begin
    select b.version into v_version from pricing.books b
    where b.organization_id = v_organization;
    if tg_op = 'INSERT' then
        insert into pricing.entry_changes
        select n.organization_id, v_version, n.price_list_id, n.variant_id, n.category_id, n.unit,
            null, pricing.entry_terms(n)
        from added n;
    elsif tg_op = 'DELETE' then
        insert into pricing.entry_changes
        select o.organization_id, v_version, o.price_list_id, o.variant_id, o.category_id, o.unit,
            pricing.entry_terms(o), null
        from gone o;
    else
        insert into pricing.entry_changes
        select n.organization_id, v_version, n.price_list_id, n.variant_id, n.category_id, n.unit,
            pricing.entry_terms(o), pricing.entry_terms(n)
        from gone o join added n on n.organization_id = o.organization_id
            and n.price_list_id = o.price_list_id and n.unit = o.unit
            and coalesce(n.variant_id, n.organization_id)
                = coalesce(o.variant_id, o.organization_id)
            and coalesce(n.category_id, n.organization_id)
                = coalesce(o.category_id, o.organization_id);
    end if;
    return null;
end $$;
create trigger entries_logged_insert after insert on pricing.entries
    referencing new table as added
    for each statement execute function pricing.entries_logged();
create trigger entries_logged_update after update on pricing.entries
    referencing old table as gone new table as added
    for each statement execute function pricing.entries_logged();
create trigger entries_logged_delete after delete on pricing.entries
    referencing old table as gone
    for each statement execute function pricing.entries_logged();
