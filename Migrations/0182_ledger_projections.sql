-- What is kept beside the ledger and told by it: worked out anew from the organization's events, in
-- their order, and held against the tables.

-- What the ledger tells of each order it speaks of: how far each line is, and where.
create function ledger.told_lines(p_organization uuid)
returns table (order_id uuid, line integer, picked bigint, packed bigint, shipped bigint,
    delivered bigint, cancelled bigint)
language sql stable set search_path = pg_catalog as $$
    with said as (
        select n.subject_id as order_id, n.type, e.payload,
            (e.payload ->> 'fulfillment_id')::uuid as fulfillment_id,
            (e.payload ->> 'shipment_id')::uuid as shipment_id
        from ledger.entries n join platform.events e
            on e.organization_id = n.organization_id and e.id = n.event_id
        where n.organization_id = p_organization and e.organization_id = p_organization
            and n.type in ('fulfillment_begun', 'fulfillment_packed', 'fulfillment_cancelled',
                'shipment_sent', 'shipment_delivered', 'order_lines_cancelled')
    ), amounts as (
        select s.order_id, s.type, s.fulfillment_id, s.shipment_id, a.line, a.quantity
        from said s cross join lateral (
            select l.value::integer as line, q.value::bigint as quantity
            from json_array_elements_text(s.payload -> 'lines') with ordinality l (value, place)
            join json_array_elements_text(s.payload -> 'quantities')
                with ordinality q (value, place) on q.place = l.place) a
        where s.type in ('fulfillment_begun', 'shipment_sent', 'order_lines_cancelled')
    ), sent as (
        select g.fulfillment_id, g.line, sum(g.quantity) as quantity
        from amounts g where g.type = 'shipment_sent' group by g.fulfillment_id, g.line
    ), parts as (
        select s.fulfillment_id, bool_or(s.type = 'fulfillment_packed') as is_packed,
            bool_or(s.type = 'fulfillment_cancelled') as is_cancelled
        from said s where s.fulfillment_id is not null group by s.fulfillment_id
    ), arrived as (
        select distinct s.shipment_id from said s where s.type = 'shipment_delivered'
    ), works as (
        select b.order_id, b.line, b.quantity - coalesce(g.quantity, 0) as quantity,
            p.is_packed, p.is_cancelled
        from amounts b join parts p on p.fulfillment_id = b.fulfillment_id
        left join sent g on g.fulfillment_id = b.fulfillment_id and g.line = b.line
        where b.type = 'fulfillment_begun'
    ), moves as (
        select w.order_id, w.line, w.quantity as picked,
            case when w.is_packed then w.quantity else 0 end as packed, 0 as shipped,
            0 as delivered, 0 as cancelled
        from works w where not w.is_cancelled
        union all
        select g.order_id, g.line, 0, 0, g.quantity,
            case when a.shipment_id is not null then g.quantity else 0 end, 0
        from amounts g left join arrived a on a.shipment_id = g.shipment_id
        where g.type = 'shipment_sent'
        union all
        select c.order_id, c.line, 0, 0, 0, 0, c.quantity
        from amounts c where c.type = 'order_lines_cancelled'
    )
    select m.order_id, m.line, sum(m.picked)::bigint, sum(m.packed)::bigint,
        sum(m.shipped)::bigint, sum(m.delivered)::bigint, sum(m.cancelled)::bigint
    from moves m group by m.order_id, m.line
$$;

-- The last state that the ledger tells of each thing of a kind.
create function ledger.told_states(p_organization uuid, p_kind text)
returns table (subject_id uuid, state text, payload json)
language sql stable set search_path = pg_catalog as $$
    select distinct on (n.subject_id) n.subject_id,
        case n.type when 'order_placed' then 'placed' else e.payload ->> 'state' end, e.payload
    from ledger.entries n join platform.events e
        on e.organization_id = n.organization_id and e.id = n.event_id
    where n.organization_id = p_organization and e.organization_id = p_organization
        and n.subject_kind = p_kind
        and (n.type = 'order_placed' or e.payload ->> 'state' is not null)
    order by n.subject_id, n.position desc
$$;

