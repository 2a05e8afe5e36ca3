-- A page of what a seller offers to one of its buyers: what is published, and how much of it can
-- be had. Runs as the schema's owner, since the rows are the seller's: it makes sure that the
-- caller's relation is active, and gives out nothing but these columns. DR107: it is not.
create function pricing.offer_page(
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
    return query
    select v.id, v.sku, v.name, v.category_id, v.volume_ml, v.strength_bp, v.base_unit,
        v.case_size, greatest(coalesce(s.on_hand - s.reserved - s.allocated, 0), 0)
    from catalog.variants v
    left join inventory.stock_levels s on s.organization_id = v.organization_id
        and s.warehouse_id = p_warehouse and s.variant_id = v.id
    where v.organization_id = p_seller and v.published
        and v.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000'::uuid)
        and (p_category is null or v.category_id = p_category)
    order by v.id limit p_limit;
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function pricing.offer_page from public;
grant execute on function pricing.offer_page to dray_server;

-- A change of a relation that could move a price moves the seller's book, whoever made it; any
-- change of one is told to the servers, which hold what they know of relations.
create function pricing.company_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller text := current_setting('app.organization', true);
begin
    if tg_op = 'UPDATE' and (old.group_id is distinct from new.group_id or old.role <> new.role)
    then
        perform set_config('app.organization', new.organization_id::text, true);
        perform pg_advisory_xact_lock(hashtextextended(new.organization_id::text, 11));
        insert into pricing.books as b (organization_id, version) values (new.organization_id, 1)
        on conflict (organization_id) do update set version = b.version + 1;
        perform set_config('app.organization', coalesce(v_caller, ''), true);
        perform pg_notify('dray_price_book', new.organization_id::text);
    end if;
    perform pg_notify('dray_company',
        new.organization_id::text || ' ' || new.buyer_organization_id::text);
    return null;
end $$;
create trigger company_changed after insert or update on organizations.companies
    for each row execute function pricing.company_changed();

-- What a server holds of a seller includes its channels.
create trigger book_changed after insert or update on organizations.channels
    for each statement execute function pricing.book_changed();
