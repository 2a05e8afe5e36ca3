-- A page of the rows that wait, in the file's order, each with the line on which its key stood
-- first. Where PostgreSQL has no statistics of these rows yet, walking all that came before a row
-- looks as cheap as asking the index by key, and is the square of the file: whatever has to be put
-- in order is ruled out, which leaves the index whose order it is.
create function exchange.staged_page(
    p_organization uuid, p_import uuid, p_after integer, p_limit bigint
) returns table (number integer, line integer, key text, cells text, fault text, first integer)
language plpgsql stable set search_path = pg_catalog set enable_sort = off
set enable_seqscan = off set enable_bitmapscan = off as $$
begin
    return query
    select s.number, s.line, s.key, s.cells, s.fault,
        case when s.key <> '' then (
            select f.line from exchange.staged_rows f
            where f.organization_id = p_organization and f.import_id = p_import
                and f.key >= s.key and f.key <= s.key and f.number < s.number
            order by f.key, f.number limit 1) end
    from exchange.staged_rows s
    where s.organization_id = p_organization and s.import_id = p_import and s.number > p_after
    order by s.number limit p_limit;
end $$;
revoke all on function exchange.staged_page from public;
grant execute on function exchange.staged_page to dray_server;
