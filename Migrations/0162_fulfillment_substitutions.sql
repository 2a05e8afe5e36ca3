-- Substitutions: something else that a seller proposes in a line's place, and the buyer agrees on.

create table fulfillment.substitutions (
    organization_id uuid not null,
    id uuid not null,
    buyer_organization_id uuid not null,
    order_id uuid not null,
    order_number text not null,
    line integer not null,
    replaced_sku text not null,
    state text not null check (state in ('proposed', 'agreed', 'declined', 'withdrawn')),
    variant_id uuid not null,
    sku text not null,
    name text not null,
    unit text not null,
    quantity bigint not null check (quantity > 0),
    -- Of one of the unit; the lists' price where it is null.
    unit_amount bigint check (unit_amount >= 0),
    currency text not null,
    if_declined text not null check (if_declined in ('keep', 'cancel')),
    note text,
    proposed_by uuid not null,
    proposed_at timestamptz not null,
    answered_by uuid,
    answered_at timestamptz,
    primary key (organization_id, id),
    check ((state = 'proposed') = (answered_at is null)),
    foreign key (organization_id, order_id) references orders.orders (organization_id, id),
    foreign key (organization_id, variant_id) references catalog.variants (organization_id, id)
);
call platform.guard_sale_table('fulfillment.substitutions');
create unique index substitutions_open_key
    on fulfillment.substitutions (organization_id, order_id, line) where state = 'proposed';
create index substitutions_of_buyer on fulfillment.substitutions (buyer_organization_id, id);
create index substitutions_of_order on fulfillment.substitutions (organization_id, order_id, id);
grant select on fulfillment.substitutions to dray_server;

-- Letters to the people of an organization who hold a privilege, except some; how many. Works
-- beside whatever organization the transaction is in.
create function orders.write_to_holders(
    p_organization uuid, p_privilege text, p_except uuid[], p_subject text, p_body text,
    p_now timestamptz
) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_before text := current_setting('app.organization', true);
    v_email text;
    v_written integer := 0;
begin
    perform set_config('app.organization', p_organization::text, true);
    for v_email in
        select a.email
        from organizations.memberships m join identity.accounts a on a.id = m.account_id
        where m.organization_id = p_organization and m.state = 'active'
            and m.account_id <> all (p_except) and exists (
                select from organizations.apps p
                where p.organization_id = p_organization and p.archived_at is null
                    and p_privilege = any (permissions.granted(p_organization, p.id,
                        permissions.held(p_organization, p.id, m.account_id, p_now))))
        order by m.account_id limit 50
    loop
        perform platform.queue_mail(platform.ordered_id(p_now), v_email, p_subject, p_body);
        v_written := v_written + 1;
    end loop;
    perform set_config('app.organization', v_before, true);
    return v_written;
end $$;
revoke all on function orders.write_to_holders from public;

