package import CCurl
import Glibc
package import Loop

/// Something that libcurl carries out: its handle, and who is told of its end.
///
/// Used on the driver's loop only.
package protocol Transfer: AnyObject, Sendable {
    /// libcurl's easy handle.
    var easy: UnsafeMutableRawPointer { get }
    /// Called once, on the loop, when it is over.
    func end(_ outcome: TransferOutcome)
}

/// How a transfer ended.
package enum TransferOutcome: Sendable {
    /// The library's verdict.
    case finished(CURLcode)
    /// Whoever waited for it no longer does.
    case cancelled
    /// The driver was closed.
    case closed
}

/// libcurl's multi interface driven by an event loop; keeps connections open between transfers.
package final class TransferDriver: @unchecked Sendable {
    // Unchecked: touched on the loop only.

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    /// The loop it lives on.
    package let loop: EventLoop

    private let connections: Int
    private let connectionsPerHost: Int
    private var multi: UnsafeMutableRawPointer?
    private var watches: [Int32: Watch] = [:]
    private var timer: Loop.Timer?
    private var transfers: [UnsafeMutableRawPointer: any Transfer] = [:]
    private var isClosed = false

    /// May be made anywhere; opens nothing until it is used.
    package init(loop: EventLoop, connections: Int, connectionsPerHost: Int) {
        precondition(Self.isReady, "the transfer library cannot be started")
        self.loop = loop
        self.connections = connections
        self.connectionsPerHost = connectionsPerHost
    }

    deinit {
        curl_multi_cleanup(multi)
    }

    /// Transfers that are under way or wait for a connection.
    package var count: Int { transfers.count }

    /// Begins a transfer; it is told of its end later.
    package func begin(_ transfer: any Transfer) {
        loop.assertCurrent()
        guard !isClosed else { return transfer.end(.closed) }
        transfers[transfer.easy] = transfer
        curl_multi_add_handle(opened(), transfer.easy)
    }

    /// Gives a transfer up; nothing happens when it is over. From any thread.
    package func cancel(_ transfer: any Transfer) {
        loop.execute { self.end(transfer.easy, .cancelled) }
    }

    /// Ends every transfer under way and closes all connections; none can be begun after.
    package func close() async {
        await loop.perform { [self] in
            isClosed = true
            for easy in Array(transfers.keys) { end(easy, .closed) }
            curl_multi_cleanup(multi)
            multi = nil
            for watch in watches.values {
                watch.cancel()
            }
            watches = [:]
            timer?.cancel()
        }
    }

    private func end(_ easy: UnsafeMutableRawPointer, _ outcome: TransferOutcome) {
        guard let transfer = transfers.removeValue(forKey: easy) else { return }
        curl_multi_remove_handle(multi, easy)
        transfer.end(outcome)
    }

    private func opened() -> UnsafeMutableRawPointer? {
        if let multi { return multi }
        multi = curl_multi_init()
        curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
        curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost)
        curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
        curl_multi_set_callbacks(
            multi,
            { _, descriptor, what, context, _ in
                TransferDriver.from(context).watch(descriptor, what)
                return 0
            },
            { _, milliseconds, context in
                TransferDriver.from(context).schedule(milliseconds)
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
        return multi
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> TransferDriver {
        Unmanaged<TransferDriver>.fromOpaque(context!).takeUnretainedValue()
    }

    // MARK: What the library wants to be told

    private func watch(_ descriptor: Int32, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            watches.removeValue(forKey: descriptor)?.cancel()
            return
        }
        var interest: Interest = []
        if what & CURL_POLL_IN != 0 { interest.insert(.read) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.write) }
        if let watch = watches[descriptor] {
            watch.modify(interest)
        } else {
            watches[descriptor] = loop.watch(descriptor, interest) { [unowned self] ready in
                var events: Int32 = 0
                if ready.contains(.read) { events |= CURL_CSELECT_IN }
                if ready.contains(.write) { events |= CURL_CSELECT_OUT }
                act(descriptor, events)
            }
        }
    }

    private func schedule(_ milliseconds: Int) {
        timer?.cancel()
        timer = nil
        guard milliseconds >= 0 else { return }
        timer = loop.schedule(after: .milliseconds(milliseconds)) { [unowned self] in
            timer = nil
            act(CURL_SOCKET_BAD, 0)
        }
    }

    /// Lets the library do what it is ready for, and ends the transfers that it has finished.
    private func act(_ descriptor: Int32, _ events: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, descriptor, events, &running)
        var code = CURLE_OK
        while let easy = curl_multi_next_done(multi, &code) {
            end(easy, .finished(code))
        }
    }
}
