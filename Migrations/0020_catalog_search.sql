-- Prefix search on variants' names. The column holds what is compared, because under row-level
-- security no index serves a condition with a function such as lower() around a column; its
-- collation compares bytes, so that a prefix is a range.

alter table catalog.variants
    add column search_name text collate "C" not null generated always as (lower(name)) stored;
create index variants_by_name on catalog.variants
    (organization_id, search_name, id);
