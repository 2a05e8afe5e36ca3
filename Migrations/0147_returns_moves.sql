-- What parties do with returns. The tables are changed by these alone; whoever comes to one acts in
-- its seller's organization after it was made sure that the return is theirs to move.

-- Claims base units of lines of an order for a return, or gives them back below zero. DR140.
create function returns.claim(
    p_organization uuid, p_order uuid, p_lines integer[], p_quantities bigint[]
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_claimed integer;
begin
    update orders.order_lines l set returned_quantity = l.returned_quantity + c.quantity
    from unnest(p_lines, p_quantities) c (line, quantity)
    where l.organization_id = p_organization and l.order_id = p_order and l.line = c.line;
    get diagnostics v_claimed = row_count;
    if v_claimed <> cardinality(p_lines) then
        raise exception using errcode = 'DR140', message = 'no such line',
            detail = 'The order has no such line.';
    end if;
exception when check_violation then
    raise exception using errcode = 'DR140', message = 'not so much', detail = (
        select format('Of line %s %s can come back: shipped, and in no other return.', l.line,
            l.shipped_quantity - l.returned_quantity)
        from orders.order_lines l join unnest(p_lines, p_quantities) c (line, quantity)
            on c.line = l.line
        where l.organization_id = p_organization and l.order_id = p_order
            and c.quantity > l.shipped_quantity - l.returned_quantity
        order by l.line limit 1);
end $$;

-- How many containers of a kind a company holds, and what of their deposits is not given back.
create function returns.containers(p_organization uuid, p_company uuid, p_kind uuid)
returns table (balance bigint, deposits bigint)
language sql stable set search_path = pg_catalog
set enable_hashjoin = off set enable_mergejoin = off as $$
    select coalesce((select sum(e.delta) from orders.container_entries e
            where e.organization_id = p_organization and e.company_id = p_company
                and e.kind_id = p_kind), 0)::bigint,
        (coalesce((select sum(d.net + d.tax)
            from (select distinct e.order_id from orders.container_entries e
                where e.organization_id = p_organization and e.company_id = p_company
                    and e.kind_id = p_kind and e.order_id is not null) n
            join orders.orders o on o.organization_id = p_organization and o.id = n.order_id
            cross join lateral unnest(o.deposit_kinds, o.deposit_nets, o.deposit_taxes)
                d (kind_id, net, tax)
            where d.kind_id = p_kind), 0)
        - coalesce((select sum(l.refund_amount)
            from returns.lines l join returns.returns r
                on r.organization_id = l.organization_id and r.id = l.return_id
            where l.organization_id = p_organization and l.kind_id = p_kind
                and r.company_id = p_company), 0))::bigint
$$;

-- Requests a return of lines of an order, of containers, or both: by either party. DR101: no such
-- order, company or kind. DR140: a line has not so much to return. DR142: the company holds not so
-- many containers, says the buyer. DR144: of two currencies.
create function returns.request(
    p_return uuid, p_order uuid, p_company uuid, p_reference text, p_note text, p_lines integer[],
    p_quantities bigint[], p_reasons text[], p_kinds uuid[], p_counts bigint[], p_account uuid,
    p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_seller uuid;
    v_buyer uuid;
    v_company uuid := p_company;
    v_order orders.orders;
    v_currencies text[];
begin
    if p_order is not null then
        select o.organization_id, o.buyer_organization_id, o.company_id
        into v_seller, v_buyer, v_company from orders.orders o
        where o.id = p_order and v_caller in (o.organization_id, o.buyer_organization_id);
    else
        select c.organization_id, c.buyer_organization_id into v_seller, v_buyer
        from organizations.companies c
        where c.id = p_company and v_caller in (c.organization_id, c.buyer_organization_id);
    end if;
    if v_seller is null then
        raise exception using errcode = 'DR101', message = 'no such order or company';
    end if;
    perform set_config('app.organization', v_seller::text, true);
    if p_order is not null then
        v_order := orders.hold_order(p_order);
        perform returns.claim(v_seller, p_order, p_lines, p_quantities);
    end if;
    select array_agg(distinct k.currency) into v_currencies
    from (select k.currency from pricing.deposit_kinds k
        where k.organization_id = v_seller and k.id = any (p_kinds)
        union all select v_order.currency where p_order is not null) k;
    if (select count(*) from pricing.deposit_kinds k
        where k.organization_id = v_seller and k.id = any (p_kinds)) < cardinality(p_kinds) then
        raise exception using errcode = 'DR101', message = 'no such kind of container';
    end if;
    if cardinality(v_currencies) <> 1 then
        raise exception using errcode = 'DR144', message = 'two currencies';
    end if;
    if v_caller = v_buyer and exists (
        select from unnest(p_kinds, p_counts) n (kind_id, quantity)
        cross join lateral returns.containers(v_seller, v_company, n.kind_id) c
        where n.quantity > c.balance) then
        raise exception using errcode = 'DR142', message = 'not so many containers';
    end if;
    insert into returns.returns (organization_id, id, buyer_organization_id, company_id, order_id,
        by_buyer, state, currency, reference, note, requested_by, requested_at, updated_at)
    values (v_seller, p_return, v_buyer, v_company, p_order, v_caller = v_buyer, 'requested',
        v_currencies[1], p_reference, p_note, p_account, p_now, p_now);
    insert into returns.lines (organization_id, return_id, line, buyer_organization_id, order_id,
        order_line, variant_id, code, name, reason, requested_quantity)
    select v_seller, p_return, u.place, v_buyer, p_order, u.line, l.variant_id, l.sku, l.name,
        u.reason, u.quantity
    from unnest(p_lines, p_quantities, p_reasons)
        with ordinality u (line, quantity, reason, place)
    join orders.order_lines l on l.organization_id = v_seller and l.order_id = p_order
        and l.line = u.line;
    insert into returns.lines (organization_id, return_id, line, buyer_organization_id, kind_id,
        code, name, requested_quantity)
    select v_seller, p_return, cardinality(p_lines) + u.place, v_buyer, k.id, k.code, k.name,
        u.quantity
    from unnest(p_kinds, p_counts) with ordinality u (kind_id, quantity, place)
    join pricing.deposit_kinds k on k.organization_id = v_seller and k.id = u.kind_id;
    perform returns.tell(p_return, 'return_requested', p_account, v_caller, p_request, p_now);
    perform set_config('app.organization', v_caller::text, true);
end $$;

-- The seller writes down a return of goods of no order it knows, for amounts that it states.
-- DR101: no such company or variant. DR141: more than was charged and is not given back yet.
create function returns.state(
    p_return uuid, p_company uuid, p_reference text, p_note text, p_currency text,
    p_variants uuid[], p_skus text[], p_quantities bigint[], p_amounts bigint[],
    p_reasons text[], p_before bigint[], p_documents text[], p_account uuid, p_request text,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_own uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_buyer uuid;
    v_lines integer;
    v_over text;
begin
    select c.buyer_organization_id into v_buyer from organizations.companies c
    where c.organization_id = v_own and c.id = p_company;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such company';
    end if;
    insert into returns.returns (organization_id, id, buyer_organization_id, company_id, by_buyer,
        state, currency, reference, note, requested_by, requested_at, updated_at)
    values (v_own, p_return, v_buyer, p_company, false, 'requested', p_currency, p_reference,
        p_note, p_account, p_now, p_now);
    insert into returns.lines (organization_id, return_id, line, buyer_organization_id, variant_id,
        code, name, reason, requested_quantity, stated_amount, charged_before, charged_document)
    select v_own, p_return, u.place, v_buyer, v.id, v.sku, p.name, u.reason, u.quantity, u.amount,
        coalesce(u.before, 0), u.document
    from unnest(p_variants, p_skus, p_quantities, p_amounts, p_reasons, p_before, p_documents)
        with ordinality u (variant_id, sku, quantity, amount, reason, before, document, place)
    join catalog.variants v on v.organization_id = v_own
        and (v.id = u.variant_id or u.variant_id is null and v.sku = u.sku)
    join catalog.products p on p.organization_id = v_own and p.id = v.product_id;
    get diagnostics v_lines = row_count;
    if v_lines <> cardinality(p_quantities) then
        raise exception using errcode = 'DR101', message = 'no such variant';
    end if;
    select string_agg(n.line::text, ', ' order by n.line) into v_over
    from (select min(l.line) as line, l.variant_id, sum(l.stated_amount) as amount,
            sum(l.charged_before) as before
        from returns.lines l
        where l.organization_id = v_own and l.return_id = p_return
        group by l.variant_id) n
    left join returns.variant_credits c on c.organization_id = v_own and c.company_id = p_company
        and c.variant_id = n.variant_id and c.currency = p_currency
    where n.amount > returns.charged(v_own, p_company, n.variant_id, p_currency) + n.before
        + coalesce(c.charged_before - c.refunded_amount, 0);
    if v_over is not null then
        raise exception using errcode = 'DR141', message = 'more than was charged', detail =
            'So much was not charged, or is given back, of line ' || v_over || '.';
    end if;
    perform returns.tell(p_return, 'return_requested', p_account, v_own, p_request, p_now);
end $$;

-- A return of the caller's customers, held with its order, the order first. DR101.
create function returns.hold(p_return uuid) returns returns.returns
language plpgsql set search_path = pg_catalog as $$
declare
    v_own uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_return returns.returns;
begin
    select * into v_return from returns.returns r
    where r.organization_id = v_own and r.id = p_return;
    if not found then
        raise exception using errcode = 'DR101', message = 'no such return';
    end if;
    if v_return.order_id is not null then
        perform orders.hold_order(v_return.order_id);
    end if;
    select * into v_return from returns.returns r
    where r.organization_id = v_own and r.id = p_return for update;
    return v_return;
end $$;

-- What was claimed for a return that comes to nothing may be returned again.
create function returns.let_go(p_return returns.returns) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    if p_return.order_id is null then
        return;
    end if;
    perform returns.claim(p_return.organization_id, p_return.order_id,
        coalesce(array_agg(l.order_line), '{}'),
        coalesce(array_agg(-l.requested_quantity), '{}'))
    from returns.lines l
    where l.organization_id = p_return.organization_id and l.return_id = p_return.id
        and l.order_line is not null;
end $$;

-- The seller approves or denies what was requested. DR101, DR102.
create function returns.decide(
    p_return uuid, p_to text, p_reason text, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_return returns.returns := returns.hold(p_return);
begin
    if v_return.state <> 'requested' then
        raise exception using errcode = 'DR102', message = v_return.state;
    end if;
    if p_to = 'denied' then
        perform returns.let_go(v_return);
    end if;
    update returns.returns r
    set state = p_to, decision_reason = p_reason, decided_at = p_now, updated_at = p_now,
        version = r.version + 1
    where r.organization_id = v_return.organization_id and r.id = p_return;
    perform returns.tell(p_return, 'return_' || p_to, p_account, v_return.organization_id,
        p_request, p_now);
end $$;

-- Who requested a return calls it off, until it was received. DR101, DR102. DR145: it was the other.
create function returns.cancel(
    p_return uuid, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_return returns.returns;
begin
    select * into v_return from returns.returns r
    where r.id = p_return and v_caller in (r.organization_id, r.buyer_organization_id);
    if not found then
        raise exception using errcode = 'DR101', message = 'no such return';
    end if;
    if v_return.by_buyer <> (v_caller = v_return.buyer_organization_id) then
        raise exception using errcode = 'DR145', message = 'the other party requested it';
    end if;
    perform set_config('app.organization', v_return.organization_id::text, true);
    v_return := returns.hold(p_return);
    if v_return.state not in ('requested', 'approved') then
        raise exception using errcode = 'DR102', message = v_return.state;
    end if;
    perform returns.let_go(v_return);
    update returns.returns r set state = 'cancelled', updated_at = p_now, version = r.version + 1
    where r.organization_id = v_return.organization_id and r.id = p_return;
    perform returns.tell(p_return, 'return_cancelled', p_account, v_caller, p_request, p_now);
    perform set_config('app.organization', v_caller::text, true);
end $$;
