-- What a draft was priced with may end without anybody changing it: a listing, a list, a promotion,
-- a scheduled price, a tax. The book's version doesn't move then: a draft that is placed after its
-- freeze period is priced anew where any such instant passed since. Where nothing it charges
-- changed it goes on silently, as where a version moved.

create index entries_to_come on pricing.entries (organization_id, next_from)
    where next_from is not null;
create index promotions_from on pricing.promotions (organization_id, valid_from)
    where valid_from is not null;
create index promotions_until on pricing.promotions (organization_id, valid_until)
    where valid_until is not null;

-- Whether something that prices depend on began or ended after the one instant and not after the
-- other: of these variants on that channel, or of the seller's as a whole. Asked with each order:
-- its plan is kept, where a function in SQL would be planned anew each time.
create function pricing.turned(
    p_organization uuid, p_channel uuid, p_variants uuid[], p_after timestamptz,
    p_until timestamptz
) returns boolean
language plpgsql stable set search_path = pg_catalog as $$
begin
    return exists (select from catalog.listings l
            where l.organization_id = p_organization and l.channel_id = p_channel
                and l.variant_id = any(p_variants)
                and (l.published_from > p_after and l.published_from <= p_until
                    or l.published_until > p_after and l.published_until <= p_until))
        or exists (select from pricing.price_lists l
            where l.organization_id = p_organization
                and (l.valid_from > p_after and l.valid_from <= p_until
                    or l.valid_until > p_after and l.valid_until <= p_until))
        or exists (select from pricing.entries e
            where e.organization_id = p_organization and e.next_from > p_after
                and e.next_from <= p_until)
        or exists (select from pricing.promotions p
            where p.organization_id = p_organization and p.valid_from > p_after
                and p.valid_from <= p_until)
        or exists (select from pricing.promotions p
            where p.organization_id = p_organization and p.valid_until > p_after
                and p.valid_until <= p_until)
        or exists (select from pricing.tax_rates t
            where t.organization_id = p_organization
                and (t.valid_from > p_after and t.valid_from <= p_until
                    or t.valid_until > p_after and t.valid_until <= p_until))
        or exists (select from pricing.excise_rates e
            where e.organization_id = p_organization
                and (e.valid_from > p_after and e.valid_from <= p_until
                    or e.valid_until > p_after and e.valid_until <= p_until));
end $$;
revoke all on function pricing.turned from public;

-- DR104: prices may have moved, as orders.place says it. A draft that is dated back was priced for
-- its date, which no clock moves.
create function orders.windows_hold() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_freeze integer;
begin
    select c.price_freeze_seconds into v_freeze from organizations.channels c
    where c.organization_id = new.organization_id and c.id = new.channel_id;
    if new.updated_at < old.priced_at + make_interval(secs => coalesce(v_freeze, 0)) then
        return null;
    end if;
    if pricing.turned(new.organization_id, new.channel_id, array(
            select l.variant_id from orders.draft_order_lines l
            where l.organization_id = new.organization_id and l.draft_order_id = new.id),
        old.priced_at, new.updated_at)
    then
        raise exception using errcode = 'DR104', message = old.book_version::text;
    end if;
    return null;
end $$;
revoke all on function orders.windows_hold from public;
create trigger windows_hold after update of state on orders.draft_orders
    for each row when (new.state = 'placed' and old.state <> 'placed'
        and new.ordered_at is null)
    execute function orders.windows_hold();
