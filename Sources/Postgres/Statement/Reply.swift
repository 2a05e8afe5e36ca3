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

/// What a command such as `commit` answered.
final class CommandReply: AnyReply {
    private(set) var tag = ""

    override func take(_ result: OpaquePointer) throws {
        try super.take(result)
        tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }
}
