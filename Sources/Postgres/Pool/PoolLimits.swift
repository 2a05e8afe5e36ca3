/// The limits of a pool.
public struct PoolLimits: Sendable {
    /// Pipelined connections that trips share.
    public var sharedConnections = 2
    /// Connections for interactive transactions, opened when first needed.
    public var exclusiveConnections = 4
    /// Trips in flight on one shared connection.
    public var depth = 32
    /// Trips that may wait for room on a connection, and transactions for a connection.
    public var queue = 1024
    /// How long a trip or a transaction may take when its caller sets no deadline.
    public var timeout: Duration = .seconds(10)
    /// How long callers wait for a lost PostgreSQL to come back before they are refused at once.
    public var patience: Duration = .seconds(2)
    /// How long a cancelled query may go on before its connection is closed.
    public var cancelGrace: Duration = .seconds(2)
    /// The first pause before connecting again.
    public var firstPause: Duration = .milliseconds(50)
    /// The longest pause before connecting again.
    public var longestPause: Duration = .seconds(5)

    /// The usual limits.
    public init() {}
}
