-- Promotions may name tags: then what is tagged with one of these is in the price book.

alter table pricing.promotions add column tags uuid[] not null default '{}';

-- Moves the caller's book, tells every server, and writes down why.
create function pricing.move_book(p_cause text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_version bigint;
begin
    if v_organization is null then
        raise exception 'a price book changes inside its organization only';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(v_organization::text, 11));
    insert into pricing.books as b (organization_id, version) values (v_organization, 1)
    on conflict (organization_id) do update set version = b.version + 1
    returning b.version into v_version;
    insert into pricing.book_versions (organization_id, version, cause, account_id)
    values (v_organization, v_version, p_cause,
        nullif(current_setting('app.account', true), '')::uuid);
    perform pg_notify('dray_price_book', v_organization::text);
end $$;
revoke all on function pricing.move_book from public;

create or replace function pricing.book_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pricing.move_book(tg_table_name);
    return null;
end $$;

-- A book holds the tags alone that some promotion asks for: no others move it.
create function pricing.tags_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform from changed c join pricing.promotions p
        on p.organization_id = c.organization_id and c.tag_id = any(p.tags);
    if found then
        perform pricing.move_book(tg_table_name);
    end if;
    return null;
end $$;
revoke all on function pricing.tags_changed from public;
create trigger book_changed_insert after insert on catalog.product_tags
    referencing new table as changed
    for each statement execute function pricing.tags_changed();
create trigger book_changed_delete after delete on catalog.product_tags
    referencing old table as changed
    for each statement execute function pricing.tags_changed();
