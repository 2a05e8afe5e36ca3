-- When prices turn by themselves: the instants at which a listing, a list, a promotion, a scheduled
-- price or a tax begins or ends, kept where one look finds them. Seven tables were asked with each
-- order. One that was taken back may stay: a draft it meets is priced anew, and goes on where
-- nothing it charges changed.

create table pricing.turns (
    organization_id uuid not null,
    at timestamptz not null,
    primary key (organization_id, at)
);
call platform.guard_tenant_table('pricing.turns');

-- Notes what the columns named say of a row. Takes the lock of pricing.book_changed, which runs
-- when the statement ends, before it may wait for who notes the same instant.
create function pricing.note_turns() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(new.organization_id::text, 11));
    insert into pricing.turns (organization_id, at)
    select new.organization_id, (to_jsonb(new) ->> c)::timestamptz
    from unnest(tg_argv) c where to_jsonb(new) ->> c is not null
    on conflict do nothing;
    return null;
end $$;
revoke all on function pricing.note_turns from public;

create trigger note_turns after insert or update of published_from, published_until
    on catalog.listings for each row
    when (new.published_from is not null or new.published_until is not null)
    execute function pricing.note_turns('published_from', 'published_until');
create trigger note_turns after insert or update of valid_from, valid_until
    on pricing.price_lists for each row
    when (new.valid_from is not null or new.valid_until is not null)
    execute function pricing.note_turns('valid_from', 'valid_until');
create trigger note_turns after insert or update of valid_from, valid_until
    on pricing.promotions for each row
    when (new.valid_from is not null or new.valid_until is not null)
    execute function pricing.note_turns('valid_from', 'valid_until');
create trigger note_turns after insert or update of valid_from, valid_until
    on pricing.tax_rates for each row
    when (new.valid_from is not null or new.valid_until is not null)
    execute function pricing.note_turns('valid_from', 'valid_until');
create trigger note_turns after insert or update of valid_from, valid_until
    on pricing.excise_rates for each row
    when (new.valid_from is not null or new.valid_until is not null)
    execute function pricing.note_turns('valid_from', 'valid_until');

-- Entries are written by the thousand: once a statement, after book_changed has its lock.
create function pricing.note_scheduled() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into pricing.turns (organization_id, at)
    select distinct n.organization_id, n.next_from from added n where n.next_from is not null
    on conflict do nothing;
    return null;
end $$;
revoke all on function pricing.note_scheduled from public;
create trigger note_scheduled after insert on pricing.entries
    referencing new table as added
    for each statement execute function pricing.note_scheduled();
create trigger note_scheduled_again after update on pricing.entries
    referencing new table as added
    for each statement execute function pricing.note_scheduled();

-- What there is already, of all organizations: their owner sees them for the length of this.
alter table catalog.listings no force row level security;
alter table pricing.price_lists no force row level security;
alter table pricing.entries no force row level security;
alter table pricing.promotions no force row level security;
alter table pricing.tax_rates no force row level security;
alter table pricing.excise_rates no force row level security;
alter table pricing.turns no force row level security;
insert into pricing.turns (organization_id, at)
select t.organization_id, t.at
from (
    select organization_id, published_from as at from catalog.listings
    union select organization_id, published_until from catalog.listings
    union select organization_id, valid_from from pricing.price_lists
    union select organization_id, valid_until from pricing.price_lists
    union select organization_id, next_from from pricing.entries
    union select organization_id, valid_from from pricing.promotions
    union select organization_id, valid_until from pricing.promotions
    union select organization_id, valid_from from pricing.tax_rates
    union select organization_id, valid_until from pricing.tax_rates
    union select organization_id, valid_from from pricing.excise_rates
    union select organization_id, valid_until from pricing.excise_rates) t
where t.at is not null;
alter table catalog.listings force row level security;
alter table pricing.price_lists force row level security;
alter table pricing.entries force row level security;
alter table pricing.promotions force row level security;
alter table pricing.tax_rates force row level security;
alter table pricing.excise_rates force row level security;
alter table pricing.turns force row level security;

-- What served the seven questions alone.
drop index pricing.entries_to_come, pricing.promotions_from, pricing.promotions_until;
