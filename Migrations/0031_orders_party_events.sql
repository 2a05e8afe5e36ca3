-- An event of a draft belongs to its seller's ledger whichever party acted. The function lets a
-- buyer's transaction write it there, and only about a draft it is a party to.
create function orders.record_draft_event(
    p_seller uuid, p_event uuid, p_type text, p_draft uuid, p_account uuid, p_request text,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_draft orders.draft_orders;
begin
    select * into v_draft from orders.draft_orders d
    where d.organization_id = p_seller and d.id = p_draft
        and (d.organization_id = v_caller or d.buyer_organization_id = v_caller);
    if not found then
        raise exception using errcode = 'DR101', message = 'no such draft';
    end if;
    perform set_config('app.organization', p_seller::text, true);
    insert into platform.events
        (organization_id, id, type, aggregatetype, aggregateid, account_id, request_id, at,
        payload)
    values (p_seller, p_event, p_type, 'draft_order', p_draft, p_account, p_request, p_now,
        json_build_object('state', v_draft.state, 'version', v_draft.version,
            'total_amount', v_draft.total_amount, 'currency', v_draft.currency));
    perform set_config('app.organization', v_caller::text, true);
end $$;
revoke all on function orders.record_draft_event from public;
grant execute on function orders.record_draft_event to dray_server;
