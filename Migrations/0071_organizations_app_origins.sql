-- Which apps a web page of some origin may work with. An app's own row names its origins; but a
-- browser asks first and without a token, so that an origin has to be found before it is known
-- whose it is: hence a table over all organizations, kept by a trigger, read by one function.

create table organizations.app_origins (
    origin text not null,
    app_id uuid not null,
    primary key (origin, app_id)
);
create index app_origins_of_app on organizations.app_origins (app_id);

-- Origins as browsers send them; what is none matches nothing and is left out.
create function organizations.keep_app_origins() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from organizations.app_origins o where o.app_id = new.id;
    if new.archived_at is null and new.disabled_at is null then
        insert into organizations.app_origins (origin, app_id)
        select distinct g.origin, new.id from unnest(new.origins) g (origin)
        where g.origin ~ '^https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$'
            and length(g.origin) <= 255;
    end if;
    return null;
end $$;
create trigger keep_app_origins
after insert or update of origins, archived_at, disabled_at on organizations.apps
for each row execute function organizations.keep_app_origins();

create function organizations.apps_of_origin(p_origin text) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return coalesce((
        select array_agg(o.app_id) from (
            select a.app_id from organizations.app_origins a where a.origin = p_origin
            order by a.app_id limit 1000) o), '{}');
end $$;

revoke all on function organizations.keep_app_origins, organizations.apps_of_origin from public;
grant execute on function organizations.apps_of_origin to dray_server;
