-- Letters are handed to a mail server: who may take one, how often it was tried, what became of it.

-- `next_attempt_at` is when a letter is due; null once it was sent or given up. Letters from before
-- there was delivery are not sent any more: whoever waited for one has asked again since.
alter table platform.mails
    add column attempts integer not null default 0,
    add column next_attempt_at timestamptz,
    add column sent_at timestamptz,
    add column last_error text;
alter table platform.mails alter column next_attempt_at set default now();
create index mails_due on platform.mails (next_attempt_at) where next_attempt_at is not null;
create index mails_created_at on platform.mails (created_at);

-- Whoever delivers letters hears of a new one.
create or replace function platform.queue_mail(
    p_id uuid, p_recipient text, p_subject text, p_body text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into platform.mails (id, recipient, subject, body)
    values (p_id, p_recipient, p_subject, p_body);
    notify dray_mail;
end $$;

-- Takes letters that are due, for a while: until p_lease nobody else takes them. One that was
-- written before p_oldest is given up.
create function platform.claim_mails(
    p_now timestamptz, p_lease timestamptz, p_oldest timestamptz, p_limit integer)
returns table (
    id uuid, recipient text, subject text, body text, created_at timestamptz, attempts integer)
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update platform.mails m set next_attempt_at = null, last_error = 'too old to be sent'
    where m.next_attempt_at <= p_now and m.created_at < p_oldest;
    return query
    update platform.mails m set attempts = m.attempts + 1, next_attempt_at = p_lease
    where m.id in (
        select d.id from platform.mails d
        where d.next_attempt_at <= p_now
        order by d.next_attempt_at, d.id limit p_limit
        for update skip locked)
    returning m.id, m.recipient, m.subject, m.body, m.created_at, m.attempts;
end $$;

-- A letter was handed over. What it said (codes, links) is not kept. The attempt's number keeps one
-- whose lease ran out from speaking for the one after it.
create function platform.settle_mail(
    p_id uuid, p_attempt integer, p_now timestamptz, p_keep boolean)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update platform.mails m
    set sent_at = p_now, next_attempt_at = null, last_error = null,
        subject = case when p_keep then m.subject else '' end,
        body = case when p_keep then m.body else '' end
    where m.id = p_id and m.attempts = p_attempt and m.sent_at is null;
end $$;

-- A letter was not taken; without another time it is given up.
create function platform.postpone_mail(
    p_id uuid, p_attempt integer, p_again timestamptz, p_error text)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update platform.mails m set next_attempt_at = p_again, last_error = p_error
    where m.id = p_id and m.attempts = p_attempt and m.sent_at is null;
end $$;

-- Forgets letters of long ago, a few at a time.
create function platform.forget_mails(p_before timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from platform.mails m where m.id in (
        select o.id from platform.mails o
        where o.created_at < p_before and o.next_attempt_at is null
        order by o.created_at limit 1000);
end $$;

revoke all on function platform.claim_mails, platform.settle_mail, platform.postpone_mail,
    platform.forget_mails from public;
grant execute on function platform.claim_mails, platform.settle_mail, platform.postpone_mail,
    platform.forget_mails to dray_server;
