-- The image that each of what was found is shown by: its own before its product's, and of those the
-- first. The same as `catalog.offer_images` of one each, without a sorted list for every variant.
create function search.images(p_seller uuid, p_variants uuid[]) returns table (
    variant_id uuid, image_id uuid, sha256 bytea, media_type text, bytes bigint, width integer,
    height integer, alt text, state text, reason text, created_at timestamptz, renditions text[])
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan as $$
declare
    v_caller text := search.enter(p_seller);
    v_set text;
begin
    return query
    select distinct on (v.id) v.id, i.id, i.sha256, i.media_type, i.bytes, i.width, i.height,
        coalesce(u.alt, i.alt), i.state, i.reason, i.created_at,
        array(select concat_ws(' ', r.name, r.width, r.height, r.bytes, encode(r.sha256, 'hex'))
            from images.renditions r
            where r.organization_id = p_seller and r.image_id = i.id)
    from catalog.variants v
    join images.uses u on u.organization_id = p_seller
        and u.subject_id = any (array[v.id, v.product_id])
    join images.images i on i.organization_id = p_seller and i.id = u.image_id
        and i.state = 'ready'
    where v.organization_id = p_seller and v.id = any (p_variants)
    order by v.id, u.subject_id = v.id desc, u.position;
    v_set := set_config('app.organization', v_caller, true);
end $$;
revoke all on function search.images from public;
grant execute on function search.images to dray_server;
