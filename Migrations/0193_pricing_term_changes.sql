-- What else than entries differs between two versions of a price book: lists, promotions, taxes,
-- excises and kinds of containers, as they were and as they are.

-- Append-only. `before` is null for what is new, `after` for what is gone.
create table pricing.term_changes (
    organization_id uuid not null,
    version bigint not null,
    -- The table it is of.
    kind text not null,
    id uuid not null,
    before jsonb,
    after jsonb,
    place bigint not null generated always as identity,
    primary key (organization_id, version, place),
    foreign key (organization_id, version)
        references pricing.book_versions (organization_id, version)
);
call platform.guard_tenant_table('pricing.term_changes');
grant select on pricing.term_changes to dray_server;

-- What a row says, without what it is known by and when it was written.
create function pricing.terms(p_row jsonb) returns jsonb
language sql immutable set search_path = pg_catalog as $$
    select p_row - '{organization_id,id,created_at,updated_at,version}'::text[]
$$;
revoke all on function pricing.terms from public;

-- Runs after `book_changed`, by its name, and so under the version that the statement made.
create function pricing.terms_logged() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_version bigint;
begin
    select b.version into v_version from pricing.books b
    where b.organization_id = nullif(current_setting('app.organization', true), '')::uuid;
    if tg_op = 'INSERT' then
        insert into pricing.term_changes (organization_id, version, kind, id, after)
        select n.organization_id, v_version, tg_table_name, n.id, pricing.terms(to_jsonb(n))
        from added n;
    elsif tg_op = 'DELETE' then
        insert into pricing.term_changes (organization_id, version, kind, id, before)
        select o.organization_id, v_version, tg_table_name, o.id, pricing.terms(to_jsonb(o))
        from gone o;
    else
        insert into pricing.term_changes (organization_id, version, kind, id, before, after)
        select n.organization_id, v_version, tg_table_name, n.id, pricing.terms(to_jsonb(o)),
            pricing.terms(to_jsonb(n))
        from gone o join added n on n.organization_id = o.organization_id and n.id = o.id
        where pricing.terms(to_jsonb(o)) <> pricing.terms(to_jsonb(n));
    end if;
    return null;
end $$;
revoke all on function pricing.terms_logged from public;

do $$
declare
    v_table text;
begin
    foreach v_table in array
        array['price_lists', 'promotions', 'tax_rates', 'excise_rates', 'deposit_kinds']
    loop
        execute format('create trigger terms_logged_insert after insert on pricing.%I
            referencing new table as added
            for each statement execute function pricing.terms_logged()', v_table);
        execute format('create trigger terms_logged_update after update on pricing.%I
            referencing old table as gone new table as added
            for each statement execute function pricing.terms_logged()', v_table);
        execute format('create trigger terms_logged_delete after delete on pricing.%I
            referencing old table as gone
            for each statement execute function pricing.terms_logged()', v_table);
    end loop;
end $$;
