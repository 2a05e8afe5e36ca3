-- Companies that a seller keeps before their businesses are here: customers of its list, who are
-- priced and ordered for like any other, and linked once the business has registered and asks to
-- buy. Until then the buyer on the row is an organization without members, made for it alone, so
-- that every document between two parties is what it always is.

alter table organizations.organizations drop constraint organizations_state_check;
alter table organizations.organizations add constraint organizations_state_check
    check (state in ('preparing', 'approved', 'rejected', 'disabled', 'unlinked'));

alter table organizations.companies
    add column is_linked boolean not null default true,
    -- The company that took its place.
    add column linked_to uuid,
    add column tax_number text,
    -- As tax numbers are compared: letters and digits alone.
    add column tax_key text generated always as
        (upper(regexp_replace(tax_number, '[^A-Za-z0-9]', '', 'g'))) stored,
    add column email text,
    add column phone text,
    -- After how many days an invoice of it is due.
    add column payment_days integer check (payment_days between 0 and 365),
    add column address jsonb,
    add constraint companies_linked_to_fkey foreign key (organization_id, linked_to)
        references organizations.companies (organization_id, id),
    add constraint companies_merged_check check ((state = 'merged') = (linked_to is not null));
alter table organizations.companies drop constraint companies_state_check;
alter table organizations.companies add constraint companies_state_check
    check (state in ('requested', 'active', 'suspended', 'merged'));
create index companies_of_tax_key on organizations.companies (organization_id, tax_key)
    where tax_key is not null;
create index companies_of_email on organizations.companies (organization_id, email)
    where email is not null;
create index companies_linked_to on organizations.companies (organization_id, linked_to)
    where linked_to is not null;

