-- Placing writes what stands beside the prices, and the containers that go and come. What it does
-- has grown into functions of its own: stock, lines, containers.

-- Takes the stock of all lines of a draft. DR105: not enough (detail: JSON of what is short).
-- Each stock row is reached by its key, whatever the statistics say: without them the planner
-- reads a whole tenant's stock for every order, so the join methods that could do so are off.
create function orders.allocate(
    p_seller uuid, p_warehouse uuid, p_draft uuid, p_order uuid, p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_needed integer;
    v_taken integer;
begin
    -- All lines of the order at once, summed per stock row, locked in the order of their keys.
    with needed as materialized (
        select l.variant_id, sum(l.base_quantity)::bigint as quantity
        from orders.draft_order_lines l
        where l.organization_id = p_seller and l.draft_order_id = p_draft
        group by l.variant_id order by l.variant_id
    ), held as materialized (
        select n.variant_id, n.quantity, s.enough
        from needed n cross join lateral (
            select s.backorder or s.on_hand - s.reserved - s.allocated >= n.quantity as enough
            from inventory.stock_levels s
            where s.organization_id = p_seller
                and s.warehouse_id = p_warehouse and s.variant_id = n.variant_id
            for no key update
        ) s
    ), taken as (
        update inventory.stock_levels s set allocated = s.allocated + h.quantity
        from held h
        where h.enough and s.organization_id = p_seller
            and s.warehouse_id = p_warehouse and s.variant_id = h.variant_id
        returning s.variant_id, h.quantity
    ), moved as (
        insert into inventory.stock_movements
            (organization_id, id, warehouse_id, variant_id, kind, allocated_delta, reference_id,
            account_id, at)
        select p_seller, gen_random_uuid(), p_warehouse, t.variant_id,
            'allocated', t.quantity, p_order, p_account, p_now
        from taken t
    )
    select (select count(*) from needed), (select count(*) from taken) into v_needed, v_taken;
    if v_taken < v_needed then
        raise exception using errcode = 'DR105', message = 'not enough stock',
            detail = orders.shortage(p_seller, p_warehouse, p_draft);
    end if;
end $$;

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
revoke all on function orders.allocate, orders.write_order from public;

-- DR101: not there or not a party. DR102: its state forbids it (message: the state).
-- DR103: not the version expected (message: the version). DR104: prices may have moved (message:
-- the current book). DR105: not enough stock (detail: JSON of what is short).
-- DR106: the seller confirms orders on this channel. DR107: the trade relation is not active.
-- DR108: stock came in meanwhile; ask again. DR109: a promotion is exhausted.
create or replace function orders.place(
    p_draft uuid, p_order uuid, p_number text, p_version integer, p_now timestamptz,
    p_account uuid, p_event uuid, p_request text
) returns orders.receipt
language plpgsql security definer set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_draft orders.draft_orders;
    v_placement text;
    v_freeze integer;
    v_book bigint;
    v_receipt orders.receipt;
begin
    select * into v_draft from orders.draft_orders d
    where d.id = p_draft and d.organization_id = v_caller for update;
    if not found then
        select * into v_draft from orders.draft_orders d
        where d.id = p_draft and d.buyer_organization_id = v_caller for update;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such draft';
        end if;
    end if;
    perform set_config('app.organization', v_draft.organization_id::text, true);
    if v_draft.state not in ('open', 'submitted') then
        raise exception using errcode = 'DR102', message = v_draft.state;
    end if;
    if p_version is not null and p_version <> v_draft.version then
        raise exception using errcode = 'DR103', message = v_draft.version::text;
    end if;
    select c.placement, c.price_freeze_seconds into v_placement, v_freeze
    from organizations.channels c
    where c.organization_id = v_draft.organization_id and c.id = v_draft.channel_id;
    if v_placement = 'seller_confirms' and v_caller <> v_draft.organization_id then
        raise exception using errcode = 'DR106', message = v_draft.state;
    end if;
    perform from organizations.companies c
    where c.organization_id = v_draft.organization_id and c.id = v_draft.company_id
        and c.state = 'active';
    if not found then
        raise exception using errcode = 'DR107', message = 'the relation is not active';
    end if;
    -- Meets the exclusive lock of pricing.book_changed: the version read here is the one until
    -- this transaction ends.
    perform pg_advisory_xact_lock_shared(
        hashtextextended(v_draft.organization_id::text, 11));
    select b.version into v_book from pricing.books b
    where b.organization_id = v_draft.organization_id;
    if v_book is distinct from v_draft.book_version
        and p_now >= v_draft.priced_at + make_interval(secs => v_freeze)
    then
        raise exception using errcode = 'DR104', message = coalesce(v_book, 0)::text;
    end if;

    perform orders.allocate(v_draft.organization_id, v_draft.warehouse_id, p_draft, p_order,
        p_account, p_now);

    -- As late as may be: who takes the same promotion waits for this transaction.
    if v_draft.promotions <> '{}' then
        perform orders.take_promotions(v_draft.organization_id, v_draft.company_id,
            v_draft.promotions);
    end if;

    perform orders.write_order(v_draft, p_order, p_number, p_account, p_now);
    update orders.draft_orders d
    set state = 'placed', order_id = p_order, updated_at = p_now, version = d.version + 1
    where d.organization_id = v_draft.organization_id and d.id = p_draft;
    insert into platform.events
        (organization_id, id, type, aggregatetype, aggregateid, account_id, request_id, at,
        payload)
    values (v_draft.organization_id, p_event, 'order_placed', 'order', p_order, p_account,
        p_request, p_now, json_build_object('draft_order_id', p_draft, 'number', p_number,
            'total_amount', v_draft.total_amount, 'currency', v_draft.currency));
    v_receipt := row(v_draft.organization_id, p_number, p_draft, v_draft.currency,
        v_draft.total_amount, v_draft.line_count, v_draft.base_quantity,
        coalesce(v_draft.ordered_at, p_now), p_now);
    perform set_config('app.organization', v_caller::text, true);
    return v_receipt;
end $$;
