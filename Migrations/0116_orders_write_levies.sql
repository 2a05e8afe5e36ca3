-- An order is written with what stands beside its prices, and with the containers that go and come.

-- Writes the order of a draft that was locked, and its lines.
create function orders.write_order(
    p_head orders.draft_orders, p_order uuid, p_number text, p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog set enable_seqscan = off as $$
begin
    insert into orders.orders
        (organization_id, id, number, buyer_organization_id, company_id, channel_id, warehouse_id,
        draft_order_id, state, currency, total_amount, line_count, base_quantity, ordered_at,
        reference, note, placed_by, placed_at, coupons, promotions, place, tax_amount,
        excise_amount, deposit_amount, tax_codes, tax_amounts, deposit_kinds, deposit_codes,
        deposit_counts, deposit_nets, deposit_taxes)
    values (p_head.organization_id, p_order, p_number, p_head.buyer_organization_id,
        p_head.company_id, p_head.channel_id, p_head.warehouse_id, p_head.id, 'placed',
        p_head.currency, p_head.total_amount, p_head.line_count, p_head.base_quantity,
        coalesce(p_head.ordered_at, p_now), p_head.reference, p_head.note, p_account, p_now,
        p_head.coupons, p_head.promotions, p_head.place, p_head.tax_amount,
        p_head.excise_amount, p_head.deposit_amount, p_head.tax_codes, p_head.tax_amounts,
        p_head.deposit_kinds, p_head.deposit_codes, p_head.deposit_counts,
        p_head.deposit_nets, p_head.deposit_taxes);
    insert into orders.order_lines
        (organization_id, order_id, line, buyer_organization_id, variant_id, sku, name, unit,
        quantity, base_quantity, unit_amount, total_amount, tax_amount, excise_amount,
        deposit_amount, allocated_quantity, trace)
    select l.organization_id, p_order, l.line, l.buyer_organization_id, l.variant_id, l.sku,
        l.name, l.unit, l.quantity, l.base_quantity, l.unit_amount, l.total_amount, l.tax_amount,
        l.excise_amount, l.deposit_amount, l.base_quantity, l.trace
    from orders.draft_order_lines l
    where l.organization_id = p_head.organization_id and l.draft_order_id = p_head.id;
    -- What goes and what comes back of one kind are entries of their own.
    insert into orders.container_entries
        (organization_id, id, buyer_organization_id, company_id, kind_id, delta, order_id, at)
    select p_head.organization_id, gen_random_uuid(), p_head.buyer_organization_id,
        p_head.company_id, d.kind_id, d.delta, p_order, p_now
    from unnest(p_head.deposit_kinds, p_head.deposit_counts) as d (kind_id, delta)
    where d.delta <> 0;
end $$;
revoke all on function orders.write_order from public;
