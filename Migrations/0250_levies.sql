-- Levies are a context of their own, below the catalogue, which names them, and below pricing, whose
-- books they are a part of. Their tables move with their triggers, policies and grants; what another
-- context does when they change stays that context's own function.
create schema levies;
grant usage on schema levies to dray_server;

alter table pricing.tax_rates set schema levies;
alter table pricing.excise_rates set schema levies;
alter table pricing.deposit_kinds set schema levies;
alter table pricing.places set schema levies;

-- Where goods go.

alter function pricing.place_changed() set schema levies;
alter function pricing.place_of(uuid) set schema levies;

-- Where an organization is: what it said of itself, else where its address is.
create function levies.own_place(p_organization uuid) returns text
language plpgsql set search_path = pg_catalog as $$
begin
    return levies.place_of_company(
        p_organization, '00000000-0000-0000-0000-000000000000', p_organization);
end $$;

-- Where the goods of a company go: what its seller said of it, else where the buyer's address is.
create function levies.place_of_company(p_organization uuid, p_company uuid, p_buyer uuid)
returns text
language plpgsql set search_path = pg_catalog as $$
declare
    v_place text;
begin
    select p.jurisdiction into v_place from levies.places p
    where p.organization_id = p_organization and p.company_id = p_company;
    return coalesce(v_place, levies.place_of(p_buyer));
end $$;

-- What a company's place was is the place of the one that takes its own, where none was said of it.
create function levies.hand_over_company(
    p_organization uuid, p_from uuid, p_to uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    -- Not even asked for where there is nothing to hand over: a statement moves the price book.
    if exists (select from levies.places p
        where p.organization_id = p_organization and p.company_id = p_from)
    then
        insert into levies.places (organization_id, company_id, jurisdiction, updated_at)
        select p_organization, p_to, p.jurisdiction, p_now from levies.places p
        where p.organization_id = p_organization and p.company_id = p_from
        on conflict do nothing;
    end if;
end $$;
revoke all on function levies.own_place, levies.place_of_company, levies.hand_over_company
    from public;
grant execute on function levies.own_place, levies.place_of_company, levies.hand_over_company
    to dray_server;

-- What names a company names the one that takes its place: lists and promotions.
create or replace function pricing.hand_over_company(
    p_organization uuid, p_from uuid, p_to uuid, p_now timestamptz
) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    v_lists text[] := pricing.lists_of_company(p_organization, p_from);
begin
    if v_lists <> '{}' then
        perform pricing.assign_companies(p_organization, jsonb_build_array(
            jsonb_build_object('id', p_from, 'lists', '[]'::jsonb),
            jsonb_build_object('id', p_to, 'lists', to_jsonb(
                pricing.lists_of_company(p_organization, p_to) || v_lists))), p_now);
    end if;
    if exists (select from pricing.promotions p
        where p.organization_id = p_organization and p_from = any (p.audience_ids))
    then
        update pricing.promotions p
        set audience_ids = array_replace(p.audience_ids, p_from, p_to), updated_at = p_now,
            version = p.version + 1
        where p.organization_id = p_organization and p_from = any (p.audience_ids);
    end if;
end $$;

-- Names: levies say what there is; the catalogue asks them whenever a variant names some, and looks
-- for its variants when some go.

drop function pricing.levy_names;

-- DR190: no such class of taxes; DR191: of excises; DR192: no such kind of container. Takes the lock
-- that whoever ends a levy takes too (the price book's), so that none is named and ended at once.
create function levies.check_names(
    p_organization uuid, p_tax_class text, p_excise_class text, p_containers uuid[]
) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_organization::text, 11));
    if p_tax_class <> 'standard' and not exists (select from levies.tax_rates t
        where t.organization_id = p_organization and t.tax_class = p_tax_class)
    then
        raise exception using errcode = 'DR190', message = 'no tax is of the class',
            detail = format('No tax is of the class `%s`.', p_tax_class);
    end if;
    if p_excise_class is not null and not exists (select from levies.excise_rates e
        where e.organization_id = p_organization and e.excise_class = p_excise_class)
    then
        raise exception using errcode = 'DR191', message = 'no excise is of the class',
            detail = format('No excise is of the class `%s`.', p_excise_class);
    end if;
    if exists (select from unnest(p_containers) k (id)
        where not exists (select from levies.deposit_kinds d
            where d.organization_id = p_organization and d.id = k.id))
    then
        raise exception using errcode = 'DR192', message = 'no such kind of container',
            detail = 'You have no such kind of container.';
    end if;
end $$;
revoke all on function levies.check_names from public;

alter function pricing.levies_known() set schema catalog;
create or replace function catalog.levies_known() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform levies.check_names(
        new.organization_id, new.tax_class, new.excise_class, new.container_kinds);
    return null;
end $$;

-- DR193: the last tax of a class, or the last excise, goes while variants are of it.
alter function pricing.levy_in_use() set schema catalog;
create or replace function catalog.levy_in_use() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(old.organization_id::text, 11));
    if tg_table_name = 'tax_rates' then
        perform from catalog.variants v
        where v.organization_id = old.organization_id and v.tax_class = old.tax_class
            and v.tax_class <> 'standard'
            and not exists (select from levies.tax_rates t
                where t.organization_id = old.organization_id and t.tax_class = old.tax_class)
        limit 1;
    else
        perform from catalog.variants v
        where v.organization_id = old.organization_id and v.excise_class = old.excise_class
            and not exists (select from levies.excise_rates e
                where e.organization_id = old.organization_id
                    and e.excise_class = old.excise_class)
        limit 1;
    end if;
    if found then
        raise exception using errcode = 'DR193', message = 'variants are of the class',
            detail = 'It is the last of its class, and variants are of it; a rate of 0 exempts.';
    end if;
    return null;
end $$;

-- The functions above levies that read kinds of containers are what they were (0114, 0147), with
-- the table under its new name.
do $$
declare
    v_function regproc;
begin
    foreach v_function in array array['orders.container_balances', 'returns.request']::regproc[]
    loop
        execute replace(
            pg_get_functiondef(v_function), 'pricing.deposit_kinds', 'levies.deposit_kinds');
    end loop;
end $$;
