-- A brand can be changed: its version says to whom it was shown last.
alter table catalog.brands add column version integer not null default 1;
