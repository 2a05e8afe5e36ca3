/// Statements that travel together: one round trip, one implicit transaction.
///
/// Everything in a trip commits or fails together. A trip is sent once.
public struct Trip {
    @usableFromInline let load: TripLoad

    /// An empty trip.
    public init() {
        load = TripLoad()
    }

    /// How many statements it carries.
    public var count: Int { load.steps.count }

    /// Adds a statement with its parameters.
    /// - Returns: where its rows will be once the trip has been sent.
    @discardableResult
    @inlinable
    public mutating func add<Row, each Parameter: PostgresEncodable>(
        _ statement: Statement<Row, repeat each Parameter>, _ values: repeat each Parameter
    ) -> Reply<Row> {
        let reply = Reply<Row>(statement.readAll)
        load.begin(statement.text, reply)
        repeat load.append(each values)
        return reply
    }

    /// Adds a statement of any number of rows, which are handed on one by one as they arrive.
    ///
    /// No more of them is held than the connection has read. The rows of a trip that fails have
    /// been handed on as far as they came, so it isn't sent a second time: whoever collected them
    /// throws that away and begins anew.
    /// - Parameter use: called on the loop, after the replies of all statements before are there.
    @inlinable
    public mutating func stream<Row, each Parameter: PostgresEncodable>(
        _ statement: Statement<Row, repeat each Parameter>, _ values: repeat each Parameter,
        use: @escaping (Row) -> Void
    ) {
        load.begin(statement.text, RowStream<Row>(statement.readAll, use))
        repeat load.append(each values)
    }
}

/// What a trip carries, in the form in which it is handed to libpq.
@usableFromInline
final class TripLoad {
    struct Step {
        let text: StatementText
        let reply: AnyReply
        let firstParameter: Int
    }

    @usableFromInline
    struct Bound {
        @usableFromInline let offset: Int
        /// -1 for NULL.
        @usableFromInline let length: Int32

        @inlinable
        init(offset: Int, length: Int32) {
            self.offset = offset
            self.length = length
        }
    }

    var steps: [Step] = []
    @usableFromInline var bounds: [Bound] = []
    @usableFromInline var bytes = ParameterBytes()
    /// Whether it has been handed over; a trip is sent once.
    var isSent = false

    init() {
        steps.reserveCapacity(8)
        bounds.reserveCapacity(16)
        bytes.bytes.reserveCapacity(256)
    }

    /// Whether rows of it are handed on as they arrive, so that it can't be sent again.
    private(set) var streams = false

    @usableFromInline
    func begin(_ text: StatementText, _ reply: AnyReply) {
        precondition(!isSent, "a trip cannot grow after it has been sent")
        if reply.isStream { streams = true }
        steps.append(Step(text: text, reply: reply, firstParameter: bounds.count))
    }

    @inlinable
    func append<Value: PostgresEncodable>(_ value: Value) {
        let offset = bytes.count
        guard !value.isNull else {
            bounds.append(Bound(offset: offset, length: -1))
            return
        }
        value.encode(into: &bytes)
        bounds.append(Bound(offset: offset, length: Int32(bytes.count - offset)))
    }

    /// Adds a command without parameters behind the rest.
    @discardableResult
    func add(_ text: StatementText) -> CommandReply {
        let reply = CommandReply()
        begin(text, reply)
        return reply
    }

    /// Puts a command without parameters before the rest.
    func prepend(_ text: StatementText) {
        steps.insert(Step(text: text, reply: CommandReply(), firstParameter: 0), at: 0)
    }
}
