public import Platform

/// What an import of one kind does with a file's rows; the run of it is `Imports.run`.
///
/// In this order: `open` once, `read` for every row as it arrives, then in one transaction `check`
/// for every batch, and only when that leaves something to apply, `begin` once and `write` for
/// every batch. Keep nothing of a file but what later rows need.
public protocol Importer: Sendable {
    /// A row that was read and is whole.
    associatedtype Row: Sendable
    static var kind: ImportKind { get }
    static var columns: [ImportColumn] { get }

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

    /// Prepares writing, once: what all batches need.
    mutating func begin(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem)

    /// Applies a batch of at most `ImportLimits.batch` rows. Rows whose values stand already are
    /// counted and not written; where none differs, no writing statement runs at all, since even
    /// an empty one would move the price book.
    mutating func write(
        _ rows: [Row], _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> ImportTally
}

extension Importer {
    public mutating func open(_ context: Context<Member>) async throws(Problem) {}

    public mutating func check(
        _ rows: [Row], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [Row] { rows }

    public mutating func begin(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {}
}
