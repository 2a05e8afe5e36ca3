-- What persons may see by themselves: the platform's retailers, and what one of them offers to
-- consumers.

create function organizations.retailers(p_after uuid, p_limit bigint)
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
    where o.state = 'approved' and o.business_type = 'retailer'
        and (p_after is null or o.organization_id > p_after)
    order by o.organization_id limit p_limit;
    perform set_config('app.directory', v_directory, true);
end $$;
revoke all on function organizations.retailers from public;
grant execute on function organizations.retailers to dray_server;

-- A page of what a retailer offers, for whoever is a consumer to it. DR132: it sells nothing to
-- consumers: it is no approved retailer, or no price list in force is for them.
create function pricing.consumer_page(
    p_seller uuid, p_warehouse uuid, p_after uuid, p_limit integer, p_category uuid,
    p_channel uuid, p_at timestamptz, p_languages text[]
) returns table (
    id uuid, sku text, name text, category_id uuid, volume_ml integer, strength_bp integer,
    base_unit text, case_size integer, available bigint, available_from text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller text := coalesce(current_setting('app.organization', true), '');
begin
    perform set_config('app.organization', p_seller::text, true);
    perform from organizations.organizations o
    join pricing.price_lists l on l.organization_id = o.organization_id
    join pricing.assignments a on a.organization_id = l.organization_id
        and a.price_list_id = l.id and a.audience = 'role' and a.role = 'consumer'
    where o.organization_id = p_seller and o.business_type = 'retailer' and o.state = 'approved'
        and coalesce(l.valid_from <= p_at, true) and coalesce(l.valid_until > p_at, true);
    if not found then
        raise exception using errcode = 'DR132', message = 'nothing for consumers';
    end if;
    return query
    select o.id, o.sku, o.name, o.category_id, o.volume_ml, o.strength_bp, o.base_unit,
        o.case_size, o.available, o.available_from
    from pricing.offer_page(p_seller, p_warehouse, p_after, p_limit, p_category, p_channel, p_at,
        p_languages) o;
    perform set_config('app.organization', v_caller, true);
end $$;
revoke all on function pricing.consumer_page from public;
grant execute on function pricing.consumer_page to dray_server;
