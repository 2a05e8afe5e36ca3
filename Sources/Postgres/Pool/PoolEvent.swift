/// Something about a pool's connections that belongs in the log.
public enum PoolEvent: Hashable, Sendable {
    /// A connection has been made.
    case connected(backend: Int32)
    /// A connection was lost or closed, for the reason given, with that many trips in flight.
    case disconnected(reason: String, inFlight: Int)
    /// An attempt to connect failed; the next follows after the pause.
    case connectingFailed(reason: String, pause: Duration)
}
