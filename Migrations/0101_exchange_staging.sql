-- A file waits row by row in a table, not in memory: it may be large, and an upload that breaks off
-- or a server that is killed goes on from the row that was kept last.

alter table exchange.imports
    drop constraint imports_kind_check,
    drop constraint imports_state_check,
    add constraint imports_kind_check
        check (kind in ('products', 'prices', 'stock', 'companies')),
    add constraint imports_state_check check (state in
        ('running', 'interrupted', 'applied', 'checked', 'refused', 'failed')),
    -- Checks everything and writes nothing.
    add column is_dry_run boolean not null default false,
    -- What the rows go to: a price list, a warehouse; what goes on has the same.
    add column target text not null default '',
    -- The line of the next row that is to come; `rows_read` have come.
    add column next_line integer not null default 1,
    -- The whole file is here.
    add column is_whole boolean not null default false,
    -- Where rows that were applied end, in the order they are applied in.
    add column applied_key text not null default '',
    add column applied_number integer not null default 0,
    -- Whoever goes on with an import takes the next number; who had it before can do no more.
    add column attempt integer not null default 1,
    add column touched_at timestamptz not null default now();

-- `cells` are the texts of the columns known to the import, in their order, joined by U+001F; one
-- that the file lacks is U+001E. `fault` is why a row could not be read.
create table exchange.staged_rows (
    organization_id uuid not null references organizations.organizations,
    import_id uuid not null,
    number integer not null,
    line integer not null,
    key text not null,
    cells text not null,
    fault text,
    primary key (organization_id, import_id, number)
);
call platform.guard_tenant_table('exchange.staged_rows');
create index staged_rows_by_key on exchange.staged_rows (organization_id, import_id, key, number);
grant select, insert, delete on exchange.staged_rows to dray_server;

create index import_problems_by_line
    on exchange.import_problems (organization_id, import_id, line, number);
