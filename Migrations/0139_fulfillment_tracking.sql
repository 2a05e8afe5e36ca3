-- Links to an order's progress, for whoever has one: what they show is said here and nowhere else.

-- Behind functions only: the secret of a link is asked for by nobody's organization.
create table fulfillment.tracking_links (
    id uuid primary key,
    maker_id uuid not null,
    seller_id uuid not null,
    order_id uuid not null,
    -- Of 256 bits that nobody can guess: a slow hash would protect nothing more.
    token_hash bytea not null unique check (length(token_hash) = 32),
    created_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    foreign key (seller_id, order_id) references orders.orders (organization_id, id),
    constraint tracking_links_expiry check (expires_at > created_at)
);
create index tracking_links_of_order on fulfillment.tracking_links (maker_id, order_id, id);
revoke all on fulfillment.tracking_links from public;

-- Makes a link to an order that the caller sells or buys. DR101: there is no such order. DR212: it
-- has twenty that hold.
create function fulfillment.make_tracking_link(
    p_id uuid, p_order uuid, p_hash bytea, p_account uuid, p_now timestamptz,
    p_expires timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_seller uuid;
begin
    select o.organization_id into v_seller from orders.orders o
    where o.id = p_order
        and (o.organization_id = v_caller or o.buyer_organization_id = v_caller);
    if not found then
        raise exception using errcode = 'DR101', message = 'no such order';
    end if;
    if (select count(*) from fulfillment.tracking_links l
        where l.maker_id = v_caller and l.order_id = p_order and l.revoked_at is null
            and l.expires_at > p_now) >= 20
    then
        raise exception using errcode = 'DR212', message = 'too many links',
            detail = 'An order has at most twenty links that hold.';
    end if;
    insert into fulfillment.tracking_links (id, maker_id, seller_id, order_id, token_hash,
        created_by, created_at, expires_at)
    values (p_id, v_caller, v_seller, p_order, p_hash, p_account, p_now, p_expires);
end $$;

-- The links that the caller's organization made for an order.
create function fulfillment.tracking_links(p_order uuid, p_before uuid, p_limit bigint)
returns table (
    id uuid, order_id uuid, token_hash bytea, created_by uuid, created_at timestamptz,
    expires_at timestamptz, revoked_at timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
    select l.id, l.order_id, l.token_hash, l.created_by, l.created_at, l.expires_at, l.revoked_at
    from fulfillment.tracking_links l
    where l.maker_id = nullif(current_setting('app.organization', true), '')::uuid
        and l.order_id = p_order and (p_before is null or l.id < p_before)
    order by l.id desc limit p_limit
$$;

create function fulfillment.revoke_tracking_link(p_id uuid, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update fulfillment.tracking_links l set revoked_at = coalesce(l.revoked_at, p_now)
    where l.maker_id = nullif(current_setting('app.organization', true), '')::uuid
        and l.id = p_id;
    return found;
end $$;

-- A moment as the seller's people read it.
create function fulfillment.local_text(p_at timestamptz, p_zone text) returns text
language sql stable set search_path = pg_catalog as $$
    select to_char(p_at at time zone p_zone, 'FMDD Mon YYYY, HH24:MI')
$$;

-- What a link shows of its order: whose it is, its number, how far it is and since when. Nothing
-- where the link is wrong, over or revoked.
create function fulfillment.tracked_order(p_hash bytea, p_now timestamptz)
returns table (
    seller text, number text, state text, zone text, placed text, confirmed text, picking text,
    packed text, shipped text, delivered text, cancelled text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_link fulfillment.tracking_links;
    v_organization text := coalesce(current_setting('app.organization', true), '');
begin
    select l.* into v_link from fulfillment.tracking_links l
    where l.token_hash = p_hash and l.revoked_at is null and l.expires_at > p_now;
    if v_link.id is null then
        return;
    end if;
    perform set_config('app.organization', v_link.seller_id::text, true);
    return query
    select s.name, o.number, o.state, s.time_zone,
        fulfillment.local_text(o.placed_at, s.time_zone),
        fulfillment.local_text(o.confirmed_at, s.time_zone),
        fulfillment.local_text(w.begun, s.time_zone),
        fulfillment.local_text(w.packed, s.time_zone),
        fulfillment.local_text(p.shipped, s.time_zone),
        fulfillment.local_text(p.delivered, s.time_zone),
        case when o.state = 'cancelled'
            then fulfillment.local_text(o.cancelled_at, s.time_zone) end
    from orders.orders o
    join organizations.organizations s on s.organization_id = o.organization_id
    cross join lateral (
        select min(f.created_at) as begun, max(f.packed_at) as packed
        from fulfillment.fulfillments f
        where f.organization_id = o.organization_id and f.order_id = o.id
            and f.state <> 'cancelled') w
    cross join lateral (
        select max(h.shipped_at) as shipped, max(h.delivered_at) as delivered
        from fulfillment.shipments h
        where h.organization_id = o.organization_id and h.order_id = o.id) p
    where o.organization_id = v_link.seller_id and o.id = v_link.order_id
        and s.state = 'approved';
    perform set_config('app.organization', v_organization, true);
end $$;

-- The parcels of a link's order, the first fifty.
create function fulfillment.tracked_parcels(p_hash bytea, p_now timestamptz)
returns table (
    state text, carrier text, tracking_number text, tracking_url text, expected text,
    quantity bigint, shipped text, delivered text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_link fulfillment.tracking_links;
    v_organization text := coalesce(current_setting('app.organization', true), '');
begin
    select l.* into v_link from fulfillment.tracking_links l
    where l.token_hash = p_hash and l.revoked_at is null and l.expires_at > p_now;
    if v_link.id is null then
        return;
    end if;
    perform set_config('app.organization', v_link.seller_id::text, true);
    return query
    select h.state, h.carrier, h.tracking_number, h.tracking_url,
        to_char(h.expected_on, 'FMDD Mon YYYY'),
        (select sum(l.quantity)::bigint from fulfillment.shipment_lines l
            where l.organization_id = h.organization_id and l.shipment_id = h.id),
        fulfillment.local_text(h.shipped_at, s.time_zone),
        fulfillment.local_text(h.delivered_at, s.time_zone)
    from fulfillment.shipments h
    join organizations.organizations s on s.organization_id = h.organization_id
    where h.organization_id = v_link.seller_id and h.order_id = v_link.order_id
        and s.state = 'approved'
    order by h.id limit 50;
    perform set_config('app.organization', v_organization, true);
end $$;

revoke all on function fulfillment.make_tracking_link, fulfillment.tracking_links,
    fulfillment.revoke_tracking_link, fulfillment.local_text, fulfillment.tracked_order,
    fulfillment.tracked_parcels from public;
grant execute on function fulfillment.make_tracking_link, fulfillment.tracking_links,
    fulfillment.revoke_tracking_link, fulfillment.tracked_order, fulfillment.tracked_parcels
    to dray_server;
