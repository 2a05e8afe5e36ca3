-- Invitations and the way of ownership. What may be handed out, and by whom, is checked when an
-- invitation is made and again when it is accepted: an invitation grants no more than its maker
-- could at that moment.

-- Makes an invitation; the organization's name for the letter, or null where a letter to that
-- address went out within the minute. DR209: the address is a member's.
create function staff.invite(
    p_organization uuid, p_id uuid, p_email text, p_roles text[], p_app uuid,
    p_roles_end timestamptz, p_unit uuid, p_hash bytea, p_expires timestamptz, p_actor uuid,
    p_actor_app uuid, p_now timestamptz
) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_role text;
begin
    perform permissions.begin_change(p_organization);
    if p_app is not null then
        perform permissions.require_app(p_organization, p_app);
    end if;
    foreach v_role in array p_roles loop
        perform permissions.require_assignable(p_organization, p_app, v_role);
        perform permissions.require_held(
            permissions.beyond_role(p_organization, p_app, p_actor, p_now, v_role));
    end loop;
    if exists (
        select 1 from identity.accounts a join organizations.memberships m
            on m.organization_id = p_organization and m.account_id = a.id
        where a.email = p_email and m.state <> 'left')
    then
        raise exception using errcode = 'DR209', message = 'a member already',
            detail = 'Whose address it is, is a member already.';
    end if;
    if exists (select 1 from staff.invitations i where i.organization_id = p_organization
        and i.email = p_email and i.letter_at > p_now - interval '1 minute'
        and i.state <> 'open')
    then
        return null;
    end if;
    update staff.invitations i set state = 'expired', version = i.version + 1
    where i.organization_id = p_organization and i.state = 'open' and i.expires_at <= p_now;
    if (select count(*) from staff.invitations i
        where i.organization_id = p_organization and i.state = 'open') >= 1000
    then
        raise exception using errcode = 'DR212', message = 'too many invitations',
            detail = 'An organization has at most 1000 open invitations.';
    end if;
    insert into staff.invitations (organization_id, id, email, roles, app_id, roles_end_at,
        unit_id, state, secret_hash, letter_at, expires_at, invited_by, invited_in, created_at)
    values (p_organization, p_id, p_email, p_roles, p_app, p_roles_end, p_unit, 'open', p_hash,
        p_now, p_expires, p_actor, p_actor_app, p_now);
    return (select o.name from organizations.organizations o
        where o.organization_id = p_organization);
end $$;

-- The open invitation, locked; DR210 where there is none, DR223 where it is open no more.
create function staff.open_invitation(p_organization uuid, p_id uuid, p_now timestamptz)
returns staff.invitations
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_invitation staff.invitations;
    v_state text;
begin
    perform permissions.begin_change(p_organization);
    select i.* into v_invitation from staff.invitations i
    where i.organization_id = p_organization and i.id = p_id for update;
    if v_invitation.id is null then
        raise exception using errcode = 'DR210', message = 'no such invitation';
    end if;
    v_state := case when v_invitation.state = 'open' and v_invitation.expires_at <= p_now
        then 'expired' else v_invitation.state end;
    if v_state <> 'open' then
        raise exception using errcode = 'DR223', message = v_state,
            detail = 'It is ' || v_state || '; that state allows nothing more.';
    end if;
    return v_invitation;
end $$;

