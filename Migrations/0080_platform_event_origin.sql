-- Where an event came from: the client's address, the app and the session of its token, and who
-- acted for the account, where somebody did. The transaction says so once, in `app.origin` (address,
-- app, session, actor, parted by spaces); whatever writes an event in it, a function of another
-- organization too, writes these along.
alter table platform.events
    add address text
        default nullif(split_part(current_setting('app.origin', true), ' ', 1), ''),
    add app_id uuid
        default nullif(split_part(current_setting('app.origin', true), ' ', 2), '')::uuid,
    add session_id uuid
        default nullif(split_part(current_setting('app.origin', true), ' ', 3), '')::uuid,
    add acting_account_id uuid
        default nullif(split_part(current_setting('app.origin', true), ' ', 4), '')::uuid;

-- An event in the ledger of an organization, for functions that work inside it for somebody who
-- isn't; of no use by itself.
create function platform.append_event(
    p_organization uuid, p_event uuid, p_type text, p_kind text, p_subject uuid, p_account uuid,
    p_request text, p_now timestamptz, p_payload json
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
begin
    perform set_config('app.organization', p_organization::text, true);
    insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, account_id,
        request_id, at, payload)
    values (p_organization, p_event, p_type, p_kind, p_subject, p_account, p_request, p_now,
        p_payload);
    perform set_config('app.organization', v_organization, true);
end $$;
revoke all on function platform.append_event from public;
