-- What brings rows in and out belongs to no one kind of row: imports get a schema of their own.

create schema exchange;
grant usage on schema exchange to dray_server;

alter table catalog.imports set schema exchange;
alter table catalog.import_problems set schema exchange;