-- A new secret for another letter, at most one a minute: to whom, and the organization's name;
-- nothing where it is too soon.
create function staff.renew_invitation(
    p_organization uuid, p_id uuid, p_hash bytea, p_now timestamptz
) returns table (email text, organization text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_invitation staff.invitations := staff.open_invitation(p_organization, p_id, p_now);
begin
    if v_invitation.letter_at > p_now - interval '1 minute' then
        return;
    end if;
    update staff.invitations i
    set secret_hash = p_hash, tries_left = 5, letter_at = p_now, version = i.version + 1
    where i.organization_id = p_organization and i.id = p_id;
    return query
    select v_invitation.email, o.name from organizations.organizations o
    where o.organization_id = p_organization;
end $$;

create function staff.revoke_invitation(p_organization uuid, p_id uuid, p_now timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform staff.open_invitation(p_organization, p_id, p_now);
    update staff.invitations i set state = 'revoked', version = i.version + 1
    where i.organization_id = p_organization and i.id = p_id;
end $$;

-- Whether an invitation may still be accepted, as far as whoever made it goes.
create function staff.still_granted(p_invitation staff.invitations, p_now timestamptz)
returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization uuid := p_invitation.organization_id;
    v_role text;
begin
    perform permissions.require_held(permissions.beyond(v_organization, p_invitation.invited_in,
        p_invitation.invited_by, p_now, array['members.invite']));
    if p_invitation.app_id is not null then
        perform permissions.require_app(v_organization, p_invitation.app_id);
    end if;
    foreach v_role in array p_invitation.roles loop
        perform permissions.require_assignable(v_organization, p_invitation.app_id, v_role);
        perform permissions.require_held(permissions.beyond_role(
            v_organization, p_invitation.app_id, p_invitation.invited_by, p_now, v_role));
    end loop;
    return p_invitation.roles_end_at is null or p_invitation.roles_end_at > p_now;
exception when sqlstate 'DR201' or sqlstate 'DR202' or sqlstate 'DR204' or sqlstate 'DR205' then
    return false;
end $$;

-- Makes a member of whoever has the letter's secret and its address. `wrong`: another secret, or
-- another's address; `void`: it holds no more; `suspended`: its way back is another. Accepting once
-- more changes nothing.
create function staff.accept_invitation(
    p_organization uuid, p_id uuid, p_account uuid, p_hash bytea, p_event uuid, p_request text,
    p_now timestamptz
) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
    v_outcome text;
begin
    perform set_config('app.organization', p_organization::text, true);
    v_outcome := staff.accept_inside(
        p_organization, p_id, p_account, p_hash, p_event, p_request, p_now);
    perform set_config('app.organization', v_organization, true);
    return v_outcome;
end $$;

create function staff.accept_inside(
    p_organization uuid, p_id uuid, p_account uuid, p_hash bytea, p_event uuid, p_request text,
    p_now timestamptz
) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_invitation staff.invitations;
    v_state text;
    v_role text;
begin
    perform permissions.begin_change(p_organization);
    select i.* into v_invitation from staff.invitations i
    join identity.accounts a on a.email = i.email
    where i.organization_id = p_organization and i.id = p_id and a.id = p_account
        and a.verified_at is not null for update of i;
    if v_invitation.id is null then
        return 'wrong';
    end if;
    select m.state into v_state from organizations.memberships m
    where m.organization_id = p_organization and m.account_id = p_account for update;
    if v_invitation.state = 'accepted' and v_invitation.secret_hash = p_hash
        and v_state = 'active'
    then
        return 'again';
    elsif v_invitation.state <> 'open' or v_invitation.expires_at <= p_now
        or v_invitation.tries_left <= 0
    then
        return 'void';
    elsif v_invitation.secret_hash <> p_hash then
        update staff.invitations i set tries_left = i.tries_left - 1
        where i.organization_id = p_organization and i.id = p_id;
        return 'wrong';
    elsif v_state = 'suspended' then
        return 'suspended';
    elsif not staff.still_granted(v_invitation, p_now) then
        return 'void';
    end if;
    insert into organizations.memberships as m (organization_id, account_id, created_at)
    values (p_organization, p_account, p_now)
    on conflict (organization_id, account_id) do update
    set state = 'active', state_reason = null, state_by = p_account, state_at = p_now,
        joined_at = p_now, version = m.version + 1
    where m.state = 'left';
    foreach v_role in array v_invitation.roles loop
        if not exists (select 1 from permissions.assignments a
            where a.organization_id = p_organization and a.account_id = p_account
                and a.role = v_role and a.app_id is not distinct from v_invitation.app_id)
        then
            perform permissions.assign(p_organization, gen_random_uuid(), p_account, v_role,
                v_invitation.app_id, p_now, v_invitation.roles_end_at, false,
                v_invitation.invited_by, p_now);
        end if;
    end loop;
    if v_invitation.unit_id is not null then
        perform staff.put_in_unit(p_organization, p_account, v_invitation.unit_id);
    end if;
    update staff.invitations i
    set state = 'accepted', accepted_by = p_account, accepted_at = p_now, version = i.version + 1
    where i.organization_id = p_organization and i.id = p_id;
    perform permissions.end_tokens_of(p_account);
    perform platform.append_event(p_organization, p_event, 'invitation_accepted', 'invitation',
        p_id, p_account, p_request, p_now,
        json_build_object('roles', v_invitation.roles, 'invited_by', v_invitation.invited_by));
    return 'accepted';
end $$;

-- The owner offers the organization to an active member. DR226: not by its owner.
create function staff.offer_ownership(
    p_organization uuid, p_id uuid, p_actor uuid, p_account uuid, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform permissions.begin_change(p_organization);
    if p_account = p_actor then
        raise exception using errcode = 'DR221', message = 'oneself';
    elsif not exists (select 1 from permissions.assignments a where a.organization_id
        = p_organization and a.account_id = p_actor and a.role = 'owner')
    then
        raise exception using errcode = 'DR226', message = 'not the owner';
    elsif not exists (select 1 from organizations.memberships m where m.organization_id
        = p_organization and m.account_id = p_account and m.state = 'active')
    then
        raise exception using errcode = 'DR203', message = 'no such member';
    end if;
    insert into staff.ownership_transfers (organization_id, id, from_account_id, to_account_id,
        state, offered_at)
    values (p_organization, p_id, p_actor, p_account, 'offered', p_now);
end $$;

-- Whose offer it is moves it: who made it withdraws it, whom it is made to accepts or declines it.
-- Accepting moves what the system gave the owner, in one step: never none, never two.
create function staff.decide_ownership(
    p_organization uuid, p_id uuid, p_account uuid, p_state text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_transfer staff.ownership_transfers;
begin
    perform permissions.begin_change(p_organization);
    select t.* into v_transfer from staff.ownership_transfers t
    where t.organization_id = p_organization and t.id = p_id
        and p_account = case when p_state = 'withdrawn' then t.from_account_id
            else t.to_account_id end
    for update;
    if v_transfer.id is null then
        raise exception using errcode = 'DR210', message = 'no such transfer';
    elsif v_transfer.state <> 'offered' then
        raise exception using errcode = 'DR223', message = v_transfer.state,
            detail = 'It is ' || v_transfer.state || '; that state allows nothing more.';
    end if;
    update staff.ownership_transfers t set state = p_state, decided_at = p_now
    where t.organization_id = p_organization and t.id = p_id;
    if p_state <> 'accepted' then
        return;
    end if;
    if not exists (select 1 from permissions.assignments a where a.organization_id
        = p_organization and a.account_id = v_transfer.from_account_id and a.role = 'owner')
    then
        raise exception using errcode = 'DR226', message = 'not the owner';
    end if;
    delete from permissions.assignments a
    using permissions.assignments o, identity.hard_roles r
    where a.organization_id = p_organization and a.account_id = v_transfer.to_account_id
        and o.organization_id = p_organization and o.account_id = v_transfer.from_account_id
        and o.source = 'system' and o.role = a.role and o.app_id is not distinct from a.app_id
        and r.name = a.role and not r.denies;
    update permissions.assignments a
    set account_id = v_transfer.to_account_id, starts_at = least(a.starts_at, p_now),
        granted_by = v_transfer.from_account_id, version = a.version + 1
    from identity.hard_roles r
    where a.organization_id = p_organization and a.account_id = v_transfer.from_account_id
        and a.source = 'system' and r.name = a.role and not r.denies;
    perform permissions.end_tokens_of(v_transfer.from_account_id);
    perform permissions.end_tokens_of(v_transfer.to_account_id);
end $$;

create index events_acting on platform.events (organization_id, acting_account_id, id)
    where acting_account_id is not null;

revoke all on function staff.invite, staff.open_invitation, staff.renew_invitation,
    staff.revoke_invitation, staff.still_granted, staff.accept_invitation, staff.accept_inside,
    staff.offer_ownership, staff.decide_ownership from public;
grant execute on function staff.invite, staff.renew_invitation, staff.revoke_invitation,
    staff.accept_invitation, staff.offer_ownership, staff.decide_ownership to dray_server;
