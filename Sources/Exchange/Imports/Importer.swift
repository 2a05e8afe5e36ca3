public import Platform

/// What an import of one kind does with rows; the run of it is `Imports.run`.
///
/// In this order: `open` once, then in a transaction `begin`, and for every batch `read` of each
/// row, `check` of those that are whole, and `write` of those that passed. Where all or nothing is
/// to be applied, every batch is read and checked first, then `rewind` is called, and all of it
/// comes again to be written. Keep nothing of a file but what later rows need.
public protocol Importer: Sendable {
    /// A row that was read and is whole.
    associatedtype Row: Sendable
    static var kind: ImportKind { get }
    static var columns: [ImportColumn] { get }
    /// The same with those that only the organization knows of, such as its attributes; asked for
    /// once it is open, and always in one order.
    var fileColumns: [ImportColumn] { get }
    /// The column that says what a row is about.
    static var key: String { get }
    /// The column that says it where that one is empty.
    static var otherKey: String? { get }
    /// Whether rows of one key come together, wherever they stand in the file.
    static var comesByKey: Bool { get }
    /// What the rows go to, such as the id of a price list; empty for the organization itself.
    var target: String { get }

    /// Looks up what reading takes, such as a currency. What is wrong with the request rather
    /// than with the file, such as an unknown price list, is thrown from here.
    mutating func open(_ context: Context<Member>) async throws(Problem)

    /// Reads a row. nil, or an error reported for its line, keeps it out.
    mutating func read(_ record: ImportRecord, _ report: inout ImportReport) -> Row?

    /// Finds out what only the database knows, such as whether there is such a SKU; writes
    /// nothing. Reports the rows that can't be applied and answers the others.
    mutating func check(
        _ rows: [Row], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [Row]

    /// Forgets what was checked: the rows come again, to be written.
    mutating func rewind()

    /// Prepares writing, once in a transaction: locks what all batches need.
    mutating func begin(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem)

    /// Applies a batch, and answers what became of each of its rows. Rows whose values stand
    /// already are not written; where none differs, no writing statement runs at all, since even
    /// an empty one would move the price book.
    mutating func write(
        _ rows: [Row], _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [ImportOutcome]
}

extension Importer {
    public static var key: String { "sku" }

    public static var otherKey: String? { nil }

    public var fileColumns: [ImportColumn] { Self.columns }

    public static var comesByKey: Bool { false }

    public var target: String { "" }

    public mutating func open(_ context: Context<Member>) async throws(Problem) {}

    public mutating func check(
        _ rows: [Row], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [Row] { rows }

    public mutating func rewind() {}

    public mutating func begin(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {}
}

extension Importer {
    /// The columns that say what a row is about, the first of them that says anything.
    static var keys: [String] { [key] + (otherKey.map { [$0] } ?? []) }
}
