-- Quotes: prices that a seller offers a buyer until some instant, asked for, countered, accepted.

create schema quotes;
grant usage on schema quotes to dray_server;

-- `asked` waits for its seller, `offered` for its buyer. What is neither, or past `valid_until`, is
-- over; that it is past is worked out when it is read.
create table quotes.quotes (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    company_id uuid not null,
    channel_id uuid not null,
    state text not null check (state in ('asked', 'offered', 'accepted', 'declined', 'withdrawn')),
    round integer not null check (round > 0),
    currency text not null,
    valid_until timestamptz,
    reference text,
    note text,
    reason text,
    -- Who of the buyer last had a part in it, and who made the round that it is at.
    buyer_account_id uuid,
    proposed_by uuid not null,
    draft_order_id uuid,
    order_id uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (organization_id, id),
    check ((state = 'accepted') = (draft_order_id is not null)),
    check (state <> 'offered' or valid_until is not null),
    foreign key (organization_id, company_id, buyer_organization_id)
        references organizations.companies (organization_id, id, buyer_organization_id),
    foreign key (organization_id, channel_id)
        references organizations.channels (organization_id, id)
);
call platform.guard_trade_table('quotes.quotes');
create index quotes_of_buyer on quotes.quotes (buyer_organization_id, id);
grant select, insert, update on quotes.quotes to dray_server;

-- What each round said; nothing is ever changed of it.
create table quotes.lines (
    organization_id uuid not null,
    quote_id uuid not null,
    round integer not null,
    line integer not null check (line > 0),
    buyer_organization_id uuid not null,
    variant_id uuid not null,
    sku text not null,
    name text not null,
    unit text not null,
    quantity bigint not null check (quantity > 0),
    -- Of one of the unit; null where the buyer asks what it would be.
    unit_amount bigint check (unit_amount >= 0),
    primary key (organization_id, quote_id, round, line),
    foreign key (organization_id, quote_id) references quotes.quotes (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_trade_table('quotes.lines');
create index lines_of_buyer on quotes.lines (buyer_organization_id, quote_id, round, line);
grant select, insert on quotes.lines to dray_server;

-- An event of a quote of the caller's in the ledgers of both parties, and a letter to the other's
-- people who answer quotes.
create function quotes.tell(
    p_quote uuid, p_type text, p_subject text, p_body text, p_account uuid, p_request text,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_quote quotes.quotes;
    v_payload json;
begin
    select * into v_quote from quotes.quotes q
    where q.organization_id = v_caller and q.id = p_quote;
    if not found then
        select * into v_quote from quotes.quotes q
        where q.buyer_organization_id = v_caller and q.id = p_quote;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such quote';
        end if;
    end if;
    v_payload := json_build_object('state', v_quote.state, 'round', v_quote.round,
        'valid_until', v_quote.valid_until, 'draft_order_id', v_quote.draft_order_id,
        'order_id', v_quote.order_id);
    perform platform.append_event(v_quote.organization_id, platform.ordered_id(p_now), p_type,
        'quote', p_quote, p_account, p_request, p_now, v_payload);
    perform platform.append_event(v_quote.buyer_organization_id, platform.ordered_id(p_now),
        p_type, 'quote', p_quote, p_account, p_request, p_now, v_payload);
    perform orders.write_to_holders(
        case when v_caller = v_quote.organization_id then v_quote.buyer_organization_id
            else v_quote.organization_id end,
        'quotes.write', array[p_account], p_subject, p_body, p_now);
end $$;

-- Places the draft of an accepted quote: as its seller, whose word is given. Where the buyer's own
-- rule wants a second person it stays a draft, and null is the answer.
create function quotes.place(
    p_draft uuid, p_order uuid, p_number text, p_now timestamptz, p_account uuid, p_event uuid,
    p_request text
) returns uuid
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller text := current_setting('app.organization', true);
    v_seller uuid;
    v_placed boolean := true;
begin
    select d.organization_id into v_seller from orders.draft_orders d
    where d.organization_id = nullif(v_caller, '')::uuid and d.id = p_draft;
    if not found then
        select d.organization_id into v_seller from orders.draft_orders d
        where d.buyer_organization_id = nullif(v_caller, '')::uuid and d.id = p_draft;
        if not found then
            raise exception using errcode = 'DR101', message = 'no such draft';
        end if;
    end if;
    perform set_config('app.organization', v_seller::text, true);
    begin
        perform orders.place(p_draft, p_order, p_number, null, p_now, p_account, p_event,
            p_request);
    exception when sqlstate 'DR110' then
        v_placed := false;
    end;
    perform set_config('app.organization', v_caller, true);
    return case when v_placed then p_order end;
end $$;
revoke all on function quotes.tell, quotes.place from public;
grant execute on function quotes.tell, quotes.place to dray_server;
