// Postgres: the way to the database, on libpq.
//
// A `Pool` belongs to one event loop and is used only there. Its unit of work is the `Trip`: a few
// statements sent together, run as one implicit transaction, answered together. Trips share few
// connections, many in flight on each (libpq's pipeline mode); an error stays local to its trip.
// Work that decides between statements takes an exclusive connection: `Pool.transaction`.
//
// Statements are typed constants (`Statement`), prepared on first use on each connection, with
// parameters and results in PostgreSQL's binary format. Rows are read left to right (`RowReader`).
//
// Limits: trips in flight per connection, trips waiting, exclusive connections, reconnection
// pauses and deadlines all have one, named in `PoolLimits`. A deadline that passes cancels the
// query; a connection whose state is not known is closed, never guessed at.
//
// Besides: `Listener` (NOTIFY across servers), `Migrator`, and `AdminConnection`, the blocking one
// that command-line tasks use.
