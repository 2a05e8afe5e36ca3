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

    @usableFromInline
    func begin(_ text: StatementText, _ reply: AnyReply) {
        precondition(!isSent, "a trip cannot grow after it has been sent")
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
