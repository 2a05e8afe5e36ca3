-- What a draft was priced with may end without anybody changing it: a listing, a list, a promotion,
-- a scheduled price, a tax. The book's version doesn't move then: a draft that is placed after its
-- freeze period is priced anew where any such instant passed since. Where nothing it charges
-- changed it goes on silently, as where a version moved.

create index entries_to_come on pricing.entries (organization_id, next_from)
    where next_from is not null;
create index promotions_from on pricing.promotions (organization_id, valid_from)
    where valid_from is not null;
create index promotions_until on pricing.promotions (organization_id, valid_until)
    where valid_until is not null;

-- Whether something that prices depend on began or ended after the one instant and not after the
-- other: of these variants on that channel, or of the seller's as a whole. Asked with each order:
-- its plan is kept, where a function in SQL would be planned anew each time.
create function pricing.turned(
    p_organization uuid, p_channel uuid, p_variants uuid[], p_after timestamptz,
    p_until timestamptz
) returns boolean
language plpgsql stable set search_path = pg_catalog as $$
begin
    return exists (select from catalog.listings l
            where l.organization_id = p_organization and l.channel_id = p_channel
                and l.variant_id = any(p_variants)
                and (l.published_from > p_after and l.published_from <= p_until
                    or l.published_until > p_after and l.published_until <= p_until))
        or exists (select from pricing.price_lists l
            where l.organization_id = p_organization
                and (l.valid_from > p_after and l.valid_from <= p_until
                    or l.valid_until > p_after and l.valid_until <= p_until))
        or exists (select from pricing.entries e
            where e.organization_id = p_organization and e.next_from > p_after
                and e.next_from <= p_until)
        or exists (select from pricing.promotions p
            where p.organization_id = p_organization and p.valid_from > p_after
                and p.valid_from <= p_until)
        or exists (select from pricing.promotions p
            where p.organization_id = p_organization and p.valid_until > p_after
                and p.valid_until <= p_until)
        or exists (select from pricing.tax_rates t
            where t.organization_id = p_organization
                and (t.valid_from > p_after and t.valid_from <= p_until
                    or t.valid_until > p_after and t.valid_until <= p_until))
        or exists (select from pricing.excise_rates e
            where e.organization_id = p_organization
                and (e.valid_from > p_after and e.valid_from <= p_until
                    or e.valid_until > p_after and e.valid_until <= p_until));
end $$;
revoke all on function pricing.turned from public;

-- As before, and only what the buyer approved where its own rule asks for that (DR110); what doesn't
-- reach an order minimum is placed by its seller alone (DR112, detail: what is missing). Prices have
-- moved (DR104) where something that they depend on has turned, too; a draft that is dated back was
-- priced for its date, which no clock moves.
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
    v_variants uuid[];
    v_quantities bigint[];
    v_taking inventory.taking;
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
    if v_draft.order_minimums is not null and v_caller <> v_draft.organization_id then
        raise exception using errcode = 'DR112', message = 'below an order minimum',
            detail = v_draft.order_minimums::text;
    end if;
    if orders.needs_approval(v_draft) then
        raise exception using errcode = 'DR110', message = 'a second person approves';
    end if;
    -- Meets the exclusive lock of pricing.book_changed: the version read here is the one until
    -- this transaction ends.
    perform pg_advisory_xact_lock_shared(
        hashtextextended(v_draft.organization_id::text, 11));
    select b.version into v_book from pricing.books b
    where b.organization_id = v_draft.organization_id;
    if p_now >= v_draft.priced_at + make_interval(secs => v_freeze)
        and (v_book is distinct from v_draft.book_version
            or v_draft.ordered_at is null and pricing.turned(v_draft.organization_id,
                v_draft.channel_id, array(
                    select l.variant_id from orders.draft_order_lines l
                    where l.organization_id = v_draft.organization_id
                        and l.draft_order_id = p_draft),
                v_draft.priced_at, p_now))
    then
        raise exception using errcode = 'DR104', message = coalesce(v_book, 0)::text;
    end if;

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
    -- All lines of the order at once, summed per variant. Last of all: whoever wants the same stock
    -- waits from here to the end of the transaction.
    select array_agg(n.variant_id), array_agg(n.quantity) into v_variants, v_quantities
    from (
        select l.variant_id, sum(l.base_quantity)::bigint as quantity
        from orders.draft_order_lines l
        where l.organization_id = v_draft.organization_id and l.draft_order_id = p_draft
        group by l.variant_id order by l.variant_id) n;
    v_taking := inventory.allocate(v_draft.organization_id, v_draft.channel_id,
        v_draft.warehouse_id, v_draft.company_id, v_draft.reservation_id, p_order, p_account,
        p_now, v_variants, v_quantities);
    if not v_taking.done then
        raise exception using errcode = 'DR105', message = 'not enough stock',
            detail = orders.short_lines(v_draft.organization_id, p_draft, v_taking.short,
                v_taking.available);
    end if;
    if v_taking.warehouse_id <> v_draft.warehouse_id then
        update orders.orders o set warehouse_id = v_taking.warehouse_id
        where o.organization_id = v_draft.organization_id and o.id = p_order;
    end if;
    if v_taking.short is not null then
        perform orders.write_shortfall(v_draft.organization_id, p_order, v_taking.short,
            v_taking.missing);
    end if;
    v_receipt := row(v_draft.organization_id, p_number, p_draft, v_draft.currency,
        v_draft.total_amount, v_draft.line_count, v_draft.base_quantity,
        coalesce(v_draft.ordered_at, p_now), p_now);
    perform set_config('app.organization', v_caller::text, true);
    return v_receipt;
end $$;
