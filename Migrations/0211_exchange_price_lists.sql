-- Files of price lists: their windows, minimums and whom they are for; their prices are another.

alter table exchange.imports
    drop constraint imports_kind_check,
    add constraint imports_kind_check
        check (kind in ('products', 'prices', 'stock', 'companies', 'price_lists'));
