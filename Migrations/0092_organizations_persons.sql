-- What persons hold by themselves gets a timeframe; a buyer sees its company and no longer moves
-- it; a domain is of one app of all.

-- A personal role holds within [starts_at, ends_at).
alter table organizations.personal_roles
    add starts_at timestamptz,
    add ends_at timestamptz,
    add constraint personal_roles_timeframe check (ends_at is null or starts_at < ends_at);
update organizations.personal_roles set starts_at = granted_at;
alter table organizations.personal_roles alter starts_at set not null;

-- As before; what the role is given for stays as it is where it is held already.
create or replace function organizations.grant_personal_role(
    p_onboarding uuid, p_account uuid, p_role text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into organizations.personal_roles
        (account_id, role, onboarding_id, granted_at, starts_at)
    values (p_account, p_role, p_onboarding, p_now, p_now)
    on conflict do nothing;
    if found then
        perform permissions.end_tokens_of(p_account);
    end if;
end $$;

-- Gives, limits or resumes the role of somebody whose onboarding for it was approved; false where
-- none was. What tokens the account has end. DR203: not by the platform.
create function organizations.set_personal_role(
    p_account uuid, p_role text, p_ends timestamptz, p_now timestamptz
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform identity.require_platform();
    insert into organizations.personal_roles as r
        (account_id, role, onboarding_id, granted_at, starts_at, ends_at)
    select o.account_id, o.business_type, o.id, p_now, p_now, p_ends
    from organizations.onboardings o
    where o.account_id = p_account and o.business_type = p_role and o.onboards = 'person'
        and o.state = 'approved'
    order by o.created_at desc limit 1
    on conflict (account_id, role) do update set ends_at = excluded.ends_at;
    if not found then
        return false;
    end if;
    perform permissions.end_tokens_of(p_account);
    return true;
end $$;

-- Takes the role at once; false where it isn't held. DR203: not by the platform.
create function organizations.revoke_personal_role(p_account uuid, p_role text) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform identity.require_platform();
    delete from organizations.personal_roles r
    where r.account_id = p_account and r.role = p_role;
    if not found then
        return false;
    end if;
    perform permissions.end_tokens_of(p_account);
    return true;
end $$;

-- The hard roles that an account holds by itself, in no organization: everybody is a consumer.
-- `until`: when a timeframe next begins or ends.
drop function organizations.roles_of_person(uuid);
create function organizations.roles_of_person(p_account uuid, p_now timestamptz)
returns table (roles text[], until timestamptz)
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return query
    select array['consumer'] || coalesce(
            array_agg(distinct r.role order by r.role) filter (where r.starts_at <= p_now
                and (r.ends_at is null or r.ends_at > p_now)), '{}'),
        min(b.at) filter (where b.at > p_now)
    from organizations.personal_roles r
    cross join lateral (values (r.starts_at), (r.ends_at)) b (at)
    where r.account_id = p_account
    having p_account is not null;
end $$;

revoke all on function organizations.set_personal_role, organizations.revoke_personal_role,
    organizations.roles_of_person from public;
grant execute on function organizations.set_personal_role, organizations.revoke_personal_role,
    organizations.roles_of_person to dray_server;

-- A company is its seller's to write. The buyer named on it reads it, and begins it by the function
-- below, in whose transaction alone it may be made from without.
drop policy party on organizations.companies;
create policy seller on organizations.companies using
    (organization_id = nullif(current_setting('app.organization', true), '')::uuid);
create policy buyer on organizations.companies for select using
    (buyer_organization_id = nullif(current_setting('app.organization', true), '')::uuid);
revoke insert on organizations.companies from dray_server;

-- A buyer asks a seller to trade. DR107: whoever asks is not the one that was entered.
create function organizations.request_company(
    p_seller uuid, p_id uuid, p_buyer uuid, p_name text, p_role text, p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_buyer is distinct from nullif(current_setting('app.organization', true), '')::uuid then
        raise exception using errcode = 'DR107', message = 'not for another';
    end if;
    perform set_config('app.organization', p_seller::text, true);
    insert into organizations.companies
        (organization_id, id, buyer_organization_id, name, role, state, created_at)
    values (p_seller, p_id, p_buyer, p_name, p_role, 'requested', p_now);
    perform set_config('app.organization', p_buyer::text, true);
end $$;
revoke all on function organizations.request_company from public;
grant execute on function organizations.request_company to dray_server;

-- The host an app is reached by is of one app among all organizations', whose rows nobody sees
-- together: hence a table over all of them, kept by a trigger. Its key says no more than that the
-- domain is taken.
create table organizations.app_domains (
    domain text not null constraint app_domains_once primary key,
    app_id uuid not null unique
);

create function organizations.keep_app_domain() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from organizations.app_domains d
    where d.app_id = new.id and d.domain is distinct from new.branding ->> 'domain';
    insert into organizations.app_domains as d (domain, app_id)
    select new.branding ->> 'domain', new.id
    where new.branding ->> 'domain' is not null
        and not exists (select 1 from organizations.app_domains k where k.app_id = new.id);
    return null;
end $$;
revoke all on function organizations.keep_app_domain from public;
create trigger keep_app_domain
after insert or update of branding on organizations.apps
for each row execute function organizations.keep_app_domain();

-- What apps say already: of two that say the same, the older one keeps it.
alter table organizations.apps no force row level security;
insert into organizations.app_domains (domain, app_id)
select a.branding ->> 'domain', a.id from organizations.apps a
where a.branding ->> 'domain' is not null
order by a.created_at, a.id
on conflict do nothing;
alter table organizations.apps force row level security;
