/// A trip on its way: from the moment it is handed in until its Sync has come back.
final class Flight {
    let load: TripLoad
    let deadline: UInt64
    /// Whether it only reads, so that it can be sent again when a connection is lost.
    let isRetryable: Bool
    /// Whether it is a transaction of its own, so that it can be sent again after a roll-back.
    let isWhole: Bool
    /// Statements to prepare; such a flight belongs to the connection, and nobody waits for it.
    let preparing: [StatementText]

    var attempts = 0
    var error: DatabaseError?
    /// The command that the error came back for.
    var failedAt = 0
    /// Why one of its statements could not be prepared; the better account of what went wrong.
    var preparationError: DatabaseError?
    /// Whether the deadline has passed and the caller has been told so.
    var isAbandoned = false
    /// Commands whose results are complete.
    var cursor = 0
    /// Whether the present command has had a result.
    var hasResult = false
    /// Whether rows of the present command come one by one.
    var isStreaming = false

    private var continuation: UnsafeContinuation<DatabaseError?, Never>?

    init(
        _ load: TripLoad, deadline: UInt64, isRetryable: Bool, isWhole: Bool,
        _ continuation: UnsafeContinuation<DatabaseError?, Never>
    ) {
        self.load = load
        self.deadline = deadline
        self.isRetryable = isRetryable
        self.isWhole = isWhole
        self.continuation = continuation
        preparing = []
    }

    init(preparing: [StatementText]) {
        self.preparing = preparing
        load = TripLoad()
        deadline = .max
        isRetryable = false
        isWhole = true
    }

    var isPreparing: Bool { !preparing.isEmpty }

    /// Commands sent for it, the Sync not counted.
    var commands: Int { isPreparing ? preparing.count : load.steps.count }

    /// Whether the rows of the present command are to come one by one and don't yet.
    var wantsStream: Bool {
        load.streams && !isStreaming && !hasResult && cursor < commands
            && load.steps[cursor].reply.isStream
    }

    /// Lets the caller go on; only the first call counts.
    func resume(_ error: DatabaseError?) {
        continuation?.resume(returning: error)
        continuation = nil
    }

    /// Forgets what came back, before it is sent again.
    func rewind() {
        attempts += 1
        error = nil
        preparationError = nil
        cursor = 0
        hasResult = false
        isStreaming = false
        for step in load.steps { step.reply.reset() }
    }
}
