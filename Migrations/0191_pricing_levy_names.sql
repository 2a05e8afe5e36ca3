-- A class of taxes or excises, or a kind of container, that a variant names has to be one there is:
-- what nobody levies is said, and not silently untaxed. `standard` is the class of what names none.

-- What an organization's levies are called; the catalogue names them.
create function pricing.levy_names(p_organization uuid)
returns table (kind text, name text, id uuid)
language sql stable set search_path = pg_catalog as $$
    select 'tax', t.tax_class, null::uuid from pricing.tax_rates t
    where t.organization_id = p_organization
    union
    select 'excise', e.excise_class, null::uuid from pricing.excise_rates e
    where e.organization_id = p_organization
    union
    select 'container', d.code, d.id from pricing.deposit_kinds d
    where d.organization_id = p_organization
$$;
revoke all on function pricing.levy_names from public;
grant execute on function pricing.levy_names to dray_server;

-- DR190: no such class of taxes; DR191: of excises; DR192: no such kind of container. Who ends a
-- levy takes the book's lock too, so that none is named and ended at once.
create function pricing.levies_known() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(new.organization_id::text, 11));
    if new.tax_class <> 'standard' and not exists (select from pricing.tax_rates t
        where t.organization_id = new.organization_id and t.tax_class = new.tax_class)
    then
        raise exception using errcode = 'DR190', message = 'no tax is of the class',
            detail = format('No tax is of the class `%s`.', new.tax_class);
    end if;
    if new.excise_class is not null and not exists (select from pricing.excise_rates e
        where e.organization_id = new.organization_id and e.excise_class = new.excise_class)
    then
        raise exception using errcode = 'DR191', message = 'no excise is of the class',
            detail = format('No excise is of the class `%s`.', new.excise_class);
    end if;
    if exists (select from unnest(new.container_kinds) k (id)
        where not exists (select from pricing.deposit_kinds d
            where d.organization_id = new.organization_id and d.id = k.id))
    then
        raise exception using errcode = 'DR192', message = 'no such kind of container',
            detail = 'You have no such kind of container.';
    end if;
    return null;
end $$;
revoke all on function pricing.levies_known from public;
create trigger a_levies_known_insert after insert on catalog.variants
    for each row when (new.tax_class <> 'standard' or new.excise_class is not null
        or new.container_kinds <> '{}')
    execute function pricing.levies_known();
create trigger a_levies_known_update
    after update of tax_class, excise_class, container_kinds on catalog.variants
    for each row when (new.tax_class <> old.tax_class
        or new.excise_class is distinct from old.excise_class
        or new.container_kinds <> old.container_kinds)
    execute function pricing.levies_known();

create index variants_of_tax_class on catalog.variants (organization_id, tax_class)
    where tax_class <> 'standard';
create index variants_of_excise_class on catalog.variants (organization_id, excise_class)
    where excise_class is not null;

-- DR193: the last tax of a class, or the last excise, goes while variants are of it.
create function pricing.levy_in_use() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(old.organization_id::text, 11));
    if tg_table_name = 'tax_rates' then
        perform from catalog.variants v
        where v.organization_id = old.organization_id and v.tax_class = old.tax_class
            and v.tax_class <> 'standard'
            and not exists (select from pricing.tax_rates t
                where t.organization_id = old.organization_id and t.tax_class = old.tax_class)
        limit 1;
    else
        perform from catalog.variants v
        where v.organization_id = old.organization_id and v.excise_class = old.excise_class
            and not exists (select from pricing.excise_rates e
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
revoke all on function pricing.levy_in_use from public;
create trigger a_levy_in_use after delete or update of tax_class on pricing.tax_rates
    for each row execute function pricing.levy_in_use();
create trigger a_levy_in_use after delete or update of excise_class on pricing.excise_rates
    for each row execute function pricing.levy_in_use();
