-- As before, and never again for an instant that had its run: one that was skipped stays so where
-- the order is paused and resumed, or edited to the same days.
create or replace function standing_orders.reschedule(
    p_organization uuid, p_id uuid, p_after timestamptz, p_now timestamptz
) returns void
language plpgsql volatile set search_path = pg_catalog as $$
declare
    v_order standing_orders.orders;
    v_due timestamptz := p_after;
begin
    select * into v_order from standing_orders.orders s
    where s.organization_id = p_organization and s.id = p_id;
    loop
        v_due := standing_orders.next_due(v_order.cadence, v_order.every, v_order.weekdays,
            v_order.month_day, v_order.at_time, v_order.time_zone, v_order.starts_on,
            v_order.ends_on, v_due);
        exit when v_due is null or not exists (select from standing_orders.runs r
            where r.organization_id = p_organization and r.standing_order_id = p_id
                and r.due_at = v_due);
    end loop;
    update standing_orders.orders o
    set next_due_at = v_due, state = case when v_due is null then 'ended' else 'active' end,
        updated_at = p_now, version = o.version + 1
    where o.organization_id = p_organization and o.id = p_id;
end $$;