-- Makes companies that no organization is linked to, each with the organization that stands for it.
-- DR107: for another than who was entered.
create function organizations.add_companies(p_organization uuid, p_rows jsonb, p_now timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_own organizations.organizations;
    v_row record;
begin
    if p_organization is distinct from nullif(current_setting('app.organization', true), '')::uuid
    then
        raise exception using errcode = 'DR107', message = 'not for another';
    end if;
    select * into v_own from organizations.organizations o
    where o.organization_id = p_organization;
    for v_row in
        select n.buyer, n.name, n.role, n.address ->> 'country' as country
        from jsonb_to_recordset(p_rows) as n (buyer uuid, name text, role text, address jsonb)
    loop
        perform set_config('app.organization', v_row.buyer::text, true);
        insert into organizations.organizations (organization_id, name, business_type, state,
            country, currency, time_zone, created_at)
        values (v_row.buyer, v_row.name,
            case v_row.role when 'consumer' then 'retailer' else v_row.role end, 'unlinked',
            coalesce(v_row.country, v_own.country), v_own.currency, v_own.time_zone, p_now);
    end loop;
    perform set_config('app.organization', p_organization::text, true);
    insert into organizations.companies (organization_id, id, buyer_organization_id, is_linked,
        name, code, role, group_id, state, tax_number, email, phone, payment_days, address,
        created_at)
    select p_organization, n.id, n.buyer, false, n.name, n.code, n.role, coalesce(n.group_id,
            (select g.id from organizations.company_groups g
            where g.organization_id = p_organization and g.name = n.group_name)),
        'active', n.tax_number, n.email, n.phone, n.payment_days, n.address, p_now
    from jsonb_to_recordset(p_rows) as n (id uuid, buyer uuid, name text, code text, role text,
        group_id uuid, group_name text, tax_number text, email text, phone text,
        payment_days integer, address jsonb);
end $$;

-- What stands for a company is called and placed as its seller has it.
create function organizations.unlinked_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller text := current_setting('app.organization', true);
begin
    perform set_config('app.organization', new.buyer_organization_id::text, true);
    update organizations.organizations o
    set name = new.name, country = coalesce(new.address ->> 'country', o.country)
    where o.organization_id = new.buyer_organization_id and o.state = 'unlinked';
    perform set_config('app.organization', coalesce(v_caller, ''), true);
    return null;
end $$;
create trigger unlinked_changed after update of name, address on organizations.companies
    for each row when (not new.is_linked and (old.name <> new.name
        or old.address is distinct from new.address))
    execute function organizations.unlinked_changed();

revoke all on function organizations.add_companies, organizations.unlinked_changed from public;
grant execute on function organizations.add_companies to dray_server;

-- Where a company's address moves its taxes, its prices are new ones.
create or replace function pricing.company_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller text := current_setting('app.organization', true);
    v_version bigint;
begin
    if tg_op = 'UPDATE' and (old.group_id is distinct from new.group_id or old.role <> new.role
        or not new.is_linked and (
            old.address -> 'country' is distinct from new.address -> 'country'
            or old.address -> 'region' is distinct from new.address -> 'region'))
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

-- A company that no organization is linked to is where its seller says, else in its seller's
-- country.
create or replace function pricing.place_of(p_organization uuid) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_own uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_directory text := coalesce(current_setting('app.directory', true), '');
    v_platform text := coalesce(current_setting('app.platform', true), '');
    v_company organizations.companies;
    v_country text;
    v_region text;
begin
    if p_organization <> v_own then
        select * into v_company from organizations.companies c
        where c.organization_id = v_own and c.buyer_organization_id = p_organization;
        if not found then
            return null;
        end if;
    end if;
    if not v_company.is_linked then
        select coalesce(v_company.address ->> 'country', o.country) into v_country
        from organizations.organizations o where o.organization_id = v_own;
        v_region := v_company.address ->> 'region';
        return v_country
            || case when v_region ~ '^[A-Z0-9]{1,3}$' then '-' || v_region else '' end;
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

-- What files of companies ask of the lists they name: those that are a company's own.
create index assignments_of_audience on pricing.assignments (organization_id, audience_id)
    where audience_id is not null;

create function pricing.lists_of_company(p_organization uuid, p_company uuid) returns text[]
language sql stable set search_path = pg_catalog as $$
    select coalesce(array_agg(l.name order by l.name), '{}')
    from pricing.assignments a
    join pricing.price_lists l
        on l.organization_id = a.organization_id and l.id = a.price_list_id
    where a.organization_id = p_organization and a.audience_id = p_company
        and a.audience = 'company'
$$;

create function pricing.known_lists(p_organization uuid, p_names text[]) returns setof text
language sql stable set search_path = pg_catalog as $$
    select l.name from pricing.price_lists l
    where l.organization_id = p_organization and l.name = any (p_names)
$$;

-- Has companies have the lists of these names, and no others of their own.
create function pricing.assign_companies(p_organization uuid, p_rows jsonb, p_now timestamptz)
returns void
language plpgsql set search_path = pg_catalog as $$
begin
    -- In one order, whoever else writes them.
    perform from pricing.price_lists l
    where l.organization_id = p_organization
        and (l.name in (select jsonb_array_elements_text(n.lists)
                from jsonb_to_recordset(p_rows) as n (lists jsonb))
            or l.id in (select a.price_list_id from pricing.assignments a
                where a.organization_id = p_organization and a.audience = 'company'
                    and a.audience_id in (select n.id
                        from jsonb_to_recordset(p_rows) as n (id uuid))))
    order by l.id for no key update;
    with wanted as (
        select distinct n.id as company_id, l.id as list_id
        from jsonb_to_recordset(p_rows) as n (id uuid, lists jsonb)
        cross join lateral jsonb_array_elements_text(n.lists) as x (name)
        join pricing.price_lists l on l.organization_id = p_organization and l.name = x.name
    ), gone as (
        delete from pricing.assignments a
        using jsonb_to_recordset(p_rows) as n (id uuid)
        where a.organization_id = p_organization and a.audience = 'company'
            and a.audience_id = n.id and not exists (select from wanted w
                where w.company_id = n.id and w.list_id = a.price_list_id)
        returning a.price_list_id
    ), made as (
        insert into pricing.assignments (organization_id, price_list_id, audience, audience_id)
        select p_organization, w.list_id, 'company', w.company_id from wanted w
        on conflict do nothing
        returning price_list_id
    )
    update pricing.price_lists l set version = l.version + 1, updated_at = p_now
    where l.organization_id = p_organization
        and l.id in (select price_list_id from gone union select price_list_id from made);
end $$;

-- What names a company names the one that takes its place: lists, promotions, where it is.
create function pricing.hand_over_company(
    p_organization uuid, p_from uuid, p_to uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_lists text[] := pricing.lists_of_company(p_organization, p_from);
begin
    if v_lists <> '{}' then
        perform pricing.assign_companies(p_organization, jsonb_build_array(
            jsonb_build_object('id', p_from, 'lists', '[]'::jsonb),
            jsonb_build_object('id', p_to, 'lists', to_jsonb(
                pricing.lists_of_company(p_organization, p_to) || v_lists))), p_now);
    end if;
    if exists (select from pricing.promotions p
        where p.organization_id = p_organization and p_from = any (p.audience_ids))
    then
        update pricing.promotions p
        set audience_ids = array_replace(p.audience_ids, p_from, p_to), updated_at = p_now,
            version = p.version + 1
        where p.organization_id = p_organization and p_from = any (p.audience_ids);
    end if;
    if exists (select from pricing.places p
        where p.organization_id = p_organization and p.company_id = p_from)
    then
        insert into pricing.places (organization_id, company_id, jurisdiction, updated_at)
        select p_organization, p_to, p.jurisdiction, p_now from pricing.places p
        where p.organization_id = p_organization and p.company_id = p_from
        on conflict do nothing;
    end if;
end $$;

create function inventory.hand_over_company(
    p_organization uuid, p_from uuid, p_to uuid, p_now timestamptz
) returns void
language sql set search_path = pg_catalog as $$
    insert into inventory.places (organization_id, subject_id, country, region, postal_code,
        latitude_micro, longitude_micro, updated_at)
    select p_organization, p_to, p.country, p.region, p.postal_code, p.latitude_micro,
        p.longitude_micro, p_now
    from inventory.places p
    where p.organization_id = p_organization and p.subject_id = p_from
    on conflict do nothing
$$;

revoke all on function pricing.lists_of_company, pricing.known_lists, pricing.assign_companies,
    pricing.hand_over_company, inventory.hand_over_company from public;
grant execute on function pricing.lists_of_company, pricing.known_lists,
    pricing.assign_companies, pricing.hand_over_company, inventory.hand_over_company
    to dray_server;

-- On its papers a company that no organization is linked to is what its seller wrote down.
create or replace function orders.paper_head(p_order uuid)
returns table (
    is_seller boolean, number text, state text, currency text, total_amount bigint,
    reference text, note text, ordered text, placed text, deliver_from text, deliver_until text,
    zone text, placed_at timestamptz, delivery_address text, company_code text, warehouse text,
    seller_name text, seller_country text, seller_details text, buyer_name text,
    buyer_country text, buyer_details text)
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
    v_caller text := coalesce(current_setting('app.organization', true), '');
    v_platform text := coalesce(current_setting('app.platform', true), '');
    v_order orders.orders;
    v_seller organizations.organizations;
    v_buyer organizations.organizations;
    v_code text;
    v_unlinked text;
    v_warehouse text;
    v_seller_details text;
    v_buyer_details text;
begin
    select * into v_order from orders.orders o
    where o.id = p_order and o.organization_id = nullif(v_caller, '')::uuid;
    if not found then
        select * into v_order from orders.orders o
        where o.id = p_order and o.buyer_organization_id = nullif(v_caller, '')::uuid;
    end if;
    if v_order.id is null then
        return;
    end if;
    perform set_config('app.organization', v_order.buyer_organization_id::text, true);
    select * into v_buyer from organizations.organizations o
    where o.organization_id = v_order.buyer_organization_id;
    perform set_config('app.organization', v_order.organization_id::text, true);
    select * into v_seller from organizations.organizations o
    where o.organization_id = v_order.organization_id;
    select c.code, case when not c.is_linked then jsonb_strip_nulls(jsonb_build_object(
            'legal_name', c.name, 'registration_number', c.tax_number, 'phone', c.phone,
            'address', c.address))::text end
        into v_code, v_unlinked from organizations.companies c
    where c.organization_id = v_order.organization_id and c.id = v_order.company_id;
    select w.name into v_warehouse from organizations.warehouses w
    where w.organization_id = v_order.organization_id and w.id = v_order.warehouse_id;
    -- What a business said of itself when it came stands with its onboarding.
    perform set_config('app.platform', 'on', true);
    select b.details::text into v_seller_details from organizations.onboardings b
    where b.organization_id = v_order.organization_id order by b.id desc limit 1;
    select b.details::text into v_buyer_details from organizations.onboardings b
    where b.organization_id = v_order.buyer_organization_id order by b.id desc limit 1;
    perform set_config('app.platform', v_platform, true);
    perform set_config('app.organization', v_caller, true);
    return query select
        v_order.organization_id::text = v_caller, v_order.number, v_order.state,
        v_order.currency, v_order.total_amount, v_order.reference, v_order.note,
        orders.paper_moment(v_order.ordered_at, v_seller.time_zone),
        orders.paper_moment(v_order.placed_at, v_seller.time_zone),
        orders.paper_moment(v_order.deliver_from, v_seller.time_zone),
        orders.paper_moment(v_order.deliver_until, v_seller.time_zone),
        v_seller.time_zone, v_order.placed_at, v_order.delivery_address::text, v_code,
        v_warehouse, v_seller.name, v_seller.country, v_seller_details, v_buyer.name,
        v_buyer.country, coalesce(v_buyer_details, v_unlinked);
end $$;
