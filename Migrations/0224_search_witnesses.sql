-- Less work for a search, with the same answers.
--
-- Whether some document that may be seen has a word was asked of the index of words, which collects
-- every document that has it before the first can be looked at: 0.18 ms for a word of 1,385 documents,
-- for each word of a question that nothing answers whole and for each guess at a mistyped one. The
-- vocabulary now names one document for each word, a witness, which is looked at first. A witness is
-- never believed: where its document is gone, hidden or says the word no more, the index is asked.
alter table search.vocabulary add column witness uuid;
update search.vocabulary y set witness = w.variant_id
from (select distinct on (1, 2) d.organization_id, substr(x.lexeme, 10) as word, d.variant_id
    from search.documents d, unnest(tsvector_to_array(d.words)) x (lexeme)
    where substr(x.lexeme, 10, 1) <> '#' order by 1, 2) w
where y.organization_id = w.organization_id and y.word = w.word;

-- The same in a language that keeps its plans: where a call isn't written into the statement around
-- it, a function in SQL is planned anew in each transaction. Whoever calls these has pinned the path.
create or replace function search.both(p_one tsquery, p_other tsquery) returns tsquery
language plpgsql immutable as $$
begin
    return coalesce(p_one && p_other, p_one, p_other);
end $$;

create or replace function search.tokens(p_text text) returns tsvector
language plpgsql stable strict parallel safe as $$
begin
    return to_tsvector('pg_catalog.simple', regexp_replace(replace(
        lower(extensions.unaccent('extensions.unaccent'::regdictionary, p_text)), '''', ''),
        '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+', ' ', 'g'));
end $$;
alter function search.tokens reset search_path;

-- As before, for one part of the documents; and each new word's witness.
create or replace function search.write(p_organization uuid, p_variants uuid[]) returns bigint
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
        returning d.variant_id, d.words
    ), learnt as (
        insert into search.vocabulary (organization_id, word, sound, witness)
        select p_organization, w.word, search.sound(w.word), w.variant_id
        from (select distinct on (1) substr(x.lexeme, 10) as word, p.variant_id
            from put p, unnest(tsvector_to_array(p.words)) x (lexeme) order by 1) w
        where w.word !~ '^#' and length(w.word) <= 40
        on conflict do nothing
    )
    select (select count(*) from gone) + (select count(*) from put) into v_changed;
    return v_changed;
end $$;

-- As before; and every word has a witness afterwards.
create or replace function search.rebuild(p_organization uuid)
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
    update search.vocabulary y set witness = (
        select d.variant_id from search.documents d
        where d.words @@ search.term(search.stamp(p_organization) || y.word)
            and (d.organization_id = p_organization) is true limit 1)
    where y.organization_id = p_organization and not exists (
        select from search.documents d
        where d.organization_id = p_organization and d.variant_id = y.witness
            and d.words @@ search.term(search.stamp(p_organization) || y.word));
    delete from search.vocabulary y
    where y.organization_id = p_organization and y.witness is null;
    select count(*) into documents from search.documents d
    where d.organization_id = p_organization;
    return next;
end $$;

-- Whether a document that answers the base has a word, and that the channel shows.
create function search.knows(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_base tsquery, p_word text
) returns boolean
language plpgsql stable as $$
declare
    v_query tsquery := search.both(p_base, search.term(search.stamp(p_seller) || p_word));
    v_witness uuid;
begin
    select y.witness into v_witness from search.vocabulary y
    where y.organization_id = p_seller and y.word = p_word;
    if not found then return false; end if;
    if exists (select from search.documents e
        where e.organization_id = p_seller and e.variant_id = v_witness and e.words @@ v_query
            and case when p_channel is null then true
                when e.listed then coalesce((
                        select l.published and coalesce(l.published_from <= p_at, true)
                            and coalesce(l.published_until > p_at, true)
                        from catalog.listings l where l.organization_id = p_seller
                            and l.channel_id = p_channel and l.variant_id = e.variant_id),
                    e.published)
                else e.published end)
    then
        return true;
    end if;
    return search.has(p_seller, p_channel, p_at, v_query);
end $$;
revoke all on function search.knows from public;

-- The same words as before. They are looked at from the best on, and no more than count.
create or replace function search.nearest(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_base tsquery, p_word text)
returns table (word text)
language plpgsql stable set search_path = pg_catalog as $$
declare
    v_near record;
    v_best double precision;
    v_found integer := 0;
begin
    for v_near in
        with near as materialized (
            select y.word, y.sound from search.vocabulary y
            where y.organization_id = p_seller and y.word operator(extensions.%) p_word
                and y.word !~ '^[0-9]+$'
            union
            select y.word, y.sound from search.vocabulary y
            where y.organization_id = p_seller and y.sound = search.sound(p_word)
        )
        select n.word, extensions.similarity(n.word, p_word)
            + case when n.sound = search.sound(p_word) then 0.4 else 0 end
            + 1 - extensions.levenshtein(n.word, p_word)::real
                / greatest(length(n.word), length(p_word)) as score
        from near n
        where extensions.levenshtein(n.word, p_word)
            <= 0.6 * greatest(length(n.word), length(p_word))
        order by 2 desc, 1 limit 40
    loop
        exit when v_near.score < v_best - 0.35;
        continue when not search.knows(p_seller, p_channel, p_at, p_base, v_near.word);
        v_best := coalesce(v_best, v_near.score);
        word := v_near.word;
        return next;
        v_found := v_found + 1;
        exit when v_found = 5;
    end loop;
end $$;

-- As before, each word by its witness.
create or replace function search.understand(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_base tsquery, p_text text,
    p_typing boolean, out p_all tsquery, out p_any tsquery)
language plpgsql stable set search_path = pg_catalog as $$
declare
    v_stamp text := search.stamp(p_seller);
    v_word record;
    v_group tsquery;
    v_known boolean;
    v_other text;
begin
    for v_word in
        select t.lexeme as word, t.positions[1] as place,
            max(t.positions[1]) over () = t.positions[1] as is_last
        from unnest(search.tokens(p_text)) t order by 2 limit 12
    loop
        continue when length(v_word.word) > 40;
        v_group := null;
        v_known := search.knows(p_seller, p_channel, p_at, p_base, v_word.word);
        if v_known then v_group := search.term(v_stamp || v_word.word); end if;
        if not v_known or p_typing and v_word.is_last then
            for v_other in
                select y.word from search.vocabulary y
                where y.organization_id = p_seller and y.word > v_word.word
                    and y.word < v_word.word || U&'\+10FFFF'
                order by y.word limit 30
            loop
                if search.knows(p_seller, p_channel, p_at, p_base, v_other) then
                    v_group := coalesce(v_group || search.term(v_stamp || v_other),
                        search.term(v_stamp || v_other));
                end if;
            end loop;
        end if;
        if v_group is null and v_word.word ~ '[^0-9]' and length(v_word.word) > 2 then
            for v_other in
                select n.word from search.nearest(
                    p_seller, p_channel, p_at, p_base, v_word.word) n
            loop
                v_group := coalesce(v_group || search.term(v_stamp || v_other),
                    search.term(v_stamp || v_other));
            end loop;
        end if;
        continue when v_group is null;
        p_all := coalesce(p_all && v_group, v_group);
        p_any := coalesce(p_any || v_group, v_group);
    end loop;
end $$;

-- Less work for what matches, with the same answers. `looked_at` was counted by keeping every row of
-- what matches; it is counted now only where what is answered doesn't tell: where all of it is, it is
-- null. Where the best are answered, what is sorted is where each stands in the table and its rank, and
-- the rest is read of the best alone.

-- What matches a text and labels, and is shown; as before, but for that. Where it has to be in stock,
-- all that is in stock is answered.
create or replace function search.find(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_text text, p_labels text[],
    p_warehouse uuid, p_limit integer, p_keep integer
) returns table (
    variant_id uuid, product_id uuid, category_id uuid, brand_id uuid, name text,
    condition text, volume_ml integer, tags text[], created_at timestamptz, rank real,
    looked_at bigint)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan as $$
declare
    v_caller text := search.enter(p_seller);
    v_base tsquery := search.labelled(p_seller, p_labels);
    v_codes tsquery := search.codes(p_seller, p_text);
    v_all tsquery;
    v_asked tsquery;
    v_query tsquery := v_base;
    v_fixed real := case when p_text is null then 0 end;
    v_before tsquery;
    v_is_last boolean := true;
    v_day date := (p_at at time zone 'UTC')::date;
    v_has_rules boolean := p_warehouse is not null and search.has_rules(p_seller, p_channel);
begin
    if p_text is null and p_labels = '{}' then
        return query
        select d.variant_id, d.product_id, d.category_id, d.brand_id, d.name, d.condition,
            d.volume_ml, d.tags, d.created_at, 0::real, count(*) over ()
        from (select e.variant_id, e.product_id, e.category_id, e.brand_id, e.name, e.condition,
                e.volume_ml, e.tags, e.created_at
            from search.documents e
            where e.organization_id = p_seller and case when p_channel is null then true
                when e.listed then coalesce((
                        select l.published and coalesce(l.published_from <= p_at, true)
                            and coalesce(l.published_until > p_at, true)
                        from catalog.listings l where l.organization_id = p_seller
                            and l.channel_id = p_channel and l.variant_id = e.variant_id),
                    e.published)
                else e.published end
            order by e.created_at desc, e.variant_id desc limit p_limit) d
        left join inventory.stock_levels s on p_warehouse is not null and not v_has_rules
            and s.organization_id = p_seller and s.warehouse_id = p_warehouse
            and s.variant_id = d.variant_id
        where case when p_warehouse is null then true
            when v_has_rules then inventory.offered(
                p_seller, p_channel, p_warehouse, d.variant_id, v_day) > 0
            else s.on_hand - s.reserved - s.allocated - s.safety_stock
                > case when s.next_expiry < v_day then inventory.expired(
                    p_seller, p_warehouse, d.variant_id, v_day) else 0 end end
        order by d.created_at desc, d.variant_id desc;
        perform set_config('app.organization', v_caller, true);
        return;
    end if;
    if p_text is not null then
        if search.has(p_seller, p_channel, p_at, search.both(v_base, v_codes)) then
            v_query := search.both(v_base, v_codes);
            v_fixed := 100;
        else
            select u.p_all, u.p_any into v_all, v_asked
            from search.verbatim(p_seller, p_text) u;
            -- Where the text has no words, nothing is asked: labels alone would find all of theirs.
            v_query := case when v_all is not null then search.both(v_base, v_all) end;
            v_is_last := false;
        end if;
    end if;
    loop
        if p_warehouse is null and p_keep < p_limit then
            return query
            select e.variant_id, e.product_id, e.category_id, e.brand_id, e.name, e.condition,
                e.volume_ml, e.tags, e.created_at, f.rank, f.looked_at
            from (select d.place, d.rank, count(*) over () as looked_at
                from (select e.ctid as place, coalesce(v_fixed,
                        ts_rank('{0.1, 0.2, 0.5, 1}', e.words, v_asked)) as rank
                    from search.documents e
                    where e.words @@ v_query and (e.organization_id = p_seller) is true
                        and case when p_channel is null then true
                            when e.listed then coalesce((
                                    select l.published and coalesce(l.published_from <= p_at, true)
                                        and coalesce(l.published_until > p_at, true)
                                    from catalog.listings l where l.organization_id = p_seller
                                        and l.channel_id = p_channel
                                        and l.variant_id = e.variant_id),
                                e.published)
                            else e.published end
                    limit p_limit) d
                order by d.rank desc limit p_keep) f
            join search.documents e on e.ctid = f.place;
        elsif p_warehouse is null then
            return query
            select e.variant_id, e.product_id, e.category_id, e.brand_id, e.name, e.condition,
                e.volume_ml, e.tags, e.created_at, coalesce(v_fixed,
                    ts_rank('{0.1, 0.2, 0.5, 1}', e.words, v_asked)), null::bigint
            from search.documents e
            where e.words @@ v_query and (e.organization_id = p_seller) is true
                and case when p_channel is null then true
                when e.listed then coalesce((
                        select l.published and coalesce(l.published_from <= p_at, true)
                            and coalesce(l.published_until > p_at, true)
                        from catalog.listings l where l.organization_id = p_seller
                            and l.channel_id = p_channel
                            and l.variant_id = e.variant_id),
                    e.published)
                else e.published end
            limit p_limit;
        else
            return query
            select d.variant_id, d.product_id, d.category_id, d.brand_id, d.name, d.condition,
                d.volume_ml, d.tags, d.created_at, d.rank, d.looked_at
            from (select f.variant_id, f.product_id, f.category_id, f.brand_id, f.name,
                    f.condition, f.volume_ml, f.tags, f.created_at, f.rank,
                    count(*) over () as looked_at
                from (select e.variant_id, e.product_id, e.category_id, e.brand_id, e.name,
                        e.condition, e.volume_ml, e.tags, e.created_at, coalesce(v_fixed,
                            ts_rank('{0.1, 0.2, 0.5, 1}', e.words, v_asked)) as rank
                    from search.documents e
                    where e.words @@ v_query and (e.organization_id = p_seller) is true
                        and case when p_channel is null then true
                            when e.listed then coalesce((
                                    select l.published and coalesce(l.published_from <= p_at, true)
                                        and coalesce(l.published_until > p_at, true)
                                    from catalog.listings l where l.organization_id = p_seller
                                        and l.channel_id = p_channel
                                        and l.variant_id = e.variant_id),
                                e.published)
                            else e.published end
                    limit p_limit) f) d
            left join inventory.stock_levels s on not v_has_rules
                and s.organization_id = p_seller and s.warehouse_id = p_warehouse
                and s.variant_id = d.variant_id
            where case when v_has_rules then inventory.offered(
                    p_seller, p_channel, p_warehouse, d.variant_id, v_day) > 0
                else s.on_hand - s.reserved - s.allocated - s.safety_stock
                    > case when s.next_expiry < v_day then inventory.expired(
                        p_seller, p_warehouse, d.variant_id, v_day) else 0 end end;
        end if;
        exit when found or v_is_last;
        v_is_last := true;
        select u.p_all, u.p_any into v_all, v_asked
        from search.understand(p_seller, p_channel, p_at, v_base, p_text, false) u;
        exit when v_asked is null;
        -- Nothing has all of them where that was asked already, and stock had no part in it.
        v_before := v_query;
        v_query := search.both(v_base, v_all);
        if v_all <> v_asked and (p_warehouse is null and v_query = v_before
            or not search.has(p_seller, p_channel, p_at, v_query))
        then
            v_query := search.both(v_base, v_asked);
        end if;
    end loop;
    perform set_config('app.organization', v_caller, true);
end $$;

-- Goes into the organization whose catalogue is searched, as before. Whether the caller may is asked
-- once in a transaction.
create or replace function search.enter(p_seller uuid) returns text
language plpgsql as $$
declare
    v_caller text := current_setting('app.organization', true);
    v_pair text := concat(v_caller, ' ', p_seller);
    v_set text;
begin
    if nullif(v_caller, '')::uuid is not distinct from p_seller then
        return coalesce(v_caller, '');
    end if;
    if current_setting('app.searching', true) = v_pair then
        v_set := set_config('app.organization', p_seller::text, true);
        return coalesce(v_caller, '');
    end if;
    perform from organizations.companies c
    where c.organization_id = p_seller
        and c.buyer_organization_id = nullif(v_caller, '')::uuid and c.state = 'active';
    if not found then
        raise exception using errcode = 'DR107', message = 'the relation is not active';
    end if;
    v_set := set_config('app.organization', p_seller::text, true);
    perform from organizations.organizations o
    where o.organization_id = p_seller and o.state = 'approved';
    if not found then
        raise exception using errcode = 'DR130', message = 'the seller may not trade';
    end if;
    v_set := set_config('app.searching', v_pair, true);
    return coalesce(v_caller, '');
end $$;

-- What a page shows, as before; what can be had is joined and not asked of a function for each.
create or replace function search.details(
    p_seller uuid, p_channel uuid, p_warehouse uuid, p_at timestamptz, p_languages text[],
    p_variants uuid[])
returns table (
    variant_id uuid, sku text, name text, strength_bp integer, base_unit text, case_size integer,
    published boolean, gtins text[], available bigint)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan as $$
declare
    v_caller text := search.enter(p_seller);
    v_day date := (p_at at time zone 'UTC')::date;
    v_has_rules boolean := p_channel is not null and search.has_rules(p_seller, p_channel);
    v_set text;
begin
    return query
    select v.id, v.sku, coalesce(l.title, case when p_languages <> '{}' then (
            select n.name from catalog.translations n
            where n.organization_id = p_seller and n.subject_id = v.id
                and n.language = any(p_languages) and n.name is not null
            order by array_position(p_languages, n.language) limit 1) end, v.name),
        v.strength_bp, v.base_unit, v.case_size, v.published,
        array(select b.gtin from catalog.barcodes b
            where b.organization_id = p_seller and b.variant_id = v.id order by b.gtin),
        case when p_channel is null then (
                select greatest(coalesce(sum(h.on_hand - h.reserved - h.allocated), 0), 0)
                from inventory.stock_levels h
                where h.organization_id = p_seller and h.variant_id = v.id)
            when v_has_rules then
                inventory.offered(p_seller, p_channel, p_warehouse, v.id, v_day)
            else greatest(coalesce(s.on_hand - s.reserved - s.allocated - s.safety_stock
                - case when s.next_expiry < v_day then inventory.expired(
                    p_seller, p_warehouse, v.id, v_day) else 0 end, 0), 0) end::bigint
    from catalog.variants v
    left join catalog.listings l on l.organization_id = p_seller and l.channel_id = p_channel
        and l.variant_id = v.id
    left join inventory.stock_levels s on s.organization_id = p_seller
        and s.warehouse_id = p_warehouse and s.variant_id = v.id
    where v.organization_id = p_seller and v.id = any (p_variants);
    v_set := set_config('app.organization', v_caller, true);
end $$;

-- What the caller's other sellers offer, as before. Most have none; barcodes are read only for those
-- who do.
create or replace function search.elsewhere(
    p_seller uuid, p_at timestamptz, p_variants uuid[], p_limit integer)
returns table (
    variant_id uuid, seller_id uuid, seller text, other_id uuid, sku text, name text,
    condition text)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_caller text := search.enter(p_seller);
    v_codes record;
    v_others uuid[];
    v_set text;
    v_other uuid;
    v_name text;
    v_channel uuid;
    v_left integer := p_limit;
    v_found integer;
begin
    v_set := set_config('app.organization', v_caller, true);
    v_others := array(select c.organization_id from organizations.companies c
        where c.buyer_organization_id = nullif(v_caller, '')::uuid and c.state = 'active'
            and c.organization_id <> p_seller
        order by c.organization_id limit 20);
    if v_others = '{}' then return; end if;
    v_set := set_config('app.organization', p_seller::text, true);
    select coalesce(array_agg(b.variant_id), '{}') as variants,
        coalesce(array_agg('#g' || lpad(b.gtin, 14, '0')), '{}') as labels into v_codes
    from catalog.barcodes b
    where b.organization_id = p_seller and b.variant_id = any (p_variants);
    v_set := set_config('app.organization', v_caller, true);
    if v_codes.labels = '{}' then return; end if;
    foreach v_other in array v_others loop
        exit when v_left <= 0;
        v_set := set_config('app.organization', v_other::text, true);
        select o.name into v_name from organizations.organizations o
        where o.organization_id = v_other and o.state = 'approved';
        if found then
            select c.id into v_channel from organizations.channels c
            where c.organization_id = v_other order by c.id limit 1;
            return query
            select distinct on (u.variant, v.id) u.variant, v_other, v_name, v.id, v.sku,
                coalesce(l.title, v.name), v.condition
            from unnest(v_codes.variants, v_codes.labels) u (variant, label)
            join search.documents d on d.words @@ search.term(search.stamp(v_other) || u.label)
                and (d.organization_id = v_other) is true
                and search.shown(v_other, v_channel, p_at, d.variant_id, d.published)
            join catalog.variants v on v.organization_id = v_other and v.id = d.variant_id
            left join catalog.listings l on l.organization_id = v_other
                and l.channel_id = v_channel and l.variant_id = v.id
            order by u.variant, v.id limit v_left;
            get diagnostics v_found = row_count;
            v_left := v_left - v_found;
        end if;
        v_set := set_config('app.organization', v_caller, true);
    end loop;
end $$;

-- Those who call these have pinned the path.
alter function search.has reset search_path;
alter function search.has_rules reset search_path;
alter function search.codes reset search_path;
alter function search.labelled reset search_path;
alter function search.verbatim reset search_path;
alter function search.understand reset search_path;
alter function search.nearest reset search_path;
alter function search.names set plan_cache_mode = force_generic_plan;
alter function search.elsewhere set plan_cache_mode = force_generic_plan;
