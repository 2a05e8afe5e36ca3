-- What an entry is known by never changes: its list, what it prices and its unit. The changes of
-- entries are told by it, and the books that servers hold are brought up to date by those alone.

create function pricing.entry_key_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    raise exception 'an entry is known by its list, what it prices and its unit for good'
        using errcode = '23514';
end $$;
revoke all on function pricing.entry_key_changed from public;

create trigger entry_key_changed
    before update of organization_id, price_list_id, target, variant_id, category_id, unit
    on pricing.entries for each row
    when ((old.organization_id, old.price_list_id, old.target, old.variant_id, old.category_id,
        old.unit) is distinct from (new.organization_id, new.price_list_id, new.target,
        new.variant_id, new.category_id, new.unit))
    execute function pricing.entry_key_changed();
