import Loop

/// A place for one connection of a pool, and the way to have it filled again.
final class Slot {
    enum Purpose {
        case shared
        case exclusive
    }

    enum State {
        case empty
        case dialing(Dialer)
        case pausing(Timer)
        case open(PipelinedConnection)
    }

    let purpose: Purpose
    var state = State.empty
    var backoff: Backoff
    /// Whether a transaction has it.
    var isTaken = false

    init(_ purpose: Purpose, _ limits: PoolLimits) {
        self.purpose = purpose
        backoff = Backoff(first: limits.firstPause, longest: limits.longestPause)
    }

    /// The connection, if it takes trips.
    var usable: PipelinedConnection? {
        if case .open(let connection) = state, connection.state == .open { connection } else { nil }
    }

    /// The connection, open or on its way out.
    var connection: PipelinedConnection? {
        if case .open(let connection) = state { connection } else { nil }
    }

    var isEmpty: Bool {
        if case .empty = state { true } else { false }
    }

    /// Gives up connecting, and closes what is open.
    func empty(_ reason: String) {
        switch state {
        case .empty: break
        case .dialing(let dialer): dialer.cancel()
        case .pausing(let timer): timer.cancel()
        case .open(let connection): connection.close(reason)
        }
        state = .empty
    }
}
