-- Conditions of triggers, too, are read from their text with each statement: what the stock level of
-- every order meets, and every order without coupons, is said in fewer words; their functions say the
-- rest.

-- As before, where the level is on the other side of its reorder point than it was.
create or replace function inventory.watch_level() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    if coalesce(new.on_hand - new.reserved - new.allocated < new.reorder_point, false) = new.is_low
    then
        return null;
    end if;
    update inventory.stock_levels s set is_low = not new.is_low
    where s.organization_id = new.organization_id and s.warehouse_id = new.warehouse_id
        and s.variant_id = new.variant_id;
    insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, account_id,
        at, payload)
    values (new.organization_id, platform.ordered_id(clock_timestamp()),
        case when new.is_low then 'stock_restored' else 'stock_low' end, 'variant', new.variant_id,
        nullif(current_setting('app.account', true), '')::uuid, clock_timestamp(),
        json_build_object('warehouse_id', new.warehouse_id,
            'available', new.on_hand - new.reserved - new.allocated,
            'reorder_point', new.reorder_point));
    return null;
end $$;
drop trigger watch_level on inventory.stock_levels;
create trigger watch_level after update on inventory.stock_levels for each row
    when (new.is_low or new.reorder_point is not null)
    execute function inventory.watch_level();

drop trigger take_coupons on orders.orders;
create trigger take_coupons after insert on orders.orders
    for each row when (new.coupons <> '{}')
    execute function pricing.take_coupons();
