-- Documents that show a requirement: the rows here, the bytes in the storage under the row's id.

create table organizations.documents (
    id uuid primary key,
    requirement_id uuid not null,
    onboarding_id uuid not null,
    account_id uuid not null,
    name text not null,
    media_type text not null,
    size bigint not null check (size > 0),
    sha256 bytea not null check (octet_length(sha256) = 32),
    created_at timestamptz not null,
    foreign key (requirement_id, onboarding_id, account_id)
        references organizations.requirements (id, onboarding_id, account_id) on delete cascade
);
create index documents_of_requirement on organizations.documents (requirement_id, id);
create index documents_of_onboarding on organizations.documents (onboarding_id, id);
alter table organizations.documents enable row level security;
alter table organizations.documents force row level security;
create policy own on organizations.documents using
    (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy platform_reviews on organizations.documents for select using
    (current_setting('app.platform', true) = 'on');
grant select, insert, delete on organizations.documents to dray_server;

-- Objects of the storage that no row speaks for. One is noted before its bytes are stored and
-- claimed by the transaction that writes its row; one whose row goes is condemned by the
-- transaction that deletes it. What nobody claims is condemned after a while: from then on it can't
-- be claimed, so that its bytes may be removed. So row and bytes agree wherever a server was killed.
create table organizations.loose_objects (
    id uuid primary key,
    noted_at timestamptz not null,
    condemned_at timestamptz
);
create index loose_objects_noted on organizations.loose_objects (noted_at)
    where condemned_at is null;
create index loose_objects_condemned on organizations.loose_objects (id)
    where condemned_at is not null;

create function organizations.note_object(p_id uuid, p_now timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
    insert into organizations.loose_objects (id, noted_at) values (p_id, p_now);
$$;

-- Whether it was still there to be claimed.
create function organizations.claim_object(p_id uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from organizations.loose_objects l where l.id = p_id and l.condemned_at is null;
    return found;
end $$;

create function organizations.condemn_object() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into organizations.loose_objects (id, noted_at, condemned_at)
    values (old.id, now(), now());
    return null;
end $$;
create trigger condemn after delete on organizations.documents
    for each row execute function organizations.condemn_object();

-- Condemns what was noted before then and never claimed; answers all that is condemned.
create function organizations.condemned_objects(
    p_before timestamptz, p_now timestamptz, p_limit bigint
) returns setof uuid
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update organizations.loose_objects l set condemned_at = p_now
    where l.id in (
        select c.id from organizations.loose_objects c
        where c.condemned_at is null and c.noted_at < p_before
        order by c.noted_at limit p_limit for update skip locked);
    return query
    select l.id from organizations.loose_objects l where l.condemned_at is not null
    order by l.id limit p_limit;
end $$;

create function organizations.forget_object(p_id uuid) returns void
language sql security definer set search_path = pg_catalog as $$
    delete from organizations.loose_objects l where l.id = p_id and l.condemned_at is not null;
$$;

revoke all on function organizations.note_object, organizations.claim_object,
    organizations.condemn_object, organizations.condemned_objects, organizations.forget_object
from public;
grant execute on function organizations.note_object, organizations.claim_object,
    organizations.condemned_objects, organizations.forget_object
to dray_server;
