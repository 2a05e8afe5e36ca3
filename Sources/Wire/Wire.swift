// Wire: what crosses the edge, in and out.
//
// - JSON in: `JSONDocument` (simdjson's tape, walked in place), `JSON` (a tree, off the hot path).
// - JSON out: `JSONWriter`, bytes appended once.
// - An operation's inputs: `Fields`, read or described by the same initializer; `Violation`.
// - An operation's answer: `Output`, written or described by the same function.
// - `Schema` (JSON Schema 2020-12), `SchemaChecker`, `OpenAPI` (a 3.1 document).
// - CSV: `CSVReader` (streaming), `CSVWriter`.
//
// Limits: JSON nests at most 64 deep, integers fit 64 bits, at most 100 violations are listed.

/// The limits that hold for every document read.
public enum WireLimits {
    /// How deep JSON may nest.
    public static let depth = 64
    /// How many violations one answer lists.
    public static let violations = 100
    /// How many members a JSON object read by `Fields` may have.
    public static let members = 1_000
}
