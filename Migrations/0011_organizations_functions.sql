-- Setting up an organization in one transaction, and what crosses organizations: the directory of
-- sellers and a buyer's relations with them.

create index onboardings_reviewed on organizations.onboardings (state, submitted_at, id)
    where submitted_at is not null;

-- An approved organization may be looked up by others, inside the functions below only: they
-- alone open the directory, and close it again.
create policy directory on organizations.organizations for select using
    (state = 'approved' and current_setting('app.directory', true) = 'on');

-- Makes an organization with its first member, warehouse, channel, product type and category,
-- ties them together and ties the onboarding to them. Runs as the caller, inside the new
-- organization: row-level security holds for every row of it.
create function organizations.set_up(
    p_onboarding uuid, p_account uuid, p_organization uuid, p_warehouse uuid, p_channel uuid,
    p_product_type uuid, p_category uuid, p_name text, p_business_type text, p_country text,
    p_currency text, p_time_zone text, p_warehouse_name text, p_warehouse_address text,
    p_channel_name text, p_channel_kind text, p_product_type_name text, p_category_name text,
    p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    insert into organizations.organizations (organization_id, name, business_type, state, country,
        currency, time_zone, created_at)
    values (p_organization, p_name, p_business_type, 'preparing', p_country, p_currency,
        p_time_zone, p_now);
    insert into organizations.memberships (organization_id, account_id, roles, created_at)
    values (p_organization, p_account, array['owner', p_business_type], p_now);
    insert into organizations.warehouses (organization_id, id, name, address, created_at)
    values (p_organization, p_warehouse, p_warehouse_name, p_warehouse_address, p_now);
    insert into organizations.channels (organization_id, id, name, kind, warehouse_id, created_at)
    values (p_organization, p_channel, p_channel_name, p_channel_kind, p_warehouse, p_now);
    insert into catalog.product_types (organization_id, id, name, created_at)
    values (p_organization, p_product_type, p_product_type_name, p_now);
    insert into catalog.categories (organization_id, id, parent_id, name, created_at)
    values (p_organization, p_category, null, p_category_name, p_now);
    update organizations.onboardings
    set organization_id = p_organization, state = 'set_up', updated_at = p_now,
        version = version + 1
    where id = p_onboarding and account_id = p_account;
end $$;

create function organizations.sellers(p_after uuid, p_limit bigint)
returns table (
    organization_id uuid, name text, business_type text, country text, currency text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_directory text := coalesce(current_setting('app.directory', true), '');
begin
    perform set_config('app.directory', 'on', true);
    return query
    select o.organization_id, o.name, o.business_type, o.country, o.currency
    from organizations.organizations o
    where o.state = 'approved'
        and o.business_type in ('brand_owner', 'distributor', 'wholesaler')
        and (p_after is null or o.organization_id > p_after)
    order by o.organization_id limit p_limit;
    perform set_config('app.directory', v_directory, true);
end $$;

-- One approved seller, or nothing.
create function organizations.seller(p_organization uuid)
returns table (
    organization_id uuid, name text, business_type text, country text, currency text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_directory text := coalesce(current_setting('app.directory', true), '');
begin
    perform set_config('app.directory', 'on', true);
    return query
    select o.organization_id, o.name, o.business_type, o.country, o.currency
    from organizations.organizations o
    where o.organization_id = p_organization and o.state = 'approved'
        and o.business_type in ('brand_owner', 'distributor', 'wholesaler');
    perform set_config('app.directory', v_directory, true);
end $$;

-- Whom the caller's organization buys from or asked to; a seller that is no longer approved keeps
-- its place without a name.
create function organizations.suppliers(p_after uuid, p_limit bigint)
returns table (
    id uuid, organization_id uuid, seller_name text, state text, created_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_buyer uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_directory text := coalesce(current_setting('app.directory', true), '');
begin
    perform set_config('app.directory', 'on', true);
    return query
    select c.id, c.organization_id, o.name, c.state, c.created_at
    from organizations.companies c
    left join organizations.organizations o
        on o.organization_id = c.organization_id and o.state = 'approved'
    where c.buyer_organization_id = v_buyer and (p_after is null or c.id > p_after)
    order by c.id limit p_limit;
    perform set_config('app.directory', v_directory, true);
end $$;

revoke all on function organizations.set_up, organizations.sellers, organizations.seller,
    organizations.suppliers from public;
grant execute on function organizations.set_up, organizations.sellers, organizations.seller,
    organizations.suppliers to dray_server;
