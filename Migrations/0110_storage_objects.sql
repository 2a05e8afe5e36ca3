-- Objects of the storage that no row speaks for, of whatever kind: documents, images. One is noted
-- before its bytes are stored and claimed by the transaction that writes its row; one whose row
-- goes is condemned by the transaction that deletes it. What nobody claims is condemned after a
-- while: from then on it can't be claimed, so that its bytes may be removed. So row and bytes agree
-- wherever a server was killed.

create schema storage;
grant usage on schema storage to dray_server;

create table storage.loose_objects (
    key text primary key check (length(key) between 1 and 512),
    noted_at timestamptz not null,
    condemned_at timestamptz
);
create index loose_objects_noted on storage.loose_objects (noted_at)
    where condemned_at is null;
create index loose_objects_condemned on storage.loose_objects (key)
    where condemned_at is not null;

insert into storage.loose_objects (key, noted_at, condemned_at)
select 'documents/' || right(l.id::text, 2) || '/' || l.id, l.noted_at, l.condemned_at
from organizations.loose_objects l;

-- Noted again, one waits anew.
create function storage.note_objects(p_keys text[], p_now timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
    insert into storage.loose_objects as l (key, noted_at)
    select unnest(p_keys), p_now
    on conflict (key) do update set noted_at = excluded.noted_at where l.condemned_at is null;
$$;

-- Whether all were still there to be claimed.
create function storage.claim_objects(p_keys text[]) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_claimed integer;
begin
    delete from storage.loose_objects l where l.key = any (p_keys) and l.condemned_at is null;
    get diagnostics v_claimed = row_count;
    return v_claimed = cardinality(p_keys);
end $$;

-- For triggers of those whose rows are objects.
create function storage.condemn_objects(p_keys text[]) returns void
language sql security definer set search_path = pg_catalog as $$
    insert into storage.loose_objects as l (key, noted_at, condemned_at)
    select unnest(p_keys), now(), now()
    on conflict (key) do update set condemned_at = coalesce(l.condemned_at, now());
$$;

-- Condemns what was noted before then and never claimed; answers all that is condemned.
create function storage.condemned_objects(
    p_before timestamptz, p_now timestamptz, p_limit bigint
) returns setof text
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update storage.loose_objects l set condemned_at = p_now
    where l.key in (
        select c.key from storage.loose_objects c
        where c.condemned_at is null and c.noted_at < p_before
        order by c.noted_at limit p_limit for update skip locked);
    return query
    select l.key from storage.loose_objects l where l.condemned_at is not null
    order by l.key limit p_limit;
end $$;

create function storage.forget_object(p_key text) returns void
language sql security definer set search_path = pg_catalog as $$
    delete from storage.loose_objects l where l.key = p_key and l.condemned_at is not null;
$$;

revoke all on function storage.note_objects, storage.claim_objects, storage.condemn_objects,
    storage.condemned_objects, storage.forget_object
from public;
grant execute on function storage.note_objects, storage.claim_objects,
    storage.condemned_objects, storage.forget_object
to dray_server;

create or replace function organizations.condemn_object() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform storage.condemn_objects(
        array['documents/' || right(old.id::text, 2) || '/' || old.id]);
    return null;
end $$;

drop function organizations.note_object, organizations.claim_object,
    organizations.condemned_objects, organizations.forget_object;
drop table organizations.loose_objects;
