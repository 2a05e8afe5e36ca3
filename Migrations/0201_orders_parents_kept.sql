-- Orders, stock levels and companies are never deleted and never change their keys. That is held
-- where it would happen, and so what an order writes by the row needn't ask for its parent, row by
-- row, and lock it: the line whose order is written by the same statement, the movement whose level
-- is, the order whose company its draft has. Who buys at the same time for one company met on its
-- row.

create function platform.keep_rows() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    raise exception 'rows of %.% stay, and keep their keys', tg_table_schema, tg_table_name;
end $$;
revoke all on function platform.keep_rows from public;
create trigger keep_rows
    before delete or truncate or update of organization_id, id on orders.orders
    for each statement execute function platform.keep_rows();
create trigger keep_rows
    before delete or truncate or update of organization_id, warehouse_id, variant_id
    on inventory.stock_levels
    for each statement execute function platform.keep_rows();
create trigger keep_rows
    before delete or truncate or update of organization_id, id on organizations.companies
    for each statement execute function platform.keep_rows();

alter table orders.orders
    drop constraint orders_organization_id_company_id_buyer_organization_id_fkey;
alter table orders.order_lines drop constraint order_lines_organization_id_order_id_fkey;
alter table inventory.stock_movements
    drop constraint stock_movements_organization_id_warehouse_id_variant_id_fkey;

-- A draft is placed once: room for that beside it keeps its indexes as they are.
alter table orders.draft_orders set (fillfactor = 75);
