-- What a draft lacks, as JSON for the caller. The statement that takes the stock sees it as it was
-- when it began; where stock came in since, nothing is short any more. DR108: look again.
create or replace function orders.shortage(p_organization uuid, p_warehouse uuid, p_draft uuid)
returns text
language plpgsql stable set search_path = pg_catalog as $$
declare
    v_short text;
begin
    select json_agg(json_build_object('sku', n.sku, 'lines', n.lines, 'needed', n.quantity,
        'available', greatest(coalesce(s.on_hand - s.reserved - s.allocated, 0), 0)))::text
    into v_short
    from (
        select l.variant_id, min(l.sku) as sku, json_agg(l.line order by l.line) as lines,
            sum(l.base_quantity) as quantity
        from orders.draft_order_lines l
        where l.organization_id = p_organization and l.draft_order_id = p_draft
        group by l.variant_id
    ) n left join inventory.stock_levels s on s.organization_id = p_organization
        and s.warehouse_id = p_warehouse and s.variant_id = n.variant_id
    where s.variant_id is null
        or not s.backorder and s.on_hand - s.reserved - s.allocated < n.quantity;
    if v_short is null then
        raise exception using errcode = 'DR108', message = 'stock came in meanwhile';
    end if;
    return v_short;
end $$;
