import CPostgres
import Glibc

/// The part of a reply that does not depend on its rows' type.
@_documentation(visibility: internal)
public class AnyReply {
    fileprivate(set) var affectedRows = 0
    fileprivate(set) var isReady = false

    init() {}

    /// Takes a result over; the caller keeps the memory.
    func take(_ result: OpaquePointer) throws {
        isReady = true
        guard let text = PQcmdTuples(result), text[0] != 0 else { return }
        affectedRows = Int(atol(text))
    }

    /// Whether its rows are taken one by one as they arrive.
    var isStream: Bool { false }

    /// Takes one row of a stream over; the caller keeps the memory.
    func takeRow(_ result: OpaquePointer) throws {
        preconditionFailure("a row came by itself that nobody asked for so")
    }

    /// Forgets what came, before the statement is sent again.
    func reset() {
        isReady = false
        affectedRows = 0
    }
}

/// What a statement of a trip answered; to be looked at once `send` has returned.
public final class Reply<Row>: AnyReply {
    private var received: [Row] = []
    private let readAll: @Sendable (inout RowReader) throws -> [Row]

    @usableFromInline
    init(_ readAll: @escaping @Sendable (inout RowReader) throws -> [Row]) {
        self.readAll = readAll
    }

    /// All rows, in the order of the result.
    public var rows: [Row] {
        precondition(isReady, "a reply was looked at before its trip had returned")
        return received
    }

    /// The first row, if any.
    public var first: Row? { rows.first }

    /// How many rows the statement returned, or for one that returns none, changed.
    public var affected: Int {
        precondition(isReady, "a reply was looked at before its trip had returned")
        return affectedRows
    }

    override func take(_ result: OpaquePointer) throws {
        try super.take(result)
        var reader = RowReader(result)
        received = try readAll(&reader)
    }

    override func reset() {
        super.reset()
        received = []
    }
}

/// Hands the rows of a statement on as they arrive, and keeps none.
@usableFromInline
final class RowStream<Row>: AnyReply {
    private let readAll: @Sendable (inout RowReader) throws -> [Row]
    private let use: (Row) -> Void

    @usableFromInline
    init(
        _ readAll: @escaping @Sendable (inout RowReader) throws -> [Row],
        _ use: @escaping (Row) -> Void
    ) {
        self.readAll = readAll
        self.use = use
    }

    override var isStream: Bool { true }

    override func takeRow(_ result: OpaquePointer) throws {
        var reader = RowReader(result)
        for row in try readAll(&reader) { use(row) }
    }
}

/// What a command such as `commit` answered.
final class CommandReply: AnyReply {
    private(set) var tag = ""

    override func take(_ result: OpaquePointer) throws {
        try super.take(result)
        tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }
}
