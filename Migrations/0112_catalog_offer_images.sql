-- What a buyer sees of a seller's variants beside their offers: images, and how they are packed.
-- These run as the schema's owner, since the rows are the seller's: they make sure that the
-- caller's relation is active, and give out nothing but these columns. DR107: it is not. Whether a
-- variant is offered at all `pricing.offer_page` says: they are asked of what it gave.

-- The images of variants that can be shown, each once, `p_each` at most of a
-- variant: its own, then its product's.
create function catalog.offer_images(
    p_seller uuid, p_variants uuid[], p_each integer
) returns table (
    variant_id uuid, image_id uuid, sha256 bytea, media_type text, bytes bigint, width integer,
    height integer, alt text, state text, reason text, created_at timestamptz, renditions text[])
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
    return query
    select v.id, i.id, i.sha256, i.media_type, i.bytes, i.width, i.height,
        coalesce(s.alt, i.alt), i.state, i.reason, i.created_at,
        array(select concat_ws(' ', r.name, r.width, r.height, r.bytes, encode(r.sha256, 'hex'))
            from images.renditions r
            where r.organization_id = p_seller and r.image_id = i.id)
    from catalog.variants v
    cross join lateral (
        select d.image_id, d.alt, d.is_own, d.position
        from (
            select distinct on (u.image_id) u.image_id, u.alt, u.subject_id = v.id as is_own,
                u.position
            from images.uses u
            join images.images m on m.organization_id = p_seller and m.id = u.image_id
                and m.state = 'ready'
            where u.organization_id = p_seller and u.subject_id in (v.id, v.product_id)
            order by u.image_id, u.subject_id = v.id desc, u.position) d
        order by d.is_own desc, d.position limit p_each) s
    join images.images i on i.organization_id = p_seller and i.id = s.image_id
    where v.organization_id = p_seller and v.id = any (p_variants)
    order by v.id, s.is_own desc, s.position;
    perform set_config('app.organization', v_caller::text, true);
end $$;

-- What a variant that is offered is, and the units it is sold in beside its base unit and case.
create function catalog.offer_packs(p_seller uuid, p_variant uuid) returns table (
    product_id uuid, product_name text, description text, pack_units text[], pack_sizes integer[])
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
    return query
    select p.id, p.name, p.description, v.pack_units, v.pack_sizes
    from catalog.variants v
    join catalog.products p on p.organization_id = v.organization_id and p.id = v.product_id
    where v.organization_id = p_seller and v.id = p_variant;
    perform set_config('app.organization', v_caller::text, true);
end $$;

revoke all on function catalog.offer_images, catalog.offer_packs from public;
grant execute on function catalog.offer_images, catalog.offer_packs to dray_server;
