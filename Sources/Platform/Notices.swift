public import Bedrock
package import Postgres
import Synchronization

/// Whose changes this server has made and may not have heard of yet.
///
/// What a server holds in memory, such as price books, it drops when PostgreSQL's notice of a
/// change comes, a moment after the change. Whoever was told that a change is done must not be
/// shown what was before it: so, after a command in an organization, what is held of that
/// organization is used only once the notices sent until then were heard. Where nothing was
/// changed this asks nobody. Other servers follow by the notice alone.
public final class Notices: Sendable {
    private struct State {
        var listener: Listener?
        /// Counts commands; the last of each organization, as far as it may still be unheard.
        var turn: UInt64 = 0
        var changes: [ID<Organization>: UInt64] = [:]
        /// The last command of those whose organizations aren't kept one by one.
        var anybody: UInt64 = 0
        var heard: UInt64 = 0
    }

    /// More organizations than these are no longer told apart.
    private static let organizationLimit = 10_000
    private let state = Mutex(State())

    public init() {}

    /// Hears by it from now on.
    package func listen(by listener: Listener) {
        state.withLock { $0.listener = listener }
    }

    /// A command has run for that caller, whether or not it changed anything. One of the platform's
    /// or of no organization may have changed any.
    func note(_ caller: Caller) {
        state.withLock { state in
            state.turn += 1
            if let organization = caller.organization, !caller.isPlatform,
                state.changes.count < Notices.organizationLimit
            {
                state.changes[organization] = state.turn
            } else {
                state.anybody = state.turn
            }
        }
    }

    /// Something besides this server's commands may have changed any organization.
    package func noteAnyone() {
        state.withLock { state in
            state.turn += 1
            state.anybody = state.turn
        }
    }

    /// Returns once everything was heard that this server's own commands changed in that
    /// organization.
    public func catchUp(with organization: ID<Organization>) async {
        let (listener, turn) = state.withLock { state -> (Listener?, UInt64) in
            let change = max(state.changes[organization] ?? 0, state.anybody)
            return (change > state.heard ? state.listener : nil, state.turn)
        }
        guard let listener else { return }
        await listener.catchUp()
        state.withLock { state in
            guard turn > state.heard else { return }
            state.heard = turn
            state.changes = state.changes.filter { $0.value > turn }
        }
    }
}
