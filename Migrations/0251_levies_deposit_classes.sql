-- The deposit of a kind of container is taxed by a class, as a variant is. One that no tax is of was taken
-- and never taxed, without a word; and the last tax of a class went while containers were of it.
create function levies.deposit_class_known() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform levies.check_names(new.organization_id, new.tax_class, null, '{}');
    return null;
end $$;
revoke all on function levies.deposit_class_known from public;
create trigger a_class_known_insert after insert on levies.deposit_kinds
    for each row when (new.tax_class <> 'standard')
    execute function levies.deposit_class_known();
create trigger a_class_known_update after update of tax_class on levies.deposit_kinds
    for each row when (new.tax_class <> 'standard'
        and new.tax_class is distinct from old.tax_class)
    execute function levies.deposit_class_known();

-- DR193, as for variants.
create function levies.deposit_class_in_use() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(old.organization_id::text, 11));
    perform from levies.deposit_kinds d
    where d.organization_id = old.organization_id and d.tax_class = old.tax_class
        and d.tax_class <> 'standard'
        and not exists (select from levies.tax_rates t
            where t.organization_id = old.organization_id and t.tax_class = old.tax_class)
    limit 1;
    if found then
        raise exception using errcode = 'DR193', message = 'deposits are of the class',
            detail = 'It is the last of its class, and deposits are of it; a rate of 0 exempts.';
    end if;
    return null;
end $$;
revoke all on function levies.deposit_class_in_use from public;
create trigger a_levy_in_use_of_deposits after delete or update of tax_class
    on levies.tax_rates
    for each row execute function levies.deposit_class_in_use();
