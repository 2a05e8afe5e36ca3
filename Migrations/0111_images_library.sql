-- An organization's pictures: each of its bytes once, by their digest; renditions made beside the
-- requests; and what shows them. The bytes are in the storage, under the ids of the rows.

create schema images;
grant usage on schema images to dray_server;

-- Width and height are of the picture as it is looked at.
create table images.images (
    organization_id uuid not null,
    id uuid not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    media_type text not null,
    bytes bigint not null check (bytes > 0),
    width integer not null check (width > 0),
    height integer not null check (height > 0),
    alt text,
    state text not null check (state in ('pending', 'ready', 'refused')),
    reason text,
    created_by uuid not null,
    created_at timestamptz not null,
    primary key (organization_id, id),
    unique (organization_id, sha256),
    check ((state = 'refused') = (reason is not null))
);
call platform.guard_tenant_table('images.images');
grant select, insert, update, delete on images.images to dray_server;

create table images.renditions (
    organization_id uuid not null,
    image_id uuid not null,
    name text not null check (name in ('thumbnail', 'small', 'large')),
    media_type text not null,
    bytes bigint not null check (bytes > 0),
    width integer not null check (width > 0),
    height integer not null check (height > 0),
    sha256 bytea not null check (octet_length(sha256) = 32),
    primary key (organization_id, image_id, name),
    foreign key (organization_id, image_id) references images.images (organization_id, id)
        on delete cascade
);
call platform.guard_tenant_table('images.renditions');
grant select, insert, delete on images.renditions to dray_server;

-- What shows an image: a product or one of its variants (its owner is the product), an app. The
-- ids are of whoever uses this schema; an image that is shown can't be deleted.
create table images.uses (
    organization_id uuid not null,
    subject_id uuid not null,
    position integer not null check (position >= 0),
    owner_id uuid not null,
    image_id uuid not null,
    alt text,
    primary key (organization_id, subject_id, position),
    unique (organization_id, subject_id, image_id),
    foreign key (organization_id, image_id) references images.images (organization_id, id)
);
create index uses_of_owner on images.uses (organization_id, owner_id);
create index uses_of_image on images.uses (organization_id, image_id);
call platform.guard_tenant_table('images.uses');
grant select, insert, delete on images.uses to dray_server;

-- How much an organization has, so that its quota holds whoever uploads at once.
create table images.usages (
    organization_id uuid primary key,
    images bigint not null check (images >= 0),
    bytes bigint not null check (bytes >= 0)
);
call platform.guard_tenant_table('images.usages');
grant select, insert, update on images.usages to dray_server;

-- Images whose renditions are to be made, of all organizations: whoever claims one has it for a
-- while. Reached only through the functions below.
create table images.waiting (
    image_id uuid primary key,
    owner uuid not null,
    due_at timestamptz not null,
    attempts integer not null default 0
);
create index waiting_due on images.waiting (due_at);

create function images.keys(p_image uuid) returns text[]
language sql immutable set search_path = pg_catalog as $$
    select array_agg('images/' || right(p_image::text, 2) || '/' || p_image || '-' || n.name)
    from unnest(array['original', 'thumbnail', 'small', 'large']) n (name);
$$;

create function images.image_came() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if new.state = 'pending' then
        insert into images.waiting (image_id, owner, due_at)
        values (new.id, new.organization_id, new.created_at);
        perform pg_notify('dray_image', '');
    end if;
    return null;
end $$;
create trigger came after insert on images.images
    for each row execute function images.image_came();

create function images.image_went() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from images.waiting w where w.image_id = old.id;
    perform storage.condemn_objects(images.keys(old.id));
    return null;
end $$;
create trigger went after delete on images.images
    for each row execute function images.image_went();

create function images.claim_waiting(
    p_now timestamptz, p_until timestamptz, p_limit integer
) returns table (image_id uuid, owner uuid, attempts integer)
language sql security definer set search_path = pg_catalog as $$
    update images.waiting w set due_at = p_until, attempts = w.attempts + 1
    where w.image_id in (
        select d.image_id from images.waiting d where d.due_at <= p_now
        order by d.due_at limit p_limit for update skip locked)
    returning w.image_id, w.owner, w.attempts;
$$;

-- Ends the wait in the transaction that writes what came of it. DR150: somebody else has claimed it
-- since, or it was deleted. DR151: what was stored is condemned by now.
create function images.settle(p_image uuid, p_attempts integer, p_keys text[]) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from images.waiting w where w.image_id = p_image and w.attempts = p_attempts;
    if not found then
        raise exception using errcode = 'DR150', message = 'the image is another''s to render';
    end if;
    if not storage.claim_objects(p_keys) then
        raise exception using errcode = 'DR151', message = 'an object is condemned';
    end if;
end $$;

-- For what is no fault of the image, such as a storage that can't be reached: it costs no attempt.
create function images.postpone(p_image uuid, p_attempts integer, p_due timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
    update images.waiting w set due_at = p_due, attempts = w.attempts - 1
    where w.image_id = p_image and w.attempts = p_attempts;
$$;

revoke all on function images.keys, images.image_came, images.image_went, images.claim_waiting,
    images.settle, images.postpone
from public;
grant execute on function images.claim_waiting, images.settle, images.postpone to dray_server;
