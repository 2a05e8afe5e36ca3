-- Search: the words, codes and labels that lead to a variant.
--
-- Operators of text search are not leakproof, so under row-level security no index would serve
-- them. What is searched is therefore no organization's table but one behind functions, and each
-- word of a document begins with its organization's stamp, so that an index over all of them has
-- each organization's words apart: a question costs what it finds, whoever else is there. What is
-- found is then read from the catalogue, where the policies hold.

create schema extensions;
create extension pg_trgm with schema extensions;
create extension unaccent with schema extensions;
create extension fuzzystrmatch with schema extensions;
create extension btree_gin with schema extensions;

create schema search;
grant usage on schema search to dray_server;

-- One row a variant that isn't archived, with what matches are sorted and counted by. Beside the
-- words stand labels, which no text can be taken for: #c each category from its own to the root, #b
-- its brand, #t each tag, #n its condition, #s its SKU, #g each GTIN with fourteen digits. `listed`
-- says that a channel decides for itself whether to show it.
create table search.documents (
    organization_id uuid not null,
    variant_id uuid not null,
    product_id uuid not null,
    category_id uuid not null,
    brand_id uuid,
    name text not null,
    condition text not null,
    volume_ml integer,
    created_at timestamptz not null,
    tags text[] not null,
    published boolean not null,
    listed boolean not null,
    words tsvector not null,
    primary key (organization_id, variant_id)
);
create index documents_newest
    on search.documents (organization_id, created_at desc, variant_id desc);
create index documents_by_words on search.documents using gin (words) with (fastupdate = off);

-- The words that an organization's documents have or had, to guess from what was mistyped. A word
-- that leads nowhere any more is never proposed.
create table search.vocabulary (
    organization_id uuid not null,
    word text collate "C" not null,
    sound text collate "C",
    primary key (organization_id, word)
);
create index vocabulary_by_sound on search.vocabulary (organization_id, sound);
create index vocabulary_by_trigrams on search.vocabulary
    using gin (organization_id extensions.uuid_ops, word extensions.gin_trgm_ops)
    with (fastupdate = off) where word !~ '^[0-9]+$';