-- Where the tables say otherwise than the ledger, of the organization's own documents and of those
-- it buys by: orders, their lines, drafts, shipments, returns, receipts of goods, quotes, runs of
-- standing orders; and where a level of stock is not the sum of its movements. Nothing of a thing the ledger never spoke of is nothing
-- less than a difference.
create function ledger.differences(p_organization uuid)
returns table (projection text, subject_id uuid, member text, told text, kept text)
language sql stable set search_path = pg_catalog as $$
    with orders as (
        select o.organization_id, o.id, o.state, o.buyer_organization_id = p_organization as bought
        from orders.orders o where o.organization_id = p_organization
        union all
        select o.organization_id, o.id, o.state, true
        from orders.orders o where o.buyer_organization_id = p_organization
    ), lines as (
        select o.id as order_id, l.line, l.picked_quantity, l.packed_quantity,
            l.shipped_quantity, l.delivered_quantity, l.cancelled_quantity
        from orders o join orders.order_lines l
            on l.organization_id = o.organization_id and l.order_id = o.id
    ), shipments as (
        select s.id, s.state from orders o join fulfillment.shipments s
            on s.organization_id = o.organization_id and s.order_id = o.id
    ), told_shipments as (
        select (e.payload ->> 'shipment_id')::uuid as id,
            max(case n.type when 'shipment_delivered' then 'delivered' else 'shipped' end
                ) filter (where n.type = 'shipment_delivered') as delivered
        from ledger.entries n join platform.events e
            on e.organization_id = n.organization_id and e.id = n.event_id
        where n.organization_id = p_organization and e.organization_id = p_organization
            and n.type in ('shipment_sent', 'shipment_delivered')
        group by 1
    ), receipts as (
        select r.id, sum(n.received_quantity + n.damaged_quantity + n.wrong_quantity
            + n.missing_quantity + n.over_quantity)::text as quantity
        from orders o join fulfillment.goods_receipts r
            on r.organization_id = o.organization_id and r.order_id = o.id
        join fulfillment.goods_receipt_lines n
            on n.organization_id = r.organization_id and n.receipt_id = r.id
        group by r.id
    ), told_receipts as (
        select (e.payload ->> 'receipt_id')::uuid as id, (
            select sum(q.value::bigint)::text
            from (values ('received'), ('damaged'), ('wrong'), ('missing'), ('over')) k (name)
            cross join lateral json_array_elements_text(e.payload -> k.name) q) as quantity
        from ledger.entries n join platform.events e
            on e.organization_id = n.organization_id and e.id = n.event_id
        where n.organization_id = p_organization and e.organization_id = p_organization
            and n.type = 'goods_received'
    ), returns as (
        select r.id, r.state, r.version, r.refund_amount from returns.returns r
        where r.organization_id = p_organization
        union all
        select r.id, r.state, r.version, r.refund_amount from returns.returns r
        where r.buyer_organization_id = p_organization
    ), quotes as (
        select q.id, q.state, q.round, q.order_id from quotes.quotes q
        where q.organization_id = p_organization
        union all
        select q.id, q.state, q.round, q.order_id from quotes.quotes q
        where q.buyer_organization_id = p_organization
    ), runs as (
        select r.standing_order_id as id, r.due_at, r.outcome from standing_orders.runs r
        where r.organization_id = p_organization
        union all
        select r.standing_order_id, r.due_at, r.outcome from standing_orders.runs r
        where r.buyer_organization_id = p_organization
    ), told_runs as (
        select n.subject_id as id, (e.payload ->> 'due_at')::timestamptz as due_at,
            coalesce(e.payload ->> 'outcome', 'skipped') as outcome
        from ledger.entries n join platform.events e
            on e.organization_id = n.organization_id and e.id = n.event_id
        where n.organization_id = p_organization and e.organization_id = p_organization
            and n.type in ('standing_order_run', 'standing_order_skipped')
    ), found (projection, subject_id, member, told, kept) as (
        -- Its seller's ledger tells of placing; its buyer's begins with what came after.
        select 'order', coalesce(o.id, t.subject_id), 'state',
            coalesce(t.state, case when o.bought then 'placed' end), o.state
        from orders o full join ledger.told_states(p_organization, 'order') t
            on t.subject_id = o.id
        union all
        select 'order_line', coalesce(l.order_id, t.order_id),
            coalesce(l.line, t.line) || ' ' || m.name, m.told::text, m.kept::text
        from lines l full join ledger.told_lines(p_organization) t
            on t.order_id = l.order_id and t.line = l.line
        cross join lateral (values
            ('picked', coalesce(t.picked, 0), l.picked_quantity),
            ('packed', coalesce(t.packed, 0), l.packed_quantity),
            ('shipped', coalesce(t.shipped, 0), l.shipped_quantity),
            ('delivered', coalesce(t.delivered, 0), l.delivered_quantity),
            ('cancelled', coalesce(t.cancelled, 0), l.cancelled_quantity)
        ) m (name, told, kept)
        union all
        select 'draft_order', coalesce(d.id, t.subject_id), 'state',
            case when p.id is not null then 'placed' else t.state end, d.state
        from (select d.id, d.state from orders.draft_orders d
            where d.organization_id = p_organization) d
        full join ledger.told_states(p_organization, 'draft_order') t on t.subject_id = d.id
        left join (select (s.payload ->> 'draft_order_id')::uuid as id
            from ledger.entries n join platform.events s
                on s.organization_id = n.organization_id and s.id = n.event_id
            where n.organization_id = p_organization and s.organization_id = p_organization
                and n.type = 'order_placed') p on p.id = coalesce(d.id, t.subject_id)
        union all
        select 'shipment', coalesce(s.id, t.id), 'state',
            case when t.id is not null then coalesce(t.delivered, 'shipped') end, s.state
        from shipments s full join told_shipments t on t.id = s.id
        union all
        select 'goods_receipt', coalesce(r.id, t.id), 'quantity', t.quantity, r.quantity
        from receipts r full join told_receipts t on t.id = r.id
        union all
        select 'return', coalesce(r.id, t.subject_id), m.name, m.told, m.kept
        from returns r full join ledger.told_states(p_organization, 'return') t
            on t.subject_id = r.id
        cross join lateral (values
            ('state', t.state, r.state), ('version', t.payload ->> 'version', r.version::text),
            ('refund_amount', t.payload ->> 'refund_amount', r.refund_amount::text)
        ) m (name, told, kept)
        union all
        select 'quote', coalesce(q.id, t.subject_id), m.name, m.told, m.kept
        from quotes q full join ledger.told_states(p_organization, 'quote') t
            on t.subject_id = q.id
        cross join lateral (values
            ('state', t.state, q.state), ('round', t.payload ->> 'round', q.round::text),
            ('order_id', t.payload ->> 'order_id', q.order_id::text)
        ) m (name, told, kept)
        union all
        select 'standing_order_run', coalesce(r.id, t.id), coalesce(r.due_at, t.due_at)::text,
            t.outcome, r.outcome
        from runs r full join told_runs t on t.id = r.id and t.due_at = r.due_at
        union all
        select 'stock_level', coalesce(s.variant_id, v.variant_id), m.name, m.told::text,
            m.kept::text
        from (select s.warehouse_id, s.variant_id, s.on_hand, s.reserved, s.allocated
            from inventory.stock_levels s where s.organization_id = p_organization) s
        full join (
            select v.warehouse_id, v.variant_id, sum(v.on_hand_delta) as on_hand,
                sum(v.reserved_delta) as reserved, sum(v.allocated_delta) as allocated
            from inventory.stock_movements v where v.organization_id = p_organization
            group by v.warehouse_id, v.variant_id) v
            on v.warehouse_id = s.warehouse_id and v.variant_id = s.variant_id
        cross join lateral (values
            ('on_hand', coalesce(v.on_hand, 0), s.on_hand),
            ('reserved', coalesce(v.reserved, 0), s.reserved),
            ('allocated', coalesce(v.allocated, 0), s.allocated)
        ) m (name, told, kept)
    )
    select f.projection, f.subject_id, f.member, f.told, f.kept
    from found f where f.told is distinct from f.kept
    order by f.projection, f.subject_id, f.member
$$;

revoke all on function ledger.told_lines, ledger.told_states, ledger.differences from public;
grant execute on function ledger.told_lines, ledger.told_states, ledger.differences
    to dray_server;
