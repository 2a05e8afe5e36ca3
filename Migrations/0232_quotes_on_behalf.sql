-- A quote to a company that is not on the platform is accepted by its seller, who says for whom.

alter table quotes.quotes
    add column accepted_for text check (length(accepted_for) between 1 and 200),
    add constraint quotes_accepted_for_state check (accepted_for is null or state = 'accepted');

-- As before; what was accepted for a buyer says so.
create or replace function quotes.tell(
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
    v_payload := case when v_quote.accepted_for is null
        then json_build_object('state', v_quote.state, 'round', v_quote.round,
            'valid_until', v_quote.valid_until, 'draft_order_id', v_quote.draft_order_id,
            'order_id', v_quote.order_id)
        else json_build_object('state', v_quote.state, 'round', v_quote.round,
            'valid_until', v_quote.valid_until, 'draft_order_id', v_quote.draft_order_id,
            'order_id', v_quote.order_id, 'accepted_for', v_quote.accepted_for) end;
    perform platform.append_event(v_quote.organization_id, platform.ordered_id(p_now), p_type,
        'quote', p_quote, p_account, p_request, p_now, v_payload);
    perform platform.append_event(v_quote.buyer_organization_id, platform.ordered_id(p_now),
        p_type, 'quote', p_quote, p_account, p_request, p_now, v_payload);
    perform orders.write_to_holders(
        case when v_caller = v_quote.organization_id then v_quote.buyer_organization_id
            else v_quote.organization_id end,
        'quotes.write', array[p_account], p_subject, p_body, p_now);
end $$;
