-- What a channel shows of a catalogue, and collections of products.

-- A variant without a row is shown on a channel as its own `published` says.
create table catalog.listings (
    organization_id uuid not null,
    channel_id uuid not null,
    variant_id uuid not null,
    published boolean not null,
    published_from timestamptz,
    published_until timestamptz,
    title text,
    price_amount bigint check (price_amount >= 0),
    updated_at timestamptz not null,
    primary key (organization_id, channel_id, variant_id),
    foreign key (organization_id, channel_id)
        references organizations.channels (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id),
    check (published_from < published_until)
);
call platform.guard_tenant_table('catalog.listings');
create index listings_of_variant on catalog.listings (organization_id, variant_id);
grant select, insert, update, delete on catalog.listings to dray_server;
create trigger book_changed after insert or update or delete on catalog.listings
    for each statement execute function pricing.book_changed();

-- By hand and in their order, or whatever the rule finds: of each list that isn't empty one, and
-- all of the attributes.
create table catalog.collections (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    by_rule boolean not null,
    rule_tags uuid[] not null default '{}',
    rule_categories uuid[] not null default '{}',
    rule_brands uuid[] not null default '{}',
    rule_attributes jsonb not null default '{}',
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, name)
);
call platform.guard_tenant_table('catalog.collections');
grant select, insert, update, delete on catalog.collections to dray_server;

create table catalog.collection_products (
    organization_id uuid not null,
    collection_id uuid not null,
    place integer not null,
    product_id uuid not null,
    primary key (organization_id, collection_id, product_id),
    foreign key (organization_id, collection_id)
        references catalog.collections (organization_id, id) on delete cascade,
    foreign key (organization_id, product_id) references catalog.products (organization_id, id)
);
call platform.guard_tenant_table('catalog.collection_products');
create index collection_places on catalog.collection_products
    (organization_id, collection_id, place);
create index collections_of_product on catalog.collection_products (organization_id, product_id);
grant select, insert, delete on catalog.collection_products to dray_server;

-- As before; what is shown is decided by the channel where it has a listing, which may have a title
-- too. Names come in the first of the languages that there is.
drop function pricing.offer_page;
create function pricing.offer_page(
    p_seller uuid, p_warehouse uuid, p_after uuid, p_limit integer, p_category uuid,
    p_channel uuid, p_at timestamptz, p_languages text[]
) returns table (
    id uuid, sku text, name text, category_id uuid, volume_ml integer, strength_bp integer,
    base_unit text, case_size integer, available bigint)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
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
    return query
    select v.id, v.sku, coalesce(l.title, (
            select n.name from catalog.translations n
            where n.organization_id = p_seller and n.subject_id = v.id
                and n.language = any(p_languages) and n.name is not null
            order by array_position(p_languages, n.language) limit 1), v.name),
        v.category_id, v.volume_ml, v.strength_bp, v.base_unit, v.case_size,
        greatest(coalesce(s.on_hand - s.reserved - s.allocated, 0), 0)
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
    order by v.id limit p_limit;
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function pricing.offer_page from public;
grant execute on function pricing.offer_page to dray_server;