-- Proposes something else in a line's place. DR101, DR102. DR140: the line is on its way. DR149: no
-- such variant, or not in this unit (message: which).
create function fulfillment.propose_substitution(
    p_id uuid, p_order uuid, p_line integer, p_variant uuid, p_sku text, p_unit text,
    p_quantity bigint, p_amount bigint, p_declined text, p_note text, p_account uuid,
    p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_order orders.orders := orders.hold_order(p_order);
    v_line orders.order_lines;
    v_variant catalog.variants;
begin
    if v_order.state not in ('placed', 'confirmed', 'picking', 'packed') then
        raise exception using errcode = 'DR102', message = v_order.state;
    end if;
    select * into v_line from orders.order_lines l
    where l.organization_id = v_order.organization_id and l.order_id = p_order
        and l.line = p_line;
    if v_line.line is null or v_line.picked_quantity > 0 or v_line.shipped_quantity > 0
        or v_line.cancelled_quantity > 0
    then
        raise exception using errcode = 'DR140', message = 'not open',
            detail = 'The order has no such line, or it is on its way already.';
    end if;
    if p_variant is null then
        select * into v_variant from catalog.variants v
        where v.organization_id = v_order.organization_id and v.sku = p_sku;
    else
        select * into v_variant from catalog.variants v
        where v.organization_id = v_order.organization_id and v.id = p_variant;
    end if;
    if v_variant.id is null or v_variant.archived_at is not null then
        raise exception using errcode = 'DR149', message = 'variant';
    end if;
    if p_unit <> v_variant.base_unit and p_unit <> all (v_variant.pack_units)
        and (p_unit <> 'case' or v_variant.case_size < 2)
    then
        raise exception using errcode = 'DR149', message = 'unit';
    end if;
    insert into fulfillment.substitutions (organization_id, id, buyer_organization_id, order_id,
        order_number, line, replaced_sku, state, variant_id, sku, name, unit, quantity,
        unit_amount, currency, if_declined, note, proposed_by, proposed_at)
    values (v_order.organization_id, p_id, v_order.buyer_organization_id, p_order, v_order.number,
        p_line, v_line.sku, 'proposed', v_variant.id, v_variant.sku, v_variant.name,
        coalesce(p_unit, v_variant.base_unit), p_quantity, p_amount, v_order.currency, p_declined,
        p_note, p_account, p_now);
    perform orders.tell(v_order, 'substitution_proposed', p_account, p_request, p_now,
        json_build_object('substitution_id', p_id, 'line', p_line, 'sku', v_variant.sku,
            'quantity', p_quantity));
end $$;

-- The buyer agrees or declines, the seller withdraws: once. A line that is declined to be cancelled
-- is. DR101: not there, or not for the caller to answer. DR148: answered before (message: the state).
create function fulfillment.answer_substitution(
    p_id uuid, p_state text, p_account uuid, p_request text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_seller uuid;
    v_order orders.orders;
    v_one fulfillment.substitutions;
    v_open bigint;
begin
    if p_state = 'withdrawn' then
        select * into v_one from fulfillment.substitutions s
        where s.organization_id = v_caller and s.id = p_id;
    else
        select * into v_one from fulfillment.substitutions s
        where s.buyer_organization_id = v_caller and s.id = p_id;
    end if;
    if v_one.id is null then
        raise exception using errcode = 'DR101', message = 'no such substitution';
    end if;
    v_seller := v_one.organization_id;
    perform set_config('app.organization', v_seller::text, true);
    v_order := orders.hold_order(v_one.order_id);
    update fulfillment.substitutions s
    set state = p_state, answered_by = p_account, answered_at = p_now
    where s.organization_id = v_seller and s.id = p_id and s.state = 'proposed';
    if not found then
        select s.state into v_one.state from fulfillment.substitutions s
        where s.organization_id = v_seller and s.id = p_id;
        raise exception using errcode = 'DR148', message = v_one.state;
    end if;
    perform orders.tell(v_order, 'substitution_' || p_state, p_account, p_request, p_now,
        json_build_object('substitution_id', p_id, 'line', v_one.line, 'sku', v_one.sku));
    if p_state = 'declined' and v_one.if_declined = 'cancel' then
        select l.base_quantity - l.cancelled_quantity - l.picked_quantity - l.shipped_quantity
        into v_open from orders.order_lines l
        where l.organization_id = v_seller and l.order_id = v_one.order_id
            and l.line = v_one.line;
        if v_open > 0 then
            perform fulfillment.cancel_order(v_one.order_id, array[v_one.line], array[v_open],
                'The substitution was declined.', p_account, p_request, p_now);
        end if;
    end if;
    perform set_config('app.organization', v_caller::text, true);
end $$;

-- Writes to the other party's people of a substitution of the caller's.
create function fulfillment.write_of_substitution(
    p_id uuid, p_subject text, p_body text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_caller uuid := nullif(current_setting('app.organization', true), '')::uuid;
    v_one fulfillment.substitutions;
begin
    select * into v_one from fulfillment.substitutions s
    where s.organization_id = v_caller and s.id = p_id;
    if found then
        perform orders.write_to_holders(v_one.buyer_organization_id, 'draft_orders.place', '{}',
            p_subject, p_body, p_now);
        return;
    end if;
    select * into v_one from fulfillment.substitutions s
    where s.buyer_organization_id = v_caller and s.id = p_id;
    if found then
        perform orders.write_to_holders(v_one.organization_id, 'orders.write', '{}', p_subject,
            p_body, p_now);
    end if;
end $$;
revoke all on function fulfillment.propose_substitution, fulfillment.answer_substitution,
    fulfillment.write_of_substitution from public;
grant execute on function fulfillment.propose_substitution, fulfillment.answer_substitution,
    fulfillment.write_of_substitution to dray_server;
