-- A return arrives: what came in which condition, what is put back on the shelf, what is written
-- off, and what is owed for it.

-- Works out what the lines of a return are worth, and counts it where no two returns count the same
-- twice: the order's lines, the company's variants, its containers. DR140, DR141, DR142.
create function returns.value_lines(
    p_return returns.returns, p_overdrawn boolean, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_line record;
    v_worth bigint;
    v_before bigint;
begin
    for v_line in
        select l.*, coalesce(c.received, 0)::bigint as received,
            coalesce(c.credited, 0)::bigint as credited
        from returns.lines l
        left join lateral (
            select sum(n.quantity) as received,
                sum(n.quantity) filter (where n.refunded) as credited
            from returns.receipts n
            where n.organization_id = l.organization_id and n.return_id = l.return_id
                and n.line = l.line) c on true
        where l.organization_id = p_return.organization_id and l.return_id = p_return.id
        order by l.variant_id, l.kind_id, l.line
    loop
        v_worth := 0;
        if v_line.order_line is not null then
            perform returns.claim(p_return.organization_id, p_return.order_id,
                array[v_line.order_line], array[v_line.received - v_line.requested_quantity]);
            select l.refunded_amount into v_before from orders.order_lines l
            where l.organization_id = p_return.organization_id
                and l.order_id = p_return.order_id and l.line = v_line.order_line;
            -- All that is credited of the line, less what was before: the parts sum to the whole.
            update orders.order_lines l
            set credited_quantity = l.credited_quantity + v_line.credited,
                refunded_amount = greatest(l.refunded_amount, floor(l.total_amount::numeric
                    * (l.credited_quantity + v_line.credited) / l.base_quantity)::bigint)
            where l.organization_id = p_return.organization_id
                and l.order_id = p_return.order_id and l.line = v_line.order_line
            returning l.refunded_amount - v_before into v_worth;
        elsif v_line.variant_id is not null then
            v_worth := floor(v_line.stated_amount::numeric
                * least(v_line.credited, v_line.requested_quantity) / v_line.requested_quantity);
        elsif v_line.received > 0 then
            v_worth := returns.take_containers(p_return, v_line.kind_id, v_line.received,
                p_overdrawn, p_now);
        end if;
        if v_line.variant_id is not null and v_worth > 0 then
            perform returns.credit(p_return.organization_id, p_return.company_id,
                v_line.variant_id, p_return.currency, v_worth, v_line.charged_before);
        end if;
        update returns.lines l set received_quantity = v_line.received, refund_amount = v_worth
        where l.organization_id = p_return.organization_id and l.return_id = p_return.id
            and l.line = v_line.line;
    end loop;
end $$;

-- Containers come off a company's account; answers the deposits that are owed for them: their share
-- of what was charged and not given back. DR142: it holds not so many.
create function returns.take_containers(
    p_return returns.returns, p_kind uuid, p_quantity bigint, p_overdrawn boolean,
    p_now timestamptz
) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
    v_held record;
begin
    perform pg_advisory_xact_lock(hashtextextended(
        'containers ' || p_return.company_id::text || p_kind::text, 0));
    select * into v_held
    from returns.containers(p_return.organization_id, p_return.company_id, p_kind);
    if p_quantity > v_held.balance and not p_overdrawn then
        raise exception using errcode = 'DR142', message = 'not so many containers';
    end if;
    insert into orders.container_entries
        (organization_id, id, buyer_organization_id, company_id, kind_id, delta, return_id, at)
    values (p_return.organization_id, gen_random_uuid(), p_return.buyer_organization_id,
        p_return.company_id, p_kind, -p_quantity, p_return.id, p_now);
    return case when v_held.balance <= 0 or v_held.deposits <= 0 then 0
        else floor(v_held.deposits::numeric * least(p_quantity, v_held.balance) / v_held.balance)
        end;
end $$;

-- All that came back is booked in, and what can't be sold is written off at once.
create function returns.move_stock(
    p_return returns.returns, p_warehouse uuid, p_account uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_variants uuid[];
    v_quantities bigint[];
    v_row record;
begin
    select array_agg(l.variant_id), array_agg(n.quantity) into v_variants, v_quantities
    from returns.receipts n join returns.lines l on l.organization_id = n.organization_id
        and l.return_id = n.return_id and l.line = n.line
    where n.organization_id = p_return.organization_id and n.return_id = p_return.id
        and l.variant_id is not null;
    if v_variants is null then
        return;
    end if;
    perform inventory.restock(p_return.organization_id, p_return.id, p_warehouse, 'returned',
        p_account, p_now, v_variants, v_quantities,
        array_fill(null::uuid, array[cardinality(v_variants)]),
        array_fill(null::uuid, array[cardinality(v_variants)]));
    -- The levels are held by now: the order of conditions is nobody's circle.
    for v_row in
        select n.condition, array_agg(l.variant_id) as variants,
            array_agg(-n.quantity) as quantities
        from returns.receipts n join returns.lines l on l.organization_id = n.organization_id
            and l.return_id = n.return_id and l.line = n.line
        where n.organization_id = p_return.organization_id and n.return_id = p_return.id
            and l.variant_id is not null and not n.restocked
        group by n.condition order by n.condition
    loop
        perform inventory.move(p_return.organization_id, p_warehouse, 'adjusted', 'return',
            p_return.id, 'written off: ' || v_row.condition, p_account, p_now, v_row.variants,
            v_row.quantities, null, null,
            array_fill(null::uuid, array[cardinality(v_row.variants)]),
            array_fill(null::uuid, array[cardinality(v_row.variants)]));
    end loop;
end $$;

-- An approved return arrives; what no line is said of did not come. DR101, DR102, DR140 to DR142.
-- DR143: there is no such condition (detail: which).
create function returns.receive(
    p_return uuid, p_warehouse uuid, p_lines integer[], p_conditions text[],
    p_quantities bigint[], p_overdrawn boolean, p_refund uuid, p_account uuid, p_request text,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_return returns.returns := returns.hold(p_return);
    v_own uuid := v_return.organization_id;
    v_warehouse uuid;
    v_unknown text;
    v_amount bigint;
begin
    if v_return.state <> 'approved' then
        raise exception using errcode = 'DR102', message = v_return.state;
    end if;
    select w.id into v_warehouse from organizations.warehouses w
    where w.organization_id = v_own and (p_warehouse is null or w.id = p_warehouse)
    order by w.id = (select o.warehouse_id from orders.orders o
        where o.organization_id = v_own and o.id = v_return.order_id) desc nulls last, w.id
    limit 1;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such warehouse';
    end if;
    select min(u.condition) into v_unknown from unnest(p_conditions) u (condition)
    where u.condition not in (select c.code from returns.conditions_of(v_own) c);
    if v_unknown is not null then
        raise exception using errcode = 'DR143', message = 'no such condition', detail = (
            select 'There are: ' || string_agg(c.code, ', ' order by c.code) || '.'
            from returns.conditions_of(v_own) c);
    end if;
    if exists (select from unnest(p_lines) u (line) where not exists (
        select from returns.lines l where l.organization_id = v_own and l.return_id = p_return
            and l.line = u.line)) then
        raise exception using errcode = 'DR140', message = 'no such line',
            detail = 'The return has no such line.';
    end if;
    insert into returns.receipts (organization_id, return_id, line, condition,
        buyer_organization_id, quantity, restocked, refunded)
    select v_own, p_return, u.line, u.condition, v_return.buyer_organization_id, u.quantity,
        c.restocks and l.variant_id is not null, c.refunds or l.kind_id is not null
    from unnest(p_lines, p_conditions, p_quantities) u (line, condition, quantity)
    join returns.lines l on l.organization_id = v_own and l.return_id = p_return
        and l.line = u.line
    join returns.conditions_of(v_own) c on c.code = u.condition;
    perform returns.value_lines(v_return, p_overdrawn, p_now);
    perform returns.move_stock(v_return, v_warehouse, p_account, p_now);
    select sum(l.refund_amount) into v_amount from returns.lines l
    where l.organization_id = v_own and l.return_id = p_return;
    update returns.returns r
    set state = 'received', warehouse_id = v_warehouse, received_at = p_now,
        refund_amount = v_amount, updated_at = p_now, version = r.version + 1
    where r.organization_id = v_own and r.id = p_return;
    perform returns.tell(p_return, 'return_received', p_account, v_own, p_request, p_now);
    if v_amount > 0 then
        insert into returns.refunds (organization_id, id, return_id, buyer_organization_id,
            company_id, state, currency, amount, created_at)
        values (v_own, p_refund, p_return, v_return.buyer_organization_id, v_return.company_id,
            'pending', v_return.currency, v_amount, p_now);
        perform returns.tell(p_return, 'refund_intended', p_account, v_own, p_request, p_now);
    end if;
end $$;

revoke all on all functions in schema returns from public;
grant execute on function returns.request, returns.state, returns.decide, returns.cancel,
    returns.receive, returns.conditions_of to dray_server;
