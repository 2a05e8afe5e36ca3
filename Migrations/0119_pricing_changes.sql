-- Scheduled prices, and changes of many prices with a preview.

-- What an entry's ladder becomes at an instant: one such change may wait on an entry. The compiled
-- book holds both, so that every server changes over at that instant by itself. A ladder that came
-- into force is folded into the entry when the entry is next written.
alter table pricing.entries
    add column next_from timestamptz,
    add column next_minimums bigint[],
    add column next_values bigint[],
    add column next_change_id uuid,
    add check ((next_from is null) = (next_minimums is null)
        and (next_from is null) = (next_values is null)),
    add check (cardinality(next_minimums) between 1 and 50
        and cardinality(next_minimums) = cardinality(next_values)),
    add check (0 <= all (next_values) and 1 <= all (next_minimums));

create table pricing.price_changes (
    organization_id uuid not null references organizations.organizations,
    id uuid not null,
    price_list_id uuid not null,
    operation text not null check (operation in ('percent', 'amount', 'set')),
    -- Basis points, or minor units of the list's currency.
    operand bigint not null,
    -- Prices end on `rounding_ending` of every `rounding_step` minor units.
    rounding_step bigint check (rounding_step > 0),
    rounding_ending bigint check (rounding_ending >= 0 and rounding_ending < rounding_step),
    categories uuid[] not null,
    brands uuid[] not null,
    skus text[] not null,
    unit text,
    effective_at timestamptz,
    -- The version of the price book that the preview is of.
    book_version bigint not null,
    state text not null
        check (state in ('previewed', 'applied', 'scheduled', 'cancelled')),
    created_by uuid,
    created_at timestamptz not null,
    decided_at timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, price_list_id)
        references pricing.price_lists (organization_id, id),
    check ((rounding_step is null) = (rounding_ending is null))
);
call platform.guard_tenant_table('pricing.price_changes');
grant select, insert on pricing.price_changes to dray_server;
grant update (state, decided_at) on pricing.price_changes to dray_server;

-- What a preview promises: applying it writes these prices and no others.
create table pricing.price_change_rows (
    organization_id uuid not null,
    price_change_id uuid not null,
    place bigint not null,
    variant_id uuid,
    category_id uuid,
    unit text not null,
    minimums bigint[] not null,
    old_values bigint[] not null,
    new_values bigint[] not null,
    below_cost boolean not null,
    primary key (organization_id, price_change_id, place),
    foreign key (organization_id, price_change_id)
        references pricing.price_changes (organization_id, id),
    constraint price_in_range check (1000000000000 >= all (new_values))
);
call platform.guard_tenant_table('pricing.price_change_rows');
grant select, insert on pricing.price_change_rows to dray_server;

-- A price after a change: rounded half away from zero, never below zero, then brought to the
-- nearest amount with the ending that is asked for; of two that are as near, to the greater.
create function pricing.changed_price(
    p_value bigint, p_operation text, p_operand bigint, p_step bigint, p_ending bigint
) returns bigint
language sql immutable set search_path = pg_catalog as $$
    select case when p_step is null then c.price
        when c.price - f.low < f.low + p_step - c.price and f.low >= 0 then f.low
        else f.low + p_step end::bigint
    from (select greatest(0, case p_operation
            when 'percent' then round(p_value::numeric * (10000 + p_operand) / 10000)
            when 'amount' then p_value::numeric + p_operand
            else p_operand end) as price) c,
        lateral (select floor((c.price - p_ending) / p_step) * p_step + p_ending as low) f
$$;
revoke all on function pricing.changed_price from public;
grant execute on function pricing.changed_price to dray_server;
