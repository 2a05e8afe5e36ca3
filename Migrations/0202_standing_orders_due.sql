-- Those that are due behind one of them, the longest first: what can't be run is passed over, and
-- holds up nobody who is due after it.
create function standing_orders.due_after(
    p_now timestamptz, p_after_at timestamptz, p_after uuid, p_limit integer
) returns table (standing_order_id uuid, owner uuid, account_id uuid, due_at timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
    select d.standing_order_id, d.owner, d.account_id, d.due_at from standing_orders.due d
    where d.due_at <= p_now and (d.due_at, d.standing_order_id) > (
        coalesce(p_after_at, '-infinity'),
        coalesce(p_after, '00000000-0000-0000-0000-000000000000'))
    order by d.due_at, d.standing_order_id limit p_limit
$$;
revoke all on function standing_orders.due_after from public;
grant execute on function standing_orders.due_after to dray_server;
drop function standing_orders.due_at;
