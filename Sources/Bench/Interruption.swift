import Glibc
import Loop
import Synchronization

/// What a measurement has started, and how a signal ends all of it.
enum Interruption {
    /// What has to end with the command.
    struct Ends: Sendable {
        var server: pid_t?
        var database: (@Sendable () -> Void)?
    }

    private static let ends = Mutex(Ends())
    private static let isUnderWay = Atomic(false)

    /// From now on SIGINT and SIGTERM end what was started, and then the process; a second one ends
    /// the process at once.
    static func watch() {
        TerminationSignals.install()
        let group = LoopGroup(count: 1)
        group.start()
        group.loops[0].run {
            let signal = await TerminationSignals.wait(on: group.loops[0])
            TerminationSignals.uninstall()
            end(128 + signal)
        }
    }

    /// Starts something and notes how it ends; a signal waits until it is started.
    static func starting<Started: Sendable>(
        _ start: (inout Ends) throws -> Started
    ) rethrows -> Started {
        try ends.withLock { try start(&$0) }
    }

    /// Returns unless a signal has come; then what fails meanwhile is no news.
    static func waitIfUnderWay() {
        while isUnderWay.load(ordering: .acquiring) { pause() }
    }

    private static func end(_ code: Int32) {
        isUnderWay.store(true, ordering: .releasing)
        ends.withLock { ends in
            if let server = ends.server { kill(server, SIGTERM) }
            ends.database?()
        }
        _exit(code)
    }
}
