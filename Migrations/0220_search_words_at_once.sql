-- A search asks first for all the words as they were typed: where something has them all, none had
-- to be looked up, widened or guessed, and that is most searches. What it costs to understand the
-- words one by one, an index scan each and another for all of them, is paid only where it's needed.
--
-- And what is asked is planned once for a connection and not with every question: there is but one
-- index that leads from words to documents, and what is joined to what was found is looked up row by
-- row, whatever the words are.

-- A word that is in none of the documents, as those words in them that are nearest to it. The same
-- as before in a language that keeps its plan.
create or replace function search.nearest(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_base tsquery, p_word text)
returns table (word text)
language plpgsql stable set search_path = pg_catalog as $$
begin
    return query
    with near as materialized (
        select y.word, y.sound from search.vocabulary y
        where y.organization_id = p_seller and y.word operator(extensions.%) p_word
            and y.word !~ '^[0-9]+$'
        union
        select y.word, y.sound from search.vocabulary y
        where y.organization_id = p_seller and y.sound = search.sound(p_word)
    ), scored as (
        select n.word, extensions.similarity(n.word, p_word)
            + case when n.sound = search.sound(p_word) then 0.4 else 0 end
            + 1 - extensions.levenshtein(n.word, p_word)::real
                / greatest(length(n.word), length(p_word)) as score
        from near n
        where extensions.levenshtein(n.word, p_word)
            <= 0.6 * greatest(length(n.word), length(p_word))
        order by 2 desc, 1 limit 40
    ), best as (
        select s.word, s.score from scored s
        where search.has(p_seller, p_channel, p_at,
            search.both(p_base, search.term(search.stamp(p_seller) || s.word)))
        order by s.score desc, s.word limit 5
    )
    select b.word from best b where b.score >= (select max(m.score) - 0.35 from best m)
    order by b.score desc, b.word;
end $$;

-- The words of a text, as they stand, as a question: all of them, and any. Null for a text without
-- any. The first twelve count, and none of more than forty letters, as where each is understood.
create function search.verbatim(p_seller uuid, p_text text, out p_all tsquery, out p_any tsquery)
language plpgsql stable set search_path = pg_catalog as $$
declare
    v_stamp text := search.stamp(p_seller);
    v_word text;
    v_term tsquery;
begin
    for v_word in
        select t.lexeme from unnest(search.tokens(p_text)) t order by t.positions[1] limit 12
    loop
        continue when length(v_word) > 40;
        v_term := search.term(v_stamp || v_word);
        p_all := coalesce(p_all && v_term, v_term);
        p_any := coalesce(p_any || v_term, v_term);
    end loop;
end $$;
revoke all on function search.verbatim from public;

-- The same as before, but for that; and a match's rank is worked out where its row is read, so that
-- no words are carried on.
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
        return query
        select f.variant_id, f.product_id, f.category_id, f.brand_id, f.name, f.condition,
            f.volume_ml, f.tags, f.created_at, f.rank, f.looked_at
        from (select d.variant_id, d.product_id, d.category_id, d.brand_id, d.name,
                d.condition, d.volume_ml, d.tags, d.created_at, d.rank,
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
                limit p_limit) d
            order by d.rank desc limit p_keep) f
        left join inventory.stock_levels s on p_warehouse is not null and not v_has_rules
            and s.organization_id = p_seller and s.warehouse_id = p_warehouse
            and s.variant_id = f.variant_id
        where case when p_warehouse is null then true
            when v_has_rules then inventory.offered(
                p_seller, p_channel, p_warehouse, f.variant_id, v_day) > 0
            else s.on_hand - s.reserved - s.allocated - s.safety_stock
                > case when s.next_expiry < v_day then inventory.expired(
                    p_seller, p_warehouse, f.variant_id, v_day) else 0 end end;
        exit when found or v_is_last;
        v_is_last := true;
        select u.p_all, u.p_any into v_all, v_asked
        from search.understand(p_seller, p_channel, p_at, v_base, p_text, false) u;
        exit when v_asked is null;
        v_query := search.both(v_base, v_all);
        if v_all <> v_asked and not search.has(p_seller, p_channel, p_at, v_query) then
            v_query := search.both(v_base, v_asked);
        end if;
    end loop;
    perform set_config('app.organization', v_caller, true);
end $$;

alter function search.suggest set plan_cache_mode = force_generic_plan;
