-- What a buyer can have on a channel: not what is kept back by safety stock and buffers, and not of
-- lots that are over; and, where nothing can be had now, from when by what is expected.

-- Of all warehouses that serve a channel where an order may be split, else of the one that has
-- most. For channels with rules of their own.
create function inventory.offered(
    p_organization uuid, p_channel uuid, p_warehouse uuid, p_variant uuid, p_day date
) returns bigint
language sql stable set search_path = pg_catalog as $$
    select coalesce(case when bool_or(f.split_allowed) then sum(f.free) else max(f.free) end, 0)
        ::bigint
    from (
        select r.split_allowed, greatest(s.on_hand - s.reserved - s.allocated - s.safety_stock
            - coalesce(b.quantity, r.buffer, 0) - case when s.next_expiry < p_day
                then inventory.expired(p_organization, s.warehouse_id, p_variant, p_day) else 0 end,
            0) as free
        from inventory.channel_rules r
        cross join unnest(inventory.serving(p_organization, p_channel, p_warehouse, null)) w
        join inventory.stock_levels s on s.organization_id = p_organization
            and s.warehouse_id = w and s.variant_id = p_variant
        left join inventory.channel_buffers b on b.organization_id = p_organization
            and b.channel_id = p_channel and b.variant_id = p_variant
        where r.organization_id = p_organization and r.channel_id = p_channel) f
$$;
revoke all on function inventory.offered from public;

drop function pricing.offer_page;
create function pricing.offer_page(
    p_seller uuid, p_warehouse uuid, p_after uuid, p_limit integer, p_category uuid,
    p_channel uuid, p_at timestamptz, p_languages text[]
) returns table (
    id uuid, sku text, name text, category_id uuid, volume_ml integer, strength_bp integer,
    base_unit text, case_size integer, available bigint, available_from text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_day date := (p_at at time zone 'UTC')::date;
    v_has_rules boolean;
begin
    if v_caller is distinct from p_seller then
        perform from organizations.companies c
        where c.organization_id = p_seller and c.buyer_organization_id = v_caller
            and c.state = 'active';
        if not found then
            raise exception using errcode = 'DR107', message = 'the relation is not active';
        end if;
    end if;
    perform set_config('app.organization', p_seller::text, true);
    perform from organizations.organizations o
    where o.organization_id = p_seller and o.state = 'approved';
    if not found and v_caller is distinct from p_seller then
        raise exception using errcode = 'DR130', message = 'the seller may not trade';
    end if;
    v_has_rules := exists (select from inventory.channel_rules r
        where r.organization_id = p_seller and r.channel_id = p_channel);
    return query
    select o.id, o.sku, o.name, o.category_id, o.volume_ml, o.strength_bp, o.base_unit,
        o.case_size, o.available, case when o.available = 0
            then inventory.available_from(p_seller, p_warehouse, o.id, 1)::text end
    from (
        select v.id, v.sku, coalesce(l.title, (
                select n.name from catalog.translations n
                where n.organization_id = p_seller and n.subject_id = v.id
                    and n.language = any(p_languages) and n.name is not null
                order by array_position(p_languages, n.language) limit 1), v.name) as name,
            v.category_id, v.volume_ml, v.strength_bp, v.base_unit,
            v.case_size, case when v_has_rules
                then inventory.offered(p_seller, p_channel, p_warehouse, v.id, v_day)
                else greatest(coalesce(s.on_hand - s.reserved - s.allocated - s.safety_stock
                    - case when s.next_expiry < v_day then inventory.expired(
                        p_seller, p_warehouse, v.id, v_day) else 0 end, 0), 0)
                end as available
        from catalog.variants v
        join catalog.products p on p.organization_id = v.organization_id and p.id = v.product_id
        left join inventory.stock_levels s on s.organization_id = v.organization_id
            and s.warehouse_id = p_warehouse and s.variant_id = v.id
        left join catalog.listings l on l.organization_id = v.organization_id
            and l.channel_id = p_channel and l.variant_id = v.id
        where v.organization_id = p_seller and v.archived_at is null and p.archived_at is null
            and case when l.variant_id is null then v.published
                else l.published and coalesce(l.published_from <= p_at, true)
                    and coalesce(l.published_until > p_at, true) end
            and v.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000'::uuid)
            and (p_category is null or v.category_id = p_category)
        order by v.id limit p_limit) o
    order by o.id;
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function pricing.offer_page from public;
grant execute on function pricing.offer_page to dray_server;
