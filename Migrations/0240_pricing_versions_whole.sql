-- What moves prices beside entries, lists, promotions and levies differs between two versions of a
-- book too: whom lists are for, how prices are found, what channels ask for and when they show it,
-- and what variants are as far as their prices go.

-- The version that the statement under way has made: `book_changed` runs before, by its name.
create function pricing.own_version() returns bigint
language sql stable set search_path = pg_catalog as $$
    select b.version from pricing.books b
    where b.organization_id = nullif(current_setting('app.organization', true), '')::uuid
$$;
revoke all on function pricing.own_version from public;

-- Of each list that gained or lost some: all whom it was for, and all whom it is for.
create function pricing.assignments_logged() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into pricing.term_changes (organization_id, version, kind, id, before, after)
    select t.organization_id, pricing.own_version(), 'assignments', t.price_list_id,
        case when t.was <> '[]' then jsonb_build_object('name', t.name, 'assignments', t.was) end,
        case when t.now <> '[]' then jsonb_build_object('name', t.name, 'assignments', t.now) end
    from (
        select l.organization_id, l.id as price_list_id, l.name,
            coalesce(jsonb_agg(a.one order by a.one) filter (where a.was), '[]') as was,
            coalesce(jsonb_agg(a.one order by a.one) filter (where a.now), '[]') as now
        from (select distinct organization_id, price_list_id from changed) c
        join pricing.price_lists l
            on l.organization_id = c.organization_id and l.id = c.price_list_id
        cross join lateral (
            select jsonb_build_object('audience', s.audience, 'id', s.audience_id,
                    'role', s.role) as one,
                not exists (select from changed n where tg_op = 'INSERT'
                    and n.price_list_id = s.price_list_id and n.audience = s.audience
                    and n.audience_id is not distinct from s.audience_id
                    and n.role is not distinct from s.role) as was,
                true as now
            from pricing.assignments s
            where s.organization_id = c.organization_id and s.price_list_id = c.price_list_id
            union all
            select jsonb_build_object('audience', o.audience, 'id', o.audience_id,
                'role', o.role), true, false
            from changed o where tg_op = 'DELETE' and o.price_list_id = c.price_list_id
        ) a
        group by l.organization_id, l.id, l.name
    ) t;
    return null;
end $$;
revoke all on function pricing.assignments_logged from public;
create trigger terms_logged_insert after insert on pricing.assignments
    referencing new table as changed
    for each statement execute function pricing.assignments_logged();
create trigger terms_logged_delete after delete on pricing.assignments
    referencing old table as changed
    for each statement execute function pricing.assignments_logged();

-- One who settled nothing has the settings that everybody begins with.
create function pricing.settings_logged() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if tg_op = 'INSERT' then
        insert into pricing.term_changes (organization_id, version, kind, id, before, after)
        select n.organization_id, pricing.own_version(), 'settings', n.organization_id,
            '{"mode": "most_specific", "strategy": "both", "lanes": []}',
            pricing.terms(to_jsonb(n))
        from added n;
    else
        insert into pricing.term_changes (organization_id, version, kind, id, before, after)
        select n.organization_id, pricing.own_version(), 'settings', n.organization_id,
            pricing.terms(to_jsonb(o)), pricing.terms(to_jsonb(n))
        from gone o join added n on n.organization_id = o.organization_id;
    end if;
    return null;
end $$;
revoke all on function pricing.settings_logged from public;
create trigger terms_logged_insert after insert on pricing.settings
    referencing new table as added
    for each statement execute function pricing.settings_logged();
create trigger terms_logged_update after update on pricing.settings
    referencing old table as gone new table as added
    for each statement execute function pricing.settings_logged();

-- What a channel makes of a variant, but for its title; known by both.
create function pricing.listing_terms(p_listing catalog.listings) returns jsonb
language sql stable set search_path = pg_catalog as $$
    select jsonb_build_object('name', v.sku, 'channel_id', p_listing.channel_id,
        'variant_id', p_listing.variant_id, 'published', p_listing.published,
        'published_from', p_listing.published_from,
        'published_until', p_listing.published_until, 'price_amount', p_listing.price_amount)
    from catalog.variants v
    where v.organization_id = p_listing.organization_id and v.id = p_listing.variant_id
