-- Placing an order with fewer statements. Starting one costs more than what most of them do: what
-- is asked of the seller is asked at once, what is written of the order is written at once, a
-- setting is set by an expression, and the draft is held by what moves it. Plans are made once a
-- session: a statement on arrays was planned anew with each order.

-- As before.
create or replace function platform.enter(
    p_organization uuid, p_account uuid, p_session uuid, p_epoch bigint, p_platform boolean
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_set text;
    v_epoch bigint;
begin
    v_set := concat(set_config('app.organization', coalesce(p_organization::text, ''), true),
        set_config('app.account', coalesce(p_account::text, ''), true),
        set_config('app.platform', case when p_platform then 'on' else '' end, true));
    if p_session is null then
        return;
    end if;
    select s.epoch + a.epoch + coalesce((
            select o.epoch from organizations.organizations o
            where o.organization_id = p_organization), 0)
        + case when s.acting_account_id is null then 0 else (
            select b.epoch from identity.accounts b where b.id = s.acting_account_id) end
    into v_epoch
    from identity.sessions s join identity.accounts a on a.id = s.account_id
    where s.id = p_session and s.account_id = p_account and s.revoked_at is null
        and s.organization_id is not distinct from p_organization;
    if v_epoch is distinct from p_epoch then
        raise exception using errcode = 'DR003', message = 'the token no longer holds';
    end if;
end $$;

-- As before. Whoever calls it has pinned the path.
create or replace function orders.needs_approval(p_draft orders.draft_orders) returns boolean
language plpgsql as $$
declare
    v_before text := current_setting('app.organization', true);
    v_set text;
    v_needs boolean;
begin
    v_set := set_config('app.organization', p_draft.buyer_organization_id::text, true);
    select r.currency <> p_draft.currency or r.amount < p_draft.total_amount into v_needs
    from orders.approval_rules r where r.organization_id = p_draft.buyer_organization_id;
    v_set := set_config('app.organization', v_before, true);
    return coalesce(v_needs, false)
        and coalesce(p_draft.approved_amount < p_draft.total_amount, true);
end $$;

-- As before; an order of one variant takes its row in one step, and whether the channel has rules
-- is asked by the statement that takes.
create or replace function inventory.allocate(
    p_organization uuid, p_channel uuid, p_warehouse uuid, p_company uuid, p_reservation uuid,
    p_order uuid, p_account uuid, p_now timestamptz, p_variants uuid[], p_quantities bigint[]
) returns inventory.taking
language plpgsql as $$
declare
    v_day date := (p_now at time zone 'UTC')::date;
    v_variant uuid := p_variants[1];
    v_quantity bigint := p_quantities[1];
    v_taken integer;
    v_taking inventory.taking;
begin
    if p_reservation is not null then
        return inventory.take(p_organization, p_channel, p_warehouse, p_company, p_reservation,
            'allocated', p_order, p_account, p_now, p_variants, p_quantities);
    end if;
    -- Both touch nothing where the channel has rules of its own.
    if cardinality(p_variants) = 1 then
        -- One row by its key: who waited for it looks again at what it has become.
        with taken as (
            update inventory.stock_levels s set allocated = s.allocated + v_quantity
            where s.organization_id = p_organization and s.warehouse_id = p_warehouse
                and s.variant_id = v_variant
                and (s.backorder or s.on_hand - s.reserved - s.allocated - s.safety_stock
                    - case when s.next_expiry < v_day then inventory.expired(
                        p_organization, p_warehouse, v_variant, v_day) else 0 end >= v_quantity)
                and not exists (select from inventory.channel_rules r
                    where r.organization_id = p_organization and r.channel_id = p_channel)
            returning true
        )
        insert into inventory.stock_movements
            (organization_id, id, warehouse_id, variant_id, kind, allocated_delta, reference_id,
            account_id, at)
        select p_organization, gen_random_uuid(), p_warehouse, v_variant, 'allocated',
            v_quantity, p_order, p_account, p_now
        from taken;
    else
        with held as materialized (
            select n.variant_id, n.quantity, s.enough
            from unnest(p_variants, p_quantities) n (variant_id, quantity) cross join lateral (
                select s.backorder or s.on_hand - s.reserved - s.allocated - s.safety_stock
                    - case when s.next_expiry < v_day then inventory.expired(
                        p_organization, p_warehouse, n.variant_id, v_day) else 0 end
                    >= n.quantity as enough
                from inventory.stock_levels s
                where s.organization_id = p_organization and s.warehouse_id = p_warehouse
                    and s.variant_id = n.variant_id
                for no key update
            ) s
            where not exists (select from inventory.channel_rules r
                where r.organization_id = p_organization and r.channel_id = p_channel)
        ), taken as (
            update inventory.stock_levels s set allocated = s.allocated + h.quantity
            from held h
            where h.enough and s.organization_id = p_organization
                and s.warehouse_id = p_warehouse and s.variant_id = h.variant_id
            returning s.variant_id, h.quantity
        )
        insert into inventory.stock_movements
            (organization_id, id, warehouse_id, variant_id, kind, allocated_delta, reference_id,
            account_id, at)
        select p_organization, gen_random_uuid(), p_warehouse, t.variant_id, 'allocated',
            t.quantity, p_order, p_account, p_now
        from taken t;
    end if;
    get diagnostics v_taken = row_count;
    v_taking.warehouse_id := p_warehouse;
    v_taking.done := v_taken = cardinality(p_variants);
    if not v_taking.done then
        if exists (select from inventory.channel_rules r
            where r.organization_id = p_organization and r.channel_id = p_channel)
        then
            return inventory.take(p_organization, p_channel, p_warehouse, p_company, null,
                'allocated', p_order, p_account, p_now, p_variants, p_quantities);
        end if;
        -- As it is now, which may be more than the statement saw: then nothing is short any more.
        select array_agg(n.variant_id), array_agg(greatest(coalesce(s.free, 0), 0))
        into v_taking.short, v_taking.available
        from unnest(p_variants, p_quantities) n (variant_id, quantity)
        left join lateral (
            select s.backorder, s.on_hand - s.reserved - s.allocated - s.safety_stock
                - inventory.expired(p_organization, p_warehouse, n.variant_id, v_day) as free
            from inventory.stock_levels s
            where s.organization_id = p_organization and s.warehouse_id = p_warehouse
                and s.variant_id = n.variant_id) s on true
        where (s.free is null or not s.backorder and s.free < n.quantity)
            and not exists (select from inventory.stock_movements m
                where m.organization_id = p_organization and m.reference_id = p_order
                    and m.variant_id = n.variant_id);
    end if;
    return v_taking;
end $$;

drop trigger require_seller on orders.orders;
drop function orders.require_seller();
drop function orders.write_order;
drop function pricing.turned;

-- As before, and DR130: the seller may not trade, which a trigger on orders asked. This is all that
-- writes orders. Prices have moved (DR104) where any instant noted passed since the draft was
-- priced.
create or replace function orders.place(
    p_draft uuid, p_order uuid, p_number text, p_version integer, p_now timestamptz,
    p_account uuid, p_event uuid, p_request text
) returns orders.receipt
language plpgsql security definer set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_seller uuid;
    v_draft orders.draft_orders;
    v_state text;
    v_version integer;
    v_set text;
    v_placement text;
    v_freeze integer;
    v_book bigint;
    v_is_active boolean;
    v_may_trade boolean;
    v_has_turned boolean;
    v_variants uuid[];
    v_quantities bigint[];
    v_taking inventory.taking;
    v_receipt orders.receipt;
begin
    -- Held and moved in one: where it is refused below, this is undone with everything else.
    loop
        update orders.draft_orders d
        set state = 'placed', order_id = p_order, updated_at = p_now, version = d.version + 1
        where d.organization_id = (
                select s.organization_id from orders.draft_orders s
                where s.organization_id = v_caller and s.id = p_draft
                union all
                select b.organization_id from orders.draft_orders b
                where b.buyer_organization_id = v_caller and b.id = p_draft
                limit 1)
            and d.id = p_draft and d.state in ('open', 'submitted')
            and (p_version is null or d.version = p_version)
        returning * into v_draft;
        exit when found;
        select d.state, d.version into v_state, v_version from orders.draft_orders d
        where (d.organization_id = v_caller or d.buyer_organization_id = v_caller)
            and d.id = p_draft;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such draft';
        elsif v_state not in ('open', 'submitted') then
            raise exception using errcode = 'DR102', message = v_state;
        elsif p_version <> v_version then
            raise exception using errcode = 'DR103', message = v_version::text;
        end if;
    end loop;
    v_seller := v_draft.organization_id;
    -- The lock meets the exclusive one of pricing.book_changed, and of disabling: what is read from
    -- here on is so until this transaction ends.
    v_set := concat(set_config('app.organization', v_seller::text, true),
        pg_advisory_xact_lock_shared(hashtextextended(v_seller::text, 11)));
    select c.placement, c.price_freeze_seconds, (
            select b.version from pricing.books b where b.organization_id = v_seller),
        exists (select from organizations.companies m where m.organization_id = v_seller
            and m.id = v_draft.company_id and m.state = 'active'),
        exists (select from organizations.organizations o where o.organization_id = v_seller
            and o.state = 'approved'),
        v_draft.ordered_at is null and exists (select from pricing.turns t
            where t.organization_id = v_seller and t.at > v_draft.priced_at and t.at <= p_now)
    into v_placement, v_freeze, v_book, v_is_active, v_may_trade, v_has_turned
    from organizations.channels c
    where c.organization_id = v_seller and c.id = v_draft.channel_id;
    if v_placement = 'seller_confirms' and v_caller <> v_seller then
        raise exception using errcode = 'DR106', message = 'the seller confirms';
    end if;
    if not v_is_active then
        raise exception using errcode = 'DR107', message = 'the relation is not active';
    end if;
    if v_draft.order_minimums is not null and v_caller <> v_seller then
        raise exception using errcode = 'DR112', message = 'below an order minimum',
            detail = v_draft.order_minimums::text;
    end if;
    if orders.needs_approval(v_draft) then
        raise exception using errcode = 'DR110', message = 'a second person approves';
    end if;
    if p_now >= v_draft.priced_at + make_interval(secs => v_freeze)
        and (v_book is distinct from v_draft.book_version or v_has_turned)
    then
        raise exception using errcode = 'DR104', message = coalesce(v_book, 0)::text;
    end if;
    if not v_may_trade then
        raise exception using errcode = 'DR130', message = 'the seller may not trade';
    end if;
    if v_draft.promotions <> '{}' then
        perform orders.take_promotions(v_seller, v_draft.company_id, v_draft.promotions);
    end if;

    with placed as (
        insert into orders.orders
            (organization_id, id, number, buyer_organization_id, company_id, channel_id,
            warehouse_id, draft_order_id, state, currency, total_amount, line_count,
            base_quantity, ordered_at, reference, note, placed_by, placed_at, coupons,
            promotions, place, tax_amount, excise_amount, deposit_amount, tax_codes,
            tax_amounts, deposit_kinds, deposit_codes, deposit_counts, deposit_nets,
            deposit_taxes, delivery_address, deliver_from, deliver_until)
        values (v_seller, p_order, p_number, v_draft.buyer_organization_id,
            v_draft.company_id, v_draft.channel_id, v_draft.warehouse_id, p_draft, 'placed',
            v_draft.currency, v_draft.total_amount, v_draft.line_count, v_draft.base_quantity,
            coalesce(v_draft.ordered_at, p_now), v_draft.reference, v_draft.note, p_account,
            p_now, v_draft.coupons, v_draft.promotions, v_draft.place, v_draft.tax_amount,
            v_draft.excise_amount, v_draft.deposit_amount, v_draft.tax_codes,
            v_draft.tax_amounts, v_draft.deposit_kinds, v_draft.deposit_codes,
            v_draft.deposit_counts, v_draft.deposit_nets, v_draft.deposit_taxes,
            v_draft.delivery_address, v_draft.deliver_from, v_draft.deliver_until)
    ), lines as (
        insert into orders.order_lines
            (organization_id, order_id, line, buyer_organization_id, variant_id, sku, name, unit,
            quantity, base_quantity, unit_amount, total_amount, tax_amount, excise_amount,
            deposit_amount, allocated_quantity, trace)
        select v_seller, p_order, l.line, l.buyer_organization_id, l.variant_id, l.sku,
            l.name, l.unit, l.quantity, l.base_quantity, l.unit_amount, l.total_amount,
            l.tax_amount, l.excise_amount, l.deposit_amount, l.base_quantity, l.trace
        from orders.draft_order_lines l
        where l.organization_id = v_seller and l.draft_order_id = p_draft
        returning variant_id, base_quantity
    ), told as (
        insert into platform.events
            (organization_id, id, type, aggregatetype, aggregateid, account_id, request_id, at,
            payload)
        values (v_seller, p_event, 'order_placed', 'order', p_order, p_account, p_request, p_now,
            json_build_object('draft_order_id', p_draft, 'number', p_number,
                'total_amount', v_draft.total_amount, 'currency', v_draft.currency))
    )
    select array_agg(n.variant_id), array_agg(n.quantity) into v_variants, v_quantities
    from (
        select l.variant_id, sum(l.base_quantity)::bigint as quantity
        from lines l group by l.variant_id order by l.variant_id) n;
    if v_draft.deposit_kinds <> '{}' then
        insert into orders.container_entries
            (organization_id, id, buyer_organization_id, company_id, kind_id, delta, order_id, at)
        select v_seller, gen_random_uuid(), v_draft.buyer_organization_id,
            v_draft.company_id, d.kind_id, d.delta, p_order, p_now
        from unnest(v_draft.deposit_kinds, v_draft.deposit_counts) as d (kind_id, delta)
        where d.delta <> 0;
    end if;
    -- All lines of the order at once, summed per variant. Last of all: whoever wants the same stock
    -- waits from here to the end of the transaction.
    v_taking := inventory.allocate(v_seller, v_draft.channel_id, v_draft.warehouse_id,
        v_draft.company_id, v_draft.reservation_id, p_order, p_account, p_now, v_variants,
        v_quantities);
    if not v_taking.done then
        raise exception using errcode = 'DR105', message = 'not enough stock',
            detail = orders.short_lines(v_seller, p_draft, v_taking.short, v_taking.available);
    end if;
    if v_taking.warehouse_id <> v_draft.warehouse_id then
        update orders.orders o set warehouse_id = v_taking.warehouse_id
        where o.organization_id = v_seller and o.id = p_order;
    end if;
    if v_taking.short is not null then
        perform orders.write_shortfall(v_seller, p_order, v_taking.short, v_taking.missing);
    end if;
    v_receipt := row(v_seller, p_number, p_draft, v_draft.currency, v_draft.total_amount,
        v_draft.line_count, v_draft.base_quantity, coalesce(v_draft.ordered_at, p_now), p_now);
    v_set := set_config('app.organization', v_caller::text, true);
    return v_receipt;
end $$;
