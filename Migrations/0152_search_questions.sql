-- What is asked of the documents. Each function runs as the schema's owner and gives out named
-- columns only; a buyer's makes sure of the relation first, and then looks as the seller. None may
-- read a table from end to end: a plan made for any word would, where it wants but one row. For the
-- same reason `is true` keeps the organization out of what an index is chosen by.

-- Goes into the organization whose catalogue is searched; answers the one to come back to. DR107:
-- the caller is a stranger to it; DR130: it may not trade.
create function search.enter(p_seller uuid) returns text
language plpgsql set search_path = pg_catalog as $$
declare
    v_caller text := current_setting('app.organization', true);
begin
    if nullif(v_caller, '')::uuid is distinct from p_seller then
        perform from organizations.companies c
        where c.organization_id = p_seller
            and c.buyer_organization_id = nullif(v_caller, '')::uuid and c.state = 'active';
        if not found then
            raise exception using errcode = 'DR107', message = 'the relation is not active';
        end if;
        perform set_config('app.organization', p_seller::text, true);
        perform from organizations.organizations o
        where o.organization_id = p_seller and o.state = 'approved';
        if not found then
            raise exception using errcode = 'DR130', message = 'the seller may not trade';
        end if;
    end if;
    return coalesce(v_caller, '');
end $$;
revoke all on function search.enter from public;

-- The labels that were asked for; null for none.
create function search.labelled(p_seller uuid, p_labels text[]) returns tsquery
language plpgsql immutable set search_path = pg_catalog as $$
declare
    v_query tsquery;
    v_label text;
begin
    foreach v_label in array p_labels loop
        v_query := search.both(v_query, search.term(search.stamp(p_seller) || v_label));
    end loop;
    return v_query;
end $$;
revoke all on function search.labelled from public;

-- Both of two questions, or the one that there is.
create function search.both(p_one tsquery, p_other tsquery) returns tsquery
language sql immutable as $$ select coalesce(p_one && p_other, p_one, p_other) $$;

-- Whether a channel shows a variant at an instant, where it has a listing; else what its own
-- `published` says.
create function search.shown(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_variant uuid, p_published boolean
) returns boolean
language sql stable as $$
    select coalesce((select l.published and coalesce(l.published_from <= p_at, true)
            and coalesce(l.published_until > p_at, true)
        from catalog.listings l where l.organization_id = p_seller
            and l.channel_id = p_channel and l.variant_id = p_variant), p_published)
$$;
revoke all on function search.shown from public;

-- Whether an organization has a document that answers this, and that the channel shows; without a
-- channel, all that there is. Asked by a plan that is kept.
create function search.has(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_query tsquery
) returns boolean
language plpgsql stable set search_path = pg_catalog as $$
begin
    return exists (select from search.documents e where e.words @@ p_query
        and (e.organization_id = p_seller) is true and case when p_channel is null then true
            when e.listed then coalesce((
                    select l.published and coalesce(l.published_from <= p_at, true)
                        and coalesce(l.published_until > p_at, true)
                    from catalog.listings l where l.organization_id = p_seller
                        and l.channel_id = p_channel and l.variant_id = e.variant_id),
                e.published)
            else e.published end);
end $$;
revoke all on function search.has from public;

-- A word that is in none of the documents, as those words in them that are nearest to it: they
-- share trigrams with it or sound like it, and nearly all of its letters.
create function search.nearest(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_base tsquery, p_word text)
returns table (word text)
language sql stable set search_path = pg_catalog as $$
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
    order by b.score desc, b.word
$$;
revoke all on function search.nearest from public;

