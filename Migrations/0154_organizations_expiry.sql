-- What was accepted, or waived, until a day is open again after it: to its owner alone, and nothing
-- else with it. The owner is told a month before, and when it is over.

-- `told_of_end`: the last day that the owner was told of before it came. `shown_again`: something
-- was uploaded since it was opened because its day was over.
alter table organizations.requirements
    add column told_of_end date,
    add column shown_again boolean not null default false;
create index requirements_ending on organizations.requirements (expires_on)
    where state in ('accepted', 'waived') and expires_on is not null;
create index onboardings_open_again on organizations.onboardings (submitted_at, id)
    where state = 'approved' and reopened <> '{}';

-- Writes to the owner of the organization that an onboarding made, and to the person who began it.
-- A letter's text takes the business, what is to be shown, and the day: format's %1$s to %3$s.
create function organizations.write_to_owner(
    p_onboarding organizations.onboardings, p_kind text, p_day date, p_subject text, p_body text,
    p_now timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_organization text := coalesce(current_setting('app.organization', true), '');
    v_business text := coalesce(p_onboarding.details ->> 'trade_name', 'Your business');
    v_what text := replace(p_kind, '_', ' ');
    v_account uuid;
begin
    perform set_config('app.organization', coalesce(p_onboarding.organization_id::text, ''), true);
    select s.account_id into v_account from permissions.assignments s
    where s.organization_id = p_onboarding.organization_id and s.role = 'owner'
    order by s.starts_at desc limit 1;
    perform platform.queue_mail(platform.ordered_id(p_now), a.email,
        format(p_subject, v_business, v_what, p_day), format(p_body, v_business, v_what, p_day))
    from identity.accounts a where a.id in (v_account, p_onboarding.account_id);
    perform set_config('app.organization', v_organization, true);
end $$;

-- Opens what is over by then, in universal time; answers how many. One server at a time.
create function organizations.expire_requirements(
    p_now timestamptz, p_limit integer, p_subject text, p_body text
) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_platform text := coalesce(current_setting('app.platform', true), '');
    v_day date := (p_now at time zone 'UTC')::date;
    v_count bigint := 0;
    v_due record;
    v_onboarding organizations.onboardings;
    v_requirement organizations.requirements;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('dray: requirements', 0)) then
        return 0;
    end if;
    perform set_config('app.platform', 'on', true);
    for v_due in
        select r.id, r.onboarding_id from organizations.requirements r
        join organizations.onboardings o on o.id = r.onboarding_id
            and o.state in ('submitted', 'approved', 'changes_requested')
        where r.state in ('accepted', 'waived') and r.expires_on < v_day
        order by r.expires_on, r.id limit p_limit
    loop
        -- The onboarding first, as everybody locks them; what was decided meanwhile stays.
        select o.* into v_onboarding from organizations.onboardings o
        where o.id = v_due.onboarding_id
            and o.state in ('submitted', 'approved', 'changes_requested') for update;
        continue when not found;
        select r.* into v_requirement from organizations.requirements r
        where r.id = v_due.id and r.state in ('accepted', 'waived') and r.expires_on < v_day
        for update;
        continue when not found;
        -- Under review nothing is its owner's to change; the reviewer sees it pending.
        update organizations.requirements r
        set state = 'pending', reopened = v_onboarding.state <> 'submitted', decided_by = null,
            decided_at = null, reason = format('It expired on %s.', v_requirement.expires_on),
            expires_on = null, shown_again = false, version = r.version + 1
        where r.id = v_requirement.id;
        if v_onboarding.state <> 'submitted' then
            update organizations.onboardings o
            set reopened = case when 'show_requirement' = any(o.reopened) then o.reopened
                    else array_append(o.reopened, 'show_requirement') end,
                updated_at = p_now, version = o.version + 1
            where o.id = v_onboarding.id;
        end if;
        perform platform.append_event(
            coalesce(v_onboarding.organization_id, '00000000-0000-7000-8000-000000000001'),
            platform.ordered_id(p_now), 'requirement_expired', 'requirement', v_requirement.id,
            null, null, p_now, json_build_object('kind', v_requirement.kind, 'expires_on',
                v_requirement.expires_on));
        perform organizations.write_to_owner(v_onboarding, v_requirement.kind,
            v_requirement.expires_on, p_subject, p_body, p_now);
        v_count := v_count + 1;
    end loop;
    perform set_config('app.platform', v_platform, true);
    return v_count;
end $$;

-- Writes once of each last day that is at most thirty days away; answers how many letters.
create function organizations.announce_ends(
    p_now timestamptz, p_limit integer, p_subject text, p_body text
) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    v_platform text := coalesce(current_setting('app.platform', true), '');
    v_day date := (p_now at time zone 'UTC')::date;
    v_count bigint := 0;
    v_due record;
    v_onboarding organizations.onboardings;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('dray: requirements', 0)) then
        return 0;
    end if;
    perform set_config('app.platform', 'on', true);
    for v_due in
        update organizations.requirements u set told_of_end = u.expires_on
        where u.id in (
            select r.id from organizations.requirements r
            join organizations.onboardings o on o.id = r.onboarding_id
                and o.state in ('submitted', 'approved', 'changes_requested')
            where r.state in ('accepted', 'waived') and r.expires_on between v_day and v_day + 30
                and r.told_of_end is distinct from r.expires_on
            order by r.expires_on, r.id limit p_limit for update of r skip locked)
        returning u.onboarding_id, u.kind, u.expires_on
    loop
        select o.* into v_onboarding from organizations.onboardings o
        where o.id = v_due.onboarding_id;
        perform organizations.write_to_owner(v_onboarding, v_due.kind, v_due.expires_on,
            p_subject, p_body, p_now);
        v_count := v_count + 1;
    end loop;
    perform set_config('app.platform', v_platform, true);
    return v_count;
end $$;

revoke all on function organizations.write_to_owner, organizations.expire_requirements,
    organizations.announce_ends from public;
grant execute on function organizations.expire_requirements, organizations.announce_ends
    to dray_server;
