-- The letters of one recipient by their index: with "any or this one" in one condition the
-- planner has to walk all letters to find one recipient's.
create or replace function platform.read_mails(p_recipient text, p_limit integer)
returns table (id uuid, recipient text, subject text, body text, created_at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_recipient is null then
        return query
        select m.id, m.recipient, m.subject, m.body, m.created_at from platform.mails m
        order by m.id desc limit least(p_limit, 200);
    else
        return query
        select m.id, m.recipient, m.subject, m.body, m.created_at from platform.mails m
        where m.recipient = p_recipient
        order by m.recipient desc, m.id desc limit least(p_limit, 200);
    end if;
end $$;
