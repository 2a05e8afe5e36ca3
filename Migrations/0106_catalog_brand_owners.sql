-- Brands belong to brand owners. An owner publishes its brand; a seller says that its own brand is
-- that one; the owner sees which sellers do, and no seller sees another.

alter table catalog.brands
    add column published boolean not null default false,
    add column owner_brand_id uuid;

-- Beyond organizations' walls, and so reached through the functions below only.
create table catalog.published_brands (
    brand_id uuid primary key,
    owner_id uuid not null,
    name text not null
);
create index published_brands_of_owner on catalog.published_brands (owner_id);

create table catalog.brand_offers (
    owner_brand_id uuid not null,
    seller_id uuid not null,
    seller_brand_id uuid not null,
    since timestamptz not null,
    primary key (owner_brand_id, seller_id, seller_brand_id)
);

-- Keeps what others see of a brand as it is. DR140: only approved brand owners publish brands.
-- DR141: there is no such published brand.
create function catalog.brand_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if new.published then
        perform from organizations.organizations o
        where o.organization_id = new.organization_id and o.state = 'approved'
            and o.business_type = 'brand_owner';
        if not found then
            raise exception using errcode = 'DR140', message = 'no approved brand owner';
        end if;
        insert into catalog.published_brands (brand_id, owner_id, name)
        values (new.id, new.organization_id, new.name)
        on conflict (brand_id) do update set name = excluded.name;
    elsif tg_op = 'UPDATE' and old.published then
        delete from catalog.published_brands p where p.brand_id = new.id;
    end if;
    if tg_op = 'UPDATE' and old.owner_brand_id is not distinct from new.owner_brand_id then
        return null;
    end if;
    if tg_op = 'UPDATE' and old.owner_brand_id is not null then
        delete from catalog.brand_offers b
        where b.owner_brand_id = old.owner_brand_id and b.seller_id = new.organization_id
            and b.seller_brand_id = new.id;
    end if;
    if new.owner_brand_id is not null then
        perform from catalog.published_brands p
        where p.brand_id = new.owner_brand_id and p.owner_id <> new.organization_id
        for share;
        if not found then
            raise exception using errcode = 'DR141', message = 'no such published brand';
        end if;
        insert into catalog.brand_offers (owner_brand_id, seller_id, seller_brand_id, since)
        values (new.owner_brand_id, new.organization_id, new.id, now());
    end if;
    return null;
end $$;
create trigger brand_changed after insert or update of name, published, owner_brand_id
    on catalog.brands for each row execute function catalog.brand_changed();

-- Brands that their owners publish, in the order of their names from a prefix on.
create function catalog.brand_directory(p_prefix text, p_after uuid, p_limit bigint)
returns table (brand_id uuid, name text, owner_id uuid, owner_name text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_directory text := coalesce(current_setting('app.directory', true), '');
begin
    perform set_config('app.directory', 'on', true);
    return query
    select p.brand_id, p.name, p.owner_id, o.name
    from catalog.published_brands p
    join organizations.organizations o
        on o.organization_id = p.owner_id and o.state = 'approved'
    where p.brand_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000'::uuid)
        and (p_prefix is null or starts_with(lower(p.name), lower(p_prefix)))
    order by p.brand_id limit p_limit;
    perform set_config('app.directory', v_directory, true);
end $$;

-- Which sellers say that they offer a brand, told to its owner alone.
create function catalog.brand_sellers(p_brand uuid, p_after uuid, p_limit bigint)
returns table (seller_id uuid, name text, country text, since timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_owner uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_directory text := coalesce(current_setting('app.directory', true), '');
begin
    perform from catalog.brands b where b.organization_id = v_owner and b.id = p_brand;
    if not found then
        return;
    end if;
    perform set_config('app.directory', 'on', true);
    return query
    select b.seller_id, o.name, o.country, min(b.since)
    from catalog.brand_offers b
    join organizations.organizations o
        on o.organization_id = b.seller_id and o.state = 'approved'
    where b.owner_brand_id = p_brand
        and b.seller_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000'::uuid)
    group by b.seller_id, o.name, o.country
    order by b.seller_id limit p_limit;
    perform set_config('app.directory', v_directory, true);
end $$;

revoke all on function catalog.brand_changed, catalog.brand_directory, catalog.brand_sellers
    from public;
grant execute on function catalog.brand_directory, catalog.brand_sellers to dray_server;
