-- Products and variants as the trade describes them: attributes by their type's schema, condition,
-- any number of packs, tags, names and descriptions in several languages; and an end of both.

-- As the tables' owner, past what only lets an organization's rows be seen inside it.
alter table catalog.product_types no force row level security;
update catalog.product_types set attributes = (
    select coalesce(jsonb_agg(case a.value ->> 'kind'
        when 'number' then jsonb_set(a.value, '{kind}', '"decimal"')
        when 'yes_no' then jsonb_set(a.value, '{kind}', '"boolean"')
        else a.value end order by a.place), '[]')::json
    from jsonb_array_elements(attributes::jsonb) with ordinality a (value, place))
where attributes::text <> '[]';
alter table catalog.product_types force row level security;

alter table catalog.products
    add column description text,
    add column attributes jsonb not null default '{}',
    add column archived_at timestamptz;

-- `pack_sizes[i]` base units make one `pack_units[i]`; a case stands in `case_size` as before.
alter table catalog.variants
    add column attributes jsonb not null default '{}',
    add column condition text not null default 'new'
        check (condition in ('new', 'refurbished', 'used')),
    add column pack_units text[] not null default '{}',
    add column pack_sizes integer[] not null default '{}',
    add column archived_at timestamptz,
    add check (cardinality(pack_units) = cardinality(pack_sizes)
        and cardinality(pack_units) <= 10 and 2 <= all (pack_sizes));

create index products_of_type on catalog.products (organization_id, product_type_id, id);
create index products_of_brand on catalog.products (organization_id, brand_id, id);

-- Names that differ in nothing but case are one tag.
create table catalog.tags (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    name text not null,
    search_name text collate "C" not null generated always as (lower(name)) stored,
    created_at timestamptz not null,
    version integer not null default 1,
    primary key (organization_id, id),
    unique (organization_id, search_name)
);
call platform.guard_tenant_table('catalog.tags');
grant select, insert, update, delete on catalog.tags to dray_server;

create table catalog.product_tags (
    organization_id uuid not null,
    product_id uuid not null,
    tag_id uuid not null,
    primary key (organization_id, product_id, tag_id),
    foreign key (organization_id, product_id) references catalog.products (organization_id, id),
    foreign key (organization_id, tag_id) references catalog.tags (organization_id, id)
);
call platform.guard_tenant_table('catalog.product_tags');
create index product_tags_of_tag on catalog.product_tags (organization_id, tag_id, product_id);
grant select, insert, delete on catalog.product_tags to dray_server;

-- What a product, a variant or a category is called in other languages than its own.
create table catalog.translations (
    organization_id uuid not null references organizations.organizations,
    subject_id uuid not null,
    language text not null,
    name text,
    description text,
    primary key (organization_id, subject_id, language),
    check (name is not null or description is not null)
);
call platform.guard_tenant_table('catalog.translations');
grant select, insert, delete on catalog.translations to dray_server;

-- A product and a variant as they are shown, with the rights of who asks.
create view catalog.product_rows with (security_invoker = true) as
select p.organization_id, p.id, p.name, p.description, p.product_type_id, p.category_id,
    p.brand_id, p.attributes, p.archived_at is not null as archived,
    array(select t.name from catalog.product_tags pt
        join catalog.tags t on t.organization_id = p.organization_id and t.id = pt.tag_id
        where pt.organization_id = p.organization_id and pt.product_id = p.id
        order by t.search_name) as tags,
    (select coalesce(jsonb_object_agg(n.language, n.name) filter (where n.name is not null), '{}')
        from catalog.translations n
        where n.organization_id = p.organization_id and n.subject_id = p.id) as names,
    (select coalesce(jsonb_object_agg(n.language, n.description)
            filter (where n.description is not null), '{}')
        from catalog.translations n
        where n.organization_id = p.organization_id and n.subject_id = p.id) as descriptions,
    p.created_at, p.updated_at, p.version
from catalog.products p;
grant select on catalog.product_rows to dray_server;

create view catalog.variant_rows with (security_invoker = true) as
select v.organization_id, v.id, v.product_id, v.category_id, v.sku, v.name, v.search_name,
    v.base_unit, v.volume_ml, v.strength_bp, v.case_size, v.inner_pack, v.pack_units,
    v.pack_sizes, v.condition, v.attributes, v.cost_amount, v.case_cost_amount, o.currency,
    v.published, v.archived_at is not null as archived,
    array(select b.gtin || ' ' || b.unit from catalog.barcodes b
        where b.organization_id = v.organization_id and b.variant_id = v.id
        order by b.gtin) as barcodes,
    (select coalesce(jsonb_object_agg(n.language, n.name) filter (where n.name is not null), '{}')
        from catalog.translations n
        where n.organization_id = v.organization_id and n.subject_id = v.id) as names,
    v.created_at, v.updated_at, v.version
from catalog.variants v
join organizations.organizations o on o.organization_id = v.organization_id;
grant select on catalog.variant_rows to dray_server;

-- What a seller archived is no longer sold, and a promotion may name brands.
drop trigger book_changed on catalog.products;
create trigger book_changed after update of brand_id, archived_at on catalog.products
    for each statement execute function pricing.book_changed();

-- As before; what is archived, or is of an archived product, isn't offered.
create or replace function pricing.offer_page(
    p_seller uuid, p_warehouse uuid, p_after uuid, p_limit integer, p_category uuid
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
    select v.id, v.sku, v.name, v.category_id, v.volume_ml, v.strength_bp, v.base_unit,
        v.case_size, greatest(coalesce(s.on_hand - s.reserved - s.allocated, 0), 0)
    from catalog.variants v
    join catalog.products p on p.organization_id = v.organization_id and p.id = v.product_id
    left join inventory.stock_levels s on s.organization_id = v.organization_id
        and s.warehouse_id = p_warehouse and s.variant_id = v.id
    where v.organization_id = p_seller and v.published and v.archived_at is null
        and p.archived_at is null
        and v.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000'::uuid)
        and (p_category is null or v.category_id = p_category)
    order by v.id limit p_limit;
    perform set_config('app.organization', v_caller::text, true);
end $$;
