// Platform: what every context stands on.
//
// An `Operation` is a route declared once: who may call it, what it reads, what it answers, which
// problems it names. The `OperationTable` freezes them; the `Gate` lets a request through to one of
// them or refuses it. A handler gets a `Context`, which only the gate makes, and through it the
// database: nothing else opens a transaction.
//
// Words: caller, scope (what kind of caller), privilege, deny, problem, page, idempotency key,
// event.