-- A text as a question: all of its words, or any of them, each widened to what may be meant. A
-- word that is in no document is what it is the beginning of, or else mistyped; while somebody is
-- still typing, the last is a beginning in any case. One that means nothing here is passed over.
create function search.understand(
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
        v_known := search.has(p_seller, p_channel, p_at,
            search.both(p_base, search.term(v_stamp || v_word.word)));
        if v_known then v_group := search.term(v_stamp || v_word.word); end if;
        if not v_known or p_typing and v_word.is_last then
            for v_other in
                select y.word from search.vocabulary y
                where y.organization_id = p_seller and y.word > v_word.word
                    and y.word < v_word.word || U&'\+10FFFF'
                order by y.word limit 30
            loop
                if search.has(p_seller, p_channel, p_at,
                    search.both(p_base, search.term(v_stamp || v_other)))
                then
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
revoke all on function search.understand from public;

-- The SKU or the barcode that a text is, as labels.
create function search.codes(p_seller uuid, p_text text) returns tsquery
language sql immutable set search_path = pg_catalog as $$
    select case when btrim(p_text) ~ '^[0-9]{8,14}$'
        then search.term(search.stamp(p_seller) || '#s' || btrim(p_text))
            || search.term(search.stamp(p_seller) || '#g' || lpad(btrim(p_text), 14, '0'))
        else search.term(search.stamp(p_seller) || '#s' || lower(btrim(p_text))) end
$$;
revoke all on function search.codes from public;

-- Whether a channel has rules of its own for stock.
create function search.has_rules(p_seller uuid, p_channel uuid) returns boolean
language sql stable as $$
    select exists (select from inventory.channel_rules r
        where r.organization_id = p_seller and r.channel_id = p_channel)
$$;
revoke all on function search.has_rules from public;

-- What a buyer can have of a variant now, as its offer says.
create function search.available(
    p_seller uuid, p_channel uuid, p_warehouse uuid, p_variant uuid, p_at timestamptz,
    p_has_rules boolean
) returns bigint
language sql stable as $$
    select case when p_has_rules then inventory.offered(p_seller, p_channel, p_warehouse,
            p_variant, (p_at at time zone 'UTC')::date)
        else coalesce((
            select greatest(s.on_hand - s.reserved - s.allocated - s.safety_stock
                - case when s.next_expiry < (p_at at time zone 'UTC')::date
                    then inventory.expired(p_seller, p_warehouse, p_variant,
                        (p_at at time zone 'UTC')::date) else 0 end, 0)
            from inventory.stock_levels s where s.organization_id = p_seller
                and s.warehouse_id = p_warehouse and s.variant_id = p_variant), 0) end::bigint
$$;
revoke all on function search.available from public;

-- What is in stock of a variant anywhere and promised to nobody.
create function search.on_hand(p_seller uuid, p_variant uuid) returns bigint
language sql stable as $$
    select greatest(coalesce(sum(s.on_hand - s.reserved - s.allocated), 0), 0)::bigint
    from inventory.stock_levels s
    where s.organization_id = p_seller and s.variant_id = p_variant
$$;
revoke all on function search.on_hand from public;

-- What matches a text and labels, and is shown: the code itself, else by the words that match and
-- where they stand; without either the newest. So many are looked at, the best of them are
-- answered, and `looked_at` says how many there were. Where it has to be in stock, only that.
-- PostgreSQL doesn't inline functions that hold a query, and calling one takes fifty microseconds of
-- each of a thousand matches: listings are looked up, and what is in stock is joined where the
-- channel has no rules of its own for it, within the statement.
create function search.find(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_text text, p_labels text[],
    p_warehouse uuid, p_limit integer, p_keep integer
) returns table (
    variant_id uuid, product_id uuid, category_id uuid, brand_id uuid, name text,
    condition text, volume_ml integer, tags text[], created_at timestamptz, rank real,
    looked_at bigint)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_caller text := search.enter(p_seller);
    v_base tsquery := search.labelled(p_seller, p_labels);
    v_codes tsquery := search.codes(p_seller, p_text);
    v_words record;
    v_query tsquery := v_base;
    v_asked tsquery;
    v_is_code boolean := false;
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
        v_is_code := search.has(p_seller, p_channel, p_at, search.both(v_base, v_codes));
    end if;
    if v_is_code then
        v_query := search.both(v_base, v_codes);
        v_asked := v_codes;
    elsif p_text is not null then
        select u.p_all, u.p_any into v_words
        from search.understand(p_seller, p_channel, p_at, v_base, p_text, false) u;
        v_asked := v_words.p_any;
        v_query := search.both(v_base, v_words.p_all);
        if v_asked is null then
            perform set_config('app.organization', v_caller, true);
            return;
        end if;
        if v_words.p_all <> v_words.p_any
            and not search.has(p_seller, p_channel, p_at, v_query)
        then
            v_query := search.both(v_base, v_asked);
        end if;
    end if;
    return query
    select f.variant_id, f.product_id, f.category_id, f.brand_id, f.name, f.condition,
        f.volume_ml, f.tags, f.created_at, f.rank, f.looked_at
    from (select d.variant_id, d.product_id, d.category_id, d.brand_id, d.name, d.condition,
            d.volume_ml, d.tags, d.created_at, count(*) over () as looked_at,
            case when p_text is null then 0 when v_is_code then 100
                else ts_rank('{0.1, 0.2, 0.5, 1}', d.words, v_asked) end::real as rank
        from (select e.variant_id, e.product_id, e.category_id, e.brand_id, e.name, e.condition,
                e.volume_ml, e.tags, e.created_at, e.words
            from search.documents e
            where e.words @@ v_query and (e.organization_id = p_seller) is true
                and case when p_channel is null then true
                    when e.listed then coalesce((
                            select l.published and coalesce(l.published_from <= p_at, true)
                                and coalesce(l.published_until > p_at, true)
                            from catalog.listings l where l.organization_id = p_seller
                                and l.channel_id = p_channel and l.variant_id = e.variant_id),
                        e.published)
                    else e.published end
            limit p_limit) d
        order by rank desc limit p_keep) f
    left join inventory.stock_levels s on p_warehouse is not null and not v_has_rules
        and s.organization_id = p_seller and s.warehouse_id = p_warehouse
        and s.variant_id = f.variant_id
    where case when p_warehouse is null then true
        when v_has_rules then inventory.offered(
            p_seller, p_channel, p_warehouse, f.variant_id, v_day) > 0
        else s.on_hand - s.reserved - s.allocated - s.safety_stock
            > case when s.next_expiry < v_day then inventory.expired(
                p_seller, p_warehouse, f.variant_id, v_day) else 0 end end;
    perform set_config('app.organization', v_caller, true);
end $$;
revoke all on function search.find from public;
grant execute on function search.find to dray_server;

-- What a page shows of what was found: in the first of the languages that there is, or as its
-- channel calls it. Without a channel, all that is in stock anywhere.
create function search.details(
    p_seller uuid, p_channel uuid, p_warehouse uuid, p_at timestamptz, p_languages text[],
    p_variants uuid[])
returns table (
    variant_id uuid, sku text, name text, strength_bp integer, base_unit text, case_size integer,
    published boolean, gtins text[], available bigint)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_caller text := search.enter(p_seller);
    v_has_rules boolean := search.has_rules(p_seller, p_channel);
begin
    return query
    select v.id, v.sku, coalesce(l.title, (
            select n.name from catalog.translations n
            where n.organization_id = p_seller and n.subject_id = v.id
                and n.language = any(p_languages) and n.name is not null
            order by array_position(p_languages, n.language) limit 1), v.name),
        v.strength_bp, v.base_unit, v.case_size, v.published,
        array(select b.gtin from catalog.barcodes b
            where b.organization_id = p_seller and b.variant_id = v.id order by b.gtin),
        case when p_channel is null then search.on_hand(p_seller, v.id)
            else search.available(p_seller, p_channel, p_warehouse, v.id, p_at, v_has_rules) end
    from catalog.variants v
    left join catalog.listings l on l.organization_id = p_seller and l.channel_id = p_channel
        and l.variant_id = v.id
    where v.organization_id = p_seller and v.id = any (p_variants);
    perform set_config('app.organization', v_caller, true);
end $$;
revoke all on function search.details from public;
grant execute on function search.details to dray_server;

-- What categories and brands are called.
create function search.names(p_seller uuid, p_ids uuid[]) returns table (id uuid, name text)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_caller text := search.enter(p_seller);
begin
    return query
    select c.id, c.name from catalog.categories c
    where c.organization_id = p_seller and c.id = any (p_ids)
    union all
    select b.id, b.name from catalog.brands b
    where b.organization_id = p_seller and b.id = any (p_ids);
    perform set_config('app.organization', v_caller, true);
end $$;
revoke all on function search.names from public;
grant execute on function search.names to dray_server;

-- What somebody who typed so far may mean: brands, categories and products, in that order.
create function search.suggest(
    p_seller uuid, p_channel uuid, p_at timestamptz, p_text text, p_limit integer)
returns table (kind text, id uuid, name text)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_caller text := search.enter(p_seller);
    v_words record;
    v_query tsquery;
begin
    select u.p_all, u.p_any into v_words
    from search.understand(p_seller, p_channel, p_at, null, p_text, true) u;
    v_query := coalesce(v_words.p_all || search.codes(p_seller, p_text),
        search.codes(p_seller, p_text));
    return query
    with found as materialized (
        select d.product_id, d.category_id, d.brand_id, p.name,
            ts_rank('{0.1, 0.2, 0.5, 1}', d.words, v_words.p_any) as rank
        from (select e.product_id, e.category_id, e.brand_id, e.words from search.documents e
            where e.words @@ v_query and (e.organization_id = p_seller) is true
                and case when p_channel is null then true
                    when e.listed then search.shown(
                        p_seller, p_channel, p_at, e.variant_id, e.published)
                    else e.published end
            limit 200) d
        join catalog.products p on p.organization_id = p_seller and p.id = d.product_id
    ), labels as (
        (select 1 as place, 'brand' as kind, b.id, b.name, 0::real as rank
        from catalog.brands b
        where b.organization_id = p_seller and b.id in (select f.brand_id from found f)
            and search.stamped(search.stamp(p_seller), search.tokens(b.name)) @@ v_words.p_any
        order by b.name limit 3)
        union all
        (select 2, 'category', c.id, c.name, 0::real from catalog.categories c
        where c.organization_id = p_seller and c.id in (select f.category_id from found f)
            and search.stamped(search.stamp(p_seller), search.tokens(c.name)) @@ v_words.p_any
        order by c.name limit 3)
        union all
        (select 3, 'product', f.product_id, f.name, max(f.rank) from found f
        group by f.product_id, f.name
        order by max(f.rank) desc, f.name, f.product_id limit p_limit)
    )
    select l.kind, l.id, l.name from labels l
    order by l.place, l.rank desc, l.name, l.id limit p_limit;
    perform set_config('app.organization', v_caller, true);
end $$;
revoke all on function search.suggest from public;
grant execute on function search.suggest to dray_server;

-- What the caller's other sellers offer under the barcodes of a seller's variants.
create function search.elsewhere(
    p_seller uuid, p_at timestamptz, p_variants uuid[], p_limit integer)
returns table (
    variant_id uuid, seller_id uuid, seller text, other_id uuid, sku text, name text,
    condition text)
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
    v_caller text := search.enter(p_seller);
    v_codes record;
    v_other uuid;
    v_name text;
    v_channel uuid;
    v_left integer := p_limit;
    v_found integer;
begin
    select coalesce(array_agg(b.variant_id), '{}') as variants,
        coalesce(array_agg('#g' || lpad(b.gtin, 14, '0')), '{}') as labels into v_codes
    from catalog.barcodes b
    where b.organization_id = p_seller and b.variant_id = any (p_variants);
    perform set_config('app.organization', v_caller, true);
    if v_codes.labels = '{}' then return; end if;
    for v_other in
        select c.organization_id from organizations.companies c
        where c.buyer_organization_id = nullif(v_caller, '')::uuid and c.state = 'active'
            and c.organization_id <> p_seller
        order by c.organization_id limit 20
    loop
        exit when v_left <= 0;
        perform set_config('app.organization', v_other::text, true);
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
        perform set_config('app.organization', v_caller, true);
    end loop;
end $$;
revoke all on function search.elsewhere from public;
grant execute on function search.elsewhere to dray_server;
