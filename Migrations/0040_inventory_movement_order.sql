-- Movements are read by when they happened: their ids are random where a statement makes many.
drop index inventory.stock_movements_of_variant;
create index stock_movements_of_variant
    on inventory.stock_movements (organization_id, warehouse_id, variant_id, at, id);
