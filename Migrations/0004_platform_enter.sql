-- How a transaction becomes somebody's: one call sets whose rows it sees and checks that the token
-- it acts for still holds.

-- A token carries the sum of three epochs that only ever grow: its session's, its account's and
-- its organization's. The sum is equal exactly when none of them has moved. DR003: it has.
create function platform.enter(
    p_organization uuid, p_account uuid, p_session uuid, p_epoch bigint, p_platform boolean
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_epoch bigint;
begin
    perform set_config('app.organization', coalesce(p_organization::text, ''), true),
        set_config('app.account', coalesce(p_account::text, ''), true),
        set_config('app.platform', case when p_platform then 'on' else '' end, true);
    if p_session is null then
        return;
    end if;
    select s.epoch + a.epoch + coalesce((
            select o.epoch from organizations.organizations o
            where o.organization_id = p_organization), 0)
    into v_epoch
    from identity.sessions s join identity.accounts a on a.id = s.account_id
    where s.id = p_session and s.account_id = p_account and s.revoked_at is null
        and s.organization_id is not distinct from p_organization;
    if v_epoch is distinct from p_epoch then
        raise exception using errcode = 'DR003', message = 'the token no longer holds';
    end if;
end $$;
revoke all on function platform.enter from public;
grant execute on function platform.enter to dray_server;
