-- As before, without functions that PostgreSQL calls for each of a thousand matches, which took
-- fifty microseconds of each: listings are looked up, and what is in stock is joined where the
-- channel has no rules of its own for it, within the statement. Whether a word is known is asked by
-- a plan that is kept.

create or replace function search.has(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_query tsquery
) returns boolean
language plpgsql stable set search_path = pg_catalog as $$
begin
    return exists (select from search.documents e where e.words @@ p_query
        and (e.organization_id = p_seller) is true and case when p_channel is null then true
            when e.listed then coalesce((
                    select l.published and coalesce(l.published_from <= p_at, true)
                        and coalesce(l.published_until > p_at, true)
                    from catalog.listings l where l.organization_id = p_seller
                        and l.channel_id = p_channel and l.variant_id = e.variant_id),
                e.published)
            else e.published end);
end $$;

create or replace function search.find(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_text text, p_labels text[],
    p_warehouse uuid, p_limit integer, p_keep integer
) returns table (
    variant_id uuid, product_id uuid, category_id uuid, brand_id uuid, name text,
    condition text, volume_ml integer, tags text[], created_at timestamptz, rank real,
    looked_at bigint)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_caller text := search.enter(p_seller);
    v_base tsquery := search.labelled(p_seller, p_labels);
    v_codes tsquery := search.codes(p_seller, p_text);
    v_words record;
    v_query tsquery := v_base;
    v_asked tsquery;
    v_is_code boolean := false;
    v_day date := (p_at at time zone 'UTC')::date;
    v_has_rules boolean := p_warehouse is not null and search.has_rules(p_seller, p_channel);
begin
    if p_text is null and p_labels = '{}' then
        return query
        select d.variant_id, d.product_id, d.category_id, d.brand_id, d.name, d.condition,
            d.volume_ml, d.tags, d.created_at, 0::real, count(*) over ()
        from (select e.variant_id, e.product_id, e.category_id, e.brand_id, e.name, e.condition,
                e.volume_ml, e.tags, e.created_at
            from search.documents e
            where e.organization_id = p_seller and case when p_channel is null then true
                when e.listed then coalesce((
                        select l.published and coalesce(l.published_from <= p_at, true)
                            and coalesce(l.published_until > p_at, true)
                        from catalog.listings l where l.organization_id = p_seller
                            and l.channel_id = p_channel and l.variant_id = e.variant_id),
                    e.published)
                else e.published end
            order by e.created_at desc, e.variant_id desc limit p_limit) d
        left join inventory.stock_levels s on p_warehouse is not null and not v_has_rules
            and s.organization_id = p_seller and s.warehouse_id = p_warehouse
            and s.variant_id = d.variant_id
        where case when p_warehouse is null then true
            when v_has_rules then inventory.offered(
                p_seller, p_channel, p_warehouse, d.variant_id, v_day) > 0
            else s.on_hand - s.reserved - s.allocated - s.safety_stock
                > case when s.next_expiry < v_day then inventory.expired(
                    p_seller, p_warehouse, d.variant_id, v_day) else 0 end end
        order by d.created_at desc, d.variant_id desc;
        perform set_config('app.organization', v_caller, true);
        return;
    end if;
    if p_text is not null then
        v_is_code := search.has(p_seller, p_channel, p_at, search.both(v_base, v_codes));
    end if;
    if v_is_code then
        v_query := search.both(v_base, v_codes);
        v_asked := v_codes;
    elsif p_text is not null then
        select u.p_all, u.p_any into v_words
        from search.understand(p_seller, p_channel, p_at, v_base, p_text, false) u;
        v_asked := v_words.p_any;
        v_query := search.both(v_base, v_words.p_all);
        if v_asked is null then
            perform set_config('app.organization', v_caller, true);
            return;
        end if;
        if v_words.p_all <> v_words.p_any
            and not search.has(p_seller, p_channel, p_at, v_query)
        then
            v_query := search.both(v_base, v_asked);
        end if;
    end if;
    return query
    select f.variant_id, f.product_id, f.category_id, f.brand_id, f.name, f.condition,
        f.volume_ml, f.tags, f.created_at, f.rank, f.looked_at
    from (select d.variant_id, d.product_id, d.category_id, d.brand_id, d.name, d.condition,
            d.volume_ml, d.tags, d.created_at, count(*) over () as looked_at,
            case when p_text is null then 0 when v_is_code then 100
                else ts_rank('{0.1, 0.2, 0.5, 1}', d.words, v_asked) end::real as rank
        from (select e.variant_id, e.product_id, e.category_id, e.brand_id, e.name, e.condition,
                e.volume_ml, e.tags, e.created_at, e.words
            from search.documents e
            where e.words @@ v_query and (e.organization_id = p_seller) is true
                and case when p_channel is null then true
                    when e.listed then coalesce((
                            select l.published and coalesce(l.published_from <= p_at, true)
                                and coalesce(l.published_until > p_at, true)
                            from catalog.listings l where l.organization_id = p_seller
                                and l.channel_id = p_channel and l.variant_id = e.variant_id),
                        e.published)
                    else e.published end
            limit p_limit) d
        order by rank desc limit p_keep) f
    left join inventory.stock_levels s on p_warehouse is not null and not v_has_rules
        and s.organization_id = p_seller and s.warehouse_id = p_warehouse
        and s.variant_id = f.variant_id
    where case when p_warehouse is null then true
        when v_has_rules then inventory.offered(
            p_seller, p_channel, p_warehouse, f.variant_id, v_day) > 0
        else s.on_hand - s.reserved - s.allocated - s.safety_stock
            > case when s.next_expiry < v_day then inventory.expired(
                p_seller, p_warehouse, f.variant_id, v_day) else 0 end end;
    perform set_config('app.organization', v_caller, true);
end $$;
