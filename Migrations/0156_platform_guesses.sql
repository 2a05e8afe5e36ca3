-- Passwords and codes that were wrong, counted over all servers: by e-mail address and place, and
-- by e-mail address from wherever it was not signed in from before. Asked before a password is
-- looked at, written when one was wrong. An owner is a hash; nothing says whose address it is.

create table platform.guesses (
    owner bytea primary key,
    -- Of a bucket: when it is full again. Of a place that was signed in from: how long it is known.
    until timestamptz not null
);
create index guesses_over on platform.guesses (until);

create function platform.guess_owner(p_kind text, p_email text, p_place text) returns bytea
language sql immutable set search_path = pg_catalog
return sha256(convert_to(p_kind || ' ' || p_place || ' ' || p_email, 'UTF8'));

-- Seconds until a bucket of so many in so many seconds holds one again; 0 where it does, and where
-- there is no such limit.
create function platform.guess_wait(
    p_owner bytea, p_now timestamptz, p_count integer, p_window bigint
) returns bigint
language sql stable set search_path = pg_catalog
return coalesce((
    select greatest(0, ceil(extract(epoch from g.until - p_now)
        + p_window::numeric / nullif(p_count, 0) - p_window))
    from platform.guesses g where g.owner = p_owner and g.until > p_now), 0)::bigint;

create function platform.count_guess(
    p_owner bytea, p_now timestamptz, p_count integer, p_window bigint
) returns void
language sql volatile set search_path = pg_catalog as $$
    insert into platform.guesses as g (owner, until)
    select p_owner, p_now + make_interval(secs => p_window::double precision / p_count)
    where p_count > 0
    on conflict (owner) do update set until = least(
        greatest(g.until, p_now) + make_interval(secs => p_window::double precision / p_count),
        p_now + make_interval(secs => p_window::double precision))
$$;

-- What stands against an attempt: seconds to wait in that place, and for the address anywhere.
create function platform.may_guess(
    p_email text, p_place text, p_now timestamptz, p_guesses integer, p_guess_window bigint,
    p_strangers integer, p_stranger_window bigint
) returns table (here bigint, anywhere bigint, known boolean)
language sql stable security definer set search_path = pg_catalog as $$
    select platform.guess_wait(
            platform.guess_owner('here', p_email, p_place), p_now, p_guesses, p_guess_window),
        platform.guess_wait(
            platform.guess_owner('anywhere', p_email, ''), p_now, p_strangers, p_stranger_window),
        exists (select from platform.guesses g
            where g.owner = platform.guess_owner('known', p_email, p_place) and g.until > p_now)
$$;

-- One was wrong. What is over goes, some with each, so that the table is as large as what counts.
create function platform.note_guess(
    p_email text, p_place text, p_known boolean, p_now timestamptz, p_guesses integer,
    p_guess_window bigint, p_strangers integer, p_stranger_window bigint
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform platform.count_guess(
        platform.guess_owner('here', p_email, p_place), p_now, p_guesses, p_guess_window);
    if not p_known then
        perform platform.count_guess(
            platform.guess_owner('anywhere', p_email, ''), p_now, p_strangers,
            p_stranger_window);
    end if;
    delete from platform.guesses g where g.owner in (
        select o.owner from platform.guesses o where o.until < p_now
        order by o.until limit 20 for update skip locked);
end $$;

-- The address was signed in from there: its owner is no stranger in that place.
create function platform.know_place(p_email text, p_place text, p_until timestamptz) returns void
language sql volatile security definer set search_path = pg_catalog as $$
    insert into platform.guesses as g (owner, until)
    values (platform.guess_owner('known', p_email, p_place), p_until)
    on conflict (owner) do update set until = greatest(g.until, excluded.until)
$$;

revoke all on function platform.guess_owner, platform.guess_wait, platform.count_guess,
    platform.may_guess, platform.note_guess, platform.know_place from public;
grant execute on function platform.may_guess, platform.note_guess, platform.know_place
    to dray_server;
