// What brings rows in and out, whatever they are rows of.
//
// Owns imports and their reports, and the way of a file: pieces of bytes become records, records
// typed rows, rows batches that are checked and written. A context that has something to bring in
// writes an `Importer` and an operation that calls `Imports.run`; this one knows none of them.
//
// Always so: a report names the line of each problem; a slow client holds neither a connection
// nor a lock; the same file twice changes nothing.
//
// Limits: `ImportLimits` and `ExchangeLimits`.
public import Platform

/// The front page of what goes in and out.
public enum Exchange {
    /// Declares its operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(ListImports.self)
        table.add(ReadImport.self)
        table.add(FollowImport.self)
        table.add(ListImportProblems.self)
    }
}
