-- A page of the rows that wait ends at so many bytes, too: a thousand rows of 64 KiB each were held by
-- the server that applied them. The first row always comes. Otherwise as before.
drop function exchange.staged_page(uuid, uuid, integer, bigint);
create function exchange.staged_page(
    p_organization uuid, p_import uuid, p_after integer, p_limit bigint,
    p_bytes bigint default 1048576
) returns table (number integer, line integer, key text, cells text, fault text, first integer)
language plpgsql stable set search_path = pg_catalog set enable_sort = off
set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_bytes bigint := 0;
begin
    for number, line, key, cells, fault, first in
        select s.number, s.line, s.key, s.cells, s.fault,
            case when s.key <> '' then (
                select f.line from exchange.staged_rows f
                where f.organization_id = p_organization and f.import_id = p_import
                    and f.key >= s.key and f.key <= s.key and f.number < s.number
                order by f.key, f.number limit 1) end
        from exchange.staged_rows s
        where s.organization_id = p_organization and s.import_id = p_import
            and s.number > p_after
        order by s.number limit p_limit
    loop
        return next;
        v_bytes := v_bytes + octet_length(cells);
        exit when v_bytes >= p_bytes;
    end loop;
end $$;
revoke all on function exchange.staged_page from public;
grant execute on function exchange.staged_page to dray_server;