$$;
revoke all on function pricing.listing_terms from public;
create function pricing.listings_logged() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if tg_op = 'INSERT' then
        insert into pricing.term_changes (organization_id, version, kind, id, after)
        select n.organization_id, pricing.own_version(), 'listings',
            md5(n.channel_id::text || n.variant_id::text)::uuid,
            pricing.listing_terms(row(n.*)::catalog.listings)
        from added n;
    elsif tg_op = 'DELETE' then
        insert into pricing.term_changes (organization_id, version, kind, id, before)
        select o.organization_id, pricing.own_version(), 'listings',
            md5(o.channel_id::text || o.variant_id::text)::uuid,
            pricing.listing_terms(row(o.*)::catalog.listings)
        from gone o;
    else
        insert into pricing.term_changes (organization_id, version, kind, id, before, after)
        select n.organization_id, pricing.own_version(), 'listings',
            md5(n.channel_id::text || n.variant_id::text)::uuid,
            pricing.listing_terms(row(o.*)::catalog.listings),
            pricing.listing_terms(row(n.*)::catalog.listings)
        from gone o join added n on n.organization_id = o.organization_id
            and n.channel_id = o.channel_id and n.variant_id = o.variant_id
        where (o.published, o.published_from, o.published_until, o.price_amount) is distinct from
            (n.published, n.published_from, n.published_until, n.price_amount);
    end if;
    return null;
end $$;
revoke all on function pricing.listings_logged from public;
create trigger terms_logged_insert after insert on catalog.listings
    referencing new table as added
    for each statement execute function pricing.listings_logged();
create trigger terms_logged_update after update on catalog.listings
    referencing old table as gone new table as added
    for each statement execute function pricing.listings_logged();
create trigger terms_logged_delete after delete on catalog.listings
    referencing old table as gone
    for each statement execute function pricing.listings_logged();

-- A new variant is seen by its entries; of one that was there, what its prices are made of.
create function pricing.variant_terms(p_variant catalog.variants) returns jsonb
language sql immutable set search_path = pg_catalog as $$
    select jsonb_build_object('name', p_variant.sku, 'category_id', p_variant.category_id,
        'cost_amount', p_variant.cost_amount, 'case_size', p_variant.case_size,
        'pack_units', p_variant.pack_units, 'pack_sizes', p_variant.pack_sizes,
        'volume_ml', p_variant.volume_ml, 'strength_bp', p_variant.strength_bp,
        'tax_class', p_variant.tax_class, 'excise_class', p_variant.excise_class,
        'container_units', p_variant.container_units,
        'container_kinds', p_variant.container_kinds, 'published', p_variant.published,
        'archived', p_variant.archived_at is not null)
$$;
revoke all on function pricing.variant_terms from public;
create function pricing.variants_logged() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into pricing.term_changes (organization_id, version, kind, id, before, after)
    select n.organization_id, pricing.own_version(), 'variants', n.id,
        pricing.variant_terms(row(o.*)::catalog.variants),
        pricing.variant_terms(row(n.*)::catalog.variants)
    from gone o join added n on n.organization_id = o.organization_id and n.id = o.id
    where (o.category_id, o.cost_amount, o.case_size, o.pack_units, o.pack_sizes, o.volume_ml,
            o.strength_bp, o.tax_class, o.excise_class, o.container_units, o.container_kinds,
            o.published, o.archived_at is null)
        is distinct from (n.category_id, n.cost_amount, n.case_size, n.pack_units, n.pack_sizes,
            n.volume_ml, n.strength_bp, n.tax_class, n.excise_class, n.container_units,
            n.container_kinds, n.published, n.archived_at is null);
    return null;
end $$;
revoke all on function pricing.variants_logged from public;
create trigger terms_logged_update after update on catalog.variants
    referencing old table as gone new table as added
    for each statement execute function pricing.variants_logged();

create function pricing.categories_logged() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into pricing.term_changes (organization_id, version, kind, id, before, after)
    select n.organization_id, pricing.own_version(), 'categories', n.id,
        jsonb_build_object('name', o.name, 'parent_id', o.parent_id),
        jsonb_build_object('name', n.name, 'parent_id', n.parent_id)
    from gone o join added n on n.organization_id = o.organization_id and n.id = o.id
    where o.parent_id is distinct from n.parent_id;
    return null;
end $$;
revoke all on function pricing.categories_logged from public;
create trigger terms_logged_update after update on catalog.categories
    referencing old table as gone new table as added
    for each statement execute function pricing.categories_logged();