-- A text's words with their places: small letters, without accents, apostrophes or punctuation.
create function search.tokens(p_text text) returns tsvector
language sql stable strict parallel safe set search_path = pg_catalog as $$
    select to_tsvector('pg_catalog.simple', regexp_replace(replace(
        lower(extensions.unaccent('extensions.unaccent'::regdictionary, p_text)), '''', ''),
        '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+', ' ', 'g'))
$$;

-- The question for one word or label, whatever is in it. Neither this nor the next pins its path:
-- only so they become part of the statements that use them, all of which do.
create function search.term(p_text text) returns tsquery
language sql immutable parallel safe as $$
    select ('''' || replace(replace(p_text, '\', '\\'), '''', '''''') || '''')::tsquery
$$;

-- What an organization's words begin with. Two may share one: whose a document is, its row says.
create function search.stamp(p_organization uuid) returns text
language sql immutable parallel safe as $$
    select left(md5(p_organization::text), 8) || '/'
$$;

-- The same words with a stamp before each.
create function search.stamped(p_stamp text, p_words tsvector) returns tsvector
language sql immutable set search_path = pg_catalog as $$
    select string_agg('''' || p_stamp
        || replace(replace(w.lexeme, '\', '\\'), '''', '''''') || ''''
        || coalesce(':' || (select string_agg(concat(x.place, nullif(x.weight, 'D')), ',')
            from unnest(w.positions, w.weights) x (place, weight)), ''), ' ')::tsvector
    from unnest(p_words) w
$$;

-- How a word sounds in English; null for what isn't Latin letters.
create function search.sound(p_word text) returns text
language sql immutable parallel safe as $$
    select case when p_word ~ '^[a-z]{3,40}$' then extensions.dmetaphone(p_word) end
$$;

-- What channels call a variant.
create function search.titles(p_organization uuid, p_variant uuid) returns text
language sql stable set search_path = pg_catalog as $$
    select string_agg(l.title, ' ' order by l.channel_id) from catalog.listings l
    where l.organization_id = p_organization and l.variant_id = p_variant
$$;

-- What a thing is called in other languages than its own.
create function search.translated(p_organization uuid, p_subject uuid) returns text
language sql stable set search_path = pg_catalog as $$
    select string_agg(t.name, ' ' order by t.language) from catalog.translations t
    where t.organization_id = p_organization and t.subject_id = p_subject
$$;

-- The texts among attributes.
create function search.described(p_attributes jsonb) returns text
language sql immutable set search_path = pg_catalog as $$
    select string_agg(t.value #>> '{}', ' ' order by t.place)
    from jsonb_path_query(p_attributes, '$.** ? (@.type() == "string")')
        with ordinality t (value, place)
$$;

-- What the documents of these variants have to be, from the catalogue as it is: each variant's rows
-- are looked up one by one, so that the cost is theirs and not the catalogue's.
create function search.compose(p_organization uuid, p_variants uuid[])
returns setof search.documents
language sql stable set search_path = pg_catalog as $$
    with recursive chosen as materialized (
        select v.id, v.name, v.sku, v.published, v.category_id, v.condition, v.product_id,
            v.volume_ml, v.created_at, p.name as product, p.brand_id,
            exists (select from catalog.listings l
                where l.organization_id = p_organization and l.variant_id = v.id) as listed,
            case when v.attributes <> '{}' then search.described(v.attributes) end as own,
            case when p.attributes <> '{}' then search.described(p.attributes) end as common
        from unnest(p_variants) u (id)
        cross join lateral (
            select w.id, w.name, w.sku, w.published, w.category_id, w.condition, w.product_id,
                w.volume_ml, w.created_at, w.attributes
            from catalog.variants w where w.organization_id = p_organization and w.id = u.id
                and w.archived_at is null limit 1) v
        cross join lateral (
            select q.name, q.brand_id, q.attributes from catalog.products q
            where q.organization_id = p_organization and q.id = v.product_id
                and q.archived_at is null limit 1) p
    ), way (leaf, id, parent_id, name, depth) as (
        select c.id, c.id, c.parent_id, c.name, 1 from catalog.categories c
        where c.organization_id = p_organization and c.id in (select h.category_id from chosen h)
        union all
        select w.leaf, c.id, c.parent_id, c.name, w.depth + 1
        from way w join catalog.categories c
            on c.organization_id = p_organization and c.id = w.parent_id
        where w.depth < 32
    ), trees as materialized (
        select leaf, setweight(search.tokens(string_agg(concat_ws(' ', name,
                search.translated(p_organization, id)), ' ' order by depth)), 'C')
            || array_to_tsvector(array_agg('#c' || id)) as words
        from way group by leaf
    ), brands as materialized (
        select b.id, setweight(search.tokens(b.name), 'B')
            || array_to_tsvector(array['#b' || b.id]) as words
        from catalog.brands b
        where b.organization_id = p_organization and b.id in (select h.brand_id from chosen h)
    )
    select p_organization, h.id, h.product_id, h.category_id, h.brand_id, h.name, h.condition,
        h.volume_ml, h.created_at, coalesce(g.tags, '{}'), h.published, h.listed,
        search.stamped(search.stamp(p_organization),
        setweight(search.tokens(concat_ws(' ', h.name,
            case when position(h.product in h.name) = 0 then h.product end,
            case when h.listed then search.titles(p_organization, h.id) end,
            search.translated(p_organization, h.id),
            search.translated(p_organization, h.product_id))), 'A')
        || setweight(search.tokens(concat_ws(' ', h.sku, h.own, h.common)), 'D')
        || array_to_tsvector(
            array['#s' || lower(h.sku), '#n' || h.condition])
        || coalesce(t.words, '') || coalesce(b.words, '')
        || coalesce((select array_to_tsvector(array_agg(distinct '#g' || lpad(c.gtin, 14, '0')))
            from catalog.barcodes c
            where c.organization_id = p_organization and c.variant_id = h.id), '')
        || coalesce(g.words, ''))
    from chosen h
    left join trees t on t.leaf = h.category_id
    left join brands b on b.id = h.brand_id
    cross join lateral (
        select setweight(search.tokens(string_agg(n.name, ' ' order by n.name)), 'D')
                || array_to_tsvector(array_agg('#t' || n.search_name)) as words,
            array_agg(n.search_name order by n.search_name) as tags
        from catalog.product_tags r join catalog.tags n
            on n.organization_id = p_organization and n.id = r.tag_id
        where r.organization_id = p_organization and r.product_id = h.product_id) g
$$;

-- Makes these variants' documents what they have to be; answers how many weren't. It takes the
-- lock of the price book: what is sold changes in one transaction at a time, so none composes
-- from rows that another is about to replace. In parts, and by indexes whatever the statistics
-- say: tables that an import has just filled have none.
create function search.refresh(p_organization uuid, p_variants uuid[]) returns bigint
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_part uuid[];
    v_changed bigint := 0;
    v_first integer := 1;
begin
    perform pg_advisory_xact_lock(hashtextextended(p_organization::text, 11));
    while v_first <= cardinality(p_variants) loop
        v_part := p_variants[v_first : v_first + 499];
        v_first := v_first + 500;
        v_changed := v_changed + search.write(p_organization, v_part);
    end loop;
    return v_changed;
end $$;
revoke all on function search.refresh from public;

-- The same for one part of them, under that lock.
create function search.write(p_organization uuid, p_variants uuid[]) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
    v_changed bigint;
begin
    with made as materialized (
        select m.variant_id, m.product_id, m.category_id, m.brand_id, m.name, m.condition,
            m.volume_ml, m.created_at, m.tags, m.published, m.listed, m.words
        from search.compose(p_organization, p_variants) m
    ), gone as (
        delete from search.documents d
        where d.organization_id = p_organization and d.variant_id = any (p_variants)
            and not exists (select from made m where m.variant_id = d.variant_id)
        returning d.variant_id
    ), put as (
        insert into search.documents as d (organization_id, variant_id, product_id, category_id,
            brand_id, name, condition, volume_ml, created_at, tags, published, listed, words)
        select p_organization, m.variant_id, m.product_id, m.category_id, m.brand_id, m.name,
            m.condition, m.volume_ml, m.created_at, m.tags, m.published, m.listed, m.words
        from made m
        on conflict (organization_id, variant_id) do update
        set product_id = excluded.product_id, category_id = excluded.category_id,
            brand_id = excluded.brand_id, name = excluded.name, condition = excluded.condition,
            volume_ml = excluded.volume_ml, created_at = excluded.created_at,
            tags = excluded.tags, published = excluded.published, listed = excluded.listed,
            words = excluded.words
        where d.* is distinct from excluded.*
        returning d.words
    ), learnt as (
        insert into search.vocabulary (organization_id, word, sound)
        select p_organization, w.word, search.sound(w.word)
        from (select distinct substr(unnest(tsvector_to_array(p.words)), 10) as word from put p) w
        where w.word !~ '^#' and length(w.word) <= 40
        on conflict do nothing
    )
    select (select count(*) from gone) + (select count(*) from put) into v_changed;
    return v_changed;
end $$;
revoke all on function search.write from public;

-- Compares every document with what it has to be, and mends what differs.
create function search.rebuild(p_organization uuid)
returns table (documents bigint, differed bigint)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_all uuid[];
begin
    if p_organization is null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended(p_organization::text, 11));
    select coalesce(array_agg(u.id), '{}') into v_all from (
        select v.id from catalog.variants v where v.organization_id = p_organization
        union select d.variant_id from search.documents d
        where d.organization_id = p_organization) u;
    differed := search.refresh(p_organization, v_all);
    delete from search.vocabulary y where y.organization_id = p_organization
        and not exists (select from search.documents d where d.organization_id = p_organization
            and d.words @@ search.term(search.stamp(p_organization) || y.word));
    select count(*) into documents from search.documents d
    where d.organization_id = p_organization;
    return next;
end $$;
revoke all on function search.rebuild from public;
grant execute on function search.rebuild to dray_server;

-- The documents follow the catalogue in the same transaction, a statement at a time.
create function search.variants_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(c.organization_id, array_agg(c.id))
    from changed c group by c.organization_id;
    return null;
end $$;
create function search.variants_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(c.organization_id, array_agg(c.id))
    from changed c join before b on b.organization_id = c.organization_id and b.id = c.id
    where (b.name, b.sku, b.published, b.category_id, b.condition, b.attributes, b.archived_at,
            b.volume_ml)
        is distinct from
        (c.name, c.sku, c.published, c.category_id, c.condition, c.attributes, c.archived_at,
            c.volume_ml)
    group by c.organization_id;
    return null;
end $$;
create function search.products_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(v.organization_id, array_agg(v.id))
    from changed c join before b on b.organization_id = c.organization_id and b.id = c.id
    join catalog.variants v on v.organization_id = c.organization_id and v.product_id = c.id
    where (b.name, b.brand_id, b.attributes, b.archived_at)
        is distinct from (c.name, c.brand_id, c.attributes, c.archived_at)
    group by v.organization_id;
    return null;
end $$;
create function search.brands_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(v.organization_id, array_agg(v.id))
    from changed c join before b on b.organization_id = c.organization_id and b.id = c.id
    join search.documents d on d.words
        @@ search.term(search.stamp(c.organization_id) || '#b' || c.id)
        and d.organization_id = c.organization_id
    join catalog.variants v on v.organization_id = d.organization_id and v.id = d.variant_id
    where b.name <> c.name group by v.organization_id;
    return null;
end $$;
create function search.categories_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(v.organization_id, array_agg(v.id))
    from changed c join before b on b.organization_id = c.organization_id and b.id = c.id
    join search.documents d on d.words
        @@ search.term(search.stamp(c.organization_id) || '#c' || c.id)
        and d.organization_id = c.organization_id
    join catalog.variants v on v.organization_id = d.organization_id and v.id = d.variant_id
    where (b.name, b.parent_id) is distinct from (c.name, c.parent_id)
    group by v.organization_id;
    return null;
end $$;
create function search.barcodes_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(c.organization_id, array_agg(distinct c.variant_id))
    from changed c group by c.organization_id;
    return null;
end $$;
create function search.listings_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(c.organization_id, array_agg(distinct c.variant_id))
    from changed c group by c.organization_id;
    return null;
end $$;
create function search.listings_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(c.organization_id, array_agg(distinct c.variant_id))
    from changed c join before b on b.organization_id = c.organization_id
        and b.channel_id = c.channel_id and b.variant_id = c.variant_id
    where b.title is distinct from c.title group by c.organization_id;
    return null;
end $$;
create function search.tags_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(v.organization_id, array_agg(v.id))
    from changed c join before b on b.organization_id = c.organization_id and b.id = c.id
    join catalog.product_tags t on t.organization_id = c.organization_id and t.tag_id = c.id
    join catalog.variants v
        on v.organization_id = c.organization_id and v.product_id = t.product_id
    where b.name <> c.name group by v.organization_id;
    return null;
end $$;
create function search.product_tags_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(v.organization_id, array_agg(distinct v.id))
    from changed c join catalog.variants v
        on v.organization_id = c.organization_id and v.product_id = c.product_id
    group by v.organization_id;
    return null;
end $$;
create function search.translations_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
begin
    perform search.refresh(u.organization_id, array_agg(distinct u.id))
    from (
        select v.organization_id, v.id from changed c join catalog.variants v
            on v.organization_id = c.organization_id and v.id = c.subject_id
        union all
        select v.organization_id, v.id from changed c join catalog.variants v
            on v.organization_id = c.organization_id and v.product_id = c.subject_id
        union all
        select d.organization_id, d.variant_id from changed c join search.documents d on d.words
            @@ search.term(search.stamp(c.organization_id) || '#c' || c.subject_id)
            and d.organization_id = c.organization_id
    ) u group by u.organization_id;
    return null;
end $$;

create trigger search_changed after insert on catalog.variants
    referencing new table as changed
    for each statement execute function search.variants_changed();
create trigger search_removed after delete on catalog.variants
    referencing old table as changed
    for each statement execute function search.variants_changed();
create trigger search_updated after update on catalog.variants
    referencing old table as before new table as changed
    for each statement execute function search.variants_updated();
create trigger search_updated after update on catalog.products
    referencing old table as before new table as changed
    for each statement execute function search.products_updated();
create trigger search_updated after update on catalog.brands
    referencing old table as before new table as changed
    for each statement execute function search.brands_updated();
create trigger search_updated after update on catalog.categories
    referencing old table as before new table as changed
    for each statement execute function search.categories_updated();
create trigger search_changed after insert on catalog.barcodes
    referencing new table as changed
    for each statement execute function search.barcodes_changed();
create trigger search_updated after update on catalog.barcodes
    referencing new table as changed
    for each statement execute function search.barcodes_changed();
create trigger search_removed after delete on catalog.barcodes
    referencing old table as changed
    for each statement execute function search.barcodes_changed();
create trigger search_changed after insert on catalog.listings
    referencing new table as changed
    for each statement execute function search.listings_changed();
create trigger search_removed after delete on catalog.listings
    referencing old table as changed
    for each statement execute function search.listings_changed();
create trigger search_updated after update on catalog.listings
    referencing old table as before new table as changed
    for each statement execute function search.listings_updated();
create trigger search_updated after update on catalog.tags
    referencing old table as before new table as changed
    for each statement execute function search.tags_updated();
create trigger search_changed after insert on catalog.product_tags
    referencing new table as changed
    for each statement execute function search.product_tags_changed();
create trigger search_removed after delete on catalog.product_tags
    referencing old table as changed
    for each statement execute function search.product_tags_changed();
create trigger search_changed after insert on catalog.translations
    referencing new table as changed
    for each statement execute function search.translations_changed();
create trigger search_removed after delete on catalog.translations
    referencing old table as changed
    for each statement execute function search.translations_changed();

-- What is in the catalogues already. The owner of the schema sees one organization at a time, and
-- all of them only here.
alter table organizations.organizations no force row level security;
do $$
declare
    v_organization uuid;
begin
    for v_organization in select o.organization_id from organizations.organizations o loop
        perform set_config('app.organization', v_organization::text, true);
        perform search.rebuild(v_organization);
    end loop;
    perform set_config('app.organization', '', true);
end $$;
alter table organizations.organizations force row level security;
