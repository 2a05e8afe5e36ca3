import CMicrohttpd
import Glibc
public import Loop

/// An HTTP/1.1 server on one event loop: its connections, requests and deadlines live and die on
/// that thread. A process has one for each loop, all listening on one address.
public final class HTTPServer: @unchecked Sendable {
    // Unchecked: all but what never changes is touched on the loop only.

    /// The loop it lives on.
    public let loop: EventLoop
    /// What it has done so far; may be read from any thread.
    public let counters = HTTPCounters()

    let limits: HTTPLimits
    let handler: any RequestHandler
    let compressor = Compressor()
    /// The time of the last look at the sockets: near enough for deadlines, and free.
    var now = Monotonic.nanoseconds
    /// Whether the library has something to do that no socket will tell of.
    var needsPump = false
    private(set) var isDraining = false

    private let refusalResponse: @Sendable (Refusal, String) -> Response
    private var daemon: OpaquePointer?
    private var daemonWatch: Watch?
    private var acceptor: Acceptor?
    private var sweeper: Loop.Timer?
    private var lines: [Connection] = []
    private var starting: Connection?
    private var drainers: [UnsafeContinuation<Void, Never>] = []
    private var requestNumber: UInt64 = 0
    private let requestPrefix = UInt64.random(in: .min ... .max)

    /// - Parameter refusal: makes the answers to requests that no handler gets to see, each with
    ///   the request's id.
    public init(
        loop: EventLoop, limits: HTTPLimits = HTTPLimits(), handler: any RequestHandler,
        refusal: @escaping @Sendable (Refusal, String) -> Response = { $0.response(requestID: $1) }
    ) {
        self.loop = loop
        self.limits = limits
        self.handler = handler
        refusalResponse = refusal
    }

    /// Begins to accept connections; the socket is the server's from now on.
    public func start(on socket: ListenSocket) async {
        await loop.perform { self.open(socket) }
    }

    /// Accepts nothing more, finishes every request it has begun, and closes its connections.
    ///
    /// What it promises: a request whose bytes are here when it begins is carried out and answered,
    /// with `connection: close`; one that comes later on a connection that was quiet is not begun,
    /// and its client sees the connection end. Nothing is carried out without an answer going out,
    /// save that after `patience` what is still unfinished is cancelled and its connection closed.
    public func drain(patience: Duration = .seconds(30)) async {
        await withUnsafeContinuation { continuation in
            loop.execute {
                self.drainers.append(continuation)
                self.beginDraining(patience)
            }
        }
    }

    func refusal(_ refusal: Refusal, _ requestID: String) -> Response {
        refusalResponse(refusal, requestID)
    }

    /// Fifteen characters, which a string holds without memory of its own.
    func nextRequestID() -> String {
        requestNumber &+= 1
        var value = requestPrefix &+ requestNumber
        return String(unsafeUninitializedCapacity: 15) { buffer in
            // Seven characters of the server's own and, below them, eight that count.
            for index in 0..<13 {
                let digit = UInt8(value & 31)
                buffer[12 - index] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
                value >>= 5
            }
            buffer[13] = 0x2D
            buffer[14] = loopDigit
            return 15
        }
    }

    private var loopDigit: UInt8 {
        let digit = UInt8(loop.number % 36)
        return digit < 10 ? 0x30 + digit : 0x61 + digit - 10
    }

    // MARK: Opening and closing

    private func open(_ socket: ListenSocket) {
        precondition(daemon == nil && !isDraining, "a server starts once")
        let idle = max(1, limits.idle.clampedNanoseconds / 1_000_000_000)
        let context = Unmanaged.passRetained(self).toOpaque()
        daemon = mhd_start(
            LibraryCallbacks.all, context, limits.connectionMemory, UInt32(clamping: idle),
            UInt32(clamping: limits.connections + 1))
        guard let daemon else { preconditionFailure("the HTTP library cannot be started") }
        daemonWatch = loop.watch(mhd_epoll_descriptor(daemon), .read) { [unowned self] _ in
            pump()
        }
        loop.beforeWaiting { [unowned self] in
            pumpIfNeeded()
        }
        acceptor = Acceptor(server: self, socket: socket)
        sweep()
    }

    private func beginDraining(_ patience: Duration) {
        guard !isDraining else { return finishDrainingWhenEmpty() }
        isDraining = true
        acceptor?.close()
        acceptor = nil
        for line in lines {
            guard let exchange = line.exchange else {
                line.hangUpIfQuiet()
                continue
            }
            exchange.announceEnd()
        }
        needsPump = true
        loop.schedule(after: patience) { [self] in
            for line in lines {
                line.exchange?.abandon()
                line.hangUp()
            }
            needsPump = true
        }
        finishDrainingWhenEmpty()
    }

    private func finishDrainingWhenEmpty() {
        guard isDraining, lines.isEmpty else { return }
        let waiting = drainers
        drainers = []
        for continuation in waiting {
            continuation.resume()
        }
    }

    // MARK: The library's turn

    /// Lets the library do what its sockets are ready for; never from inside a task.
    private func pump() {
        guard let daemon else { return }
        now = Monotonic.nanoseconds
        needsPump = false
        MHD_run(daemon)
        var milliseconds: UInt64 = 0
        if MHD_get_timeout(daemon, &milliseconds) == .YES, milliseconds == 0 {
            needsPump = true
        }
    }

    private func pumpIfNeeded() {
        guard needsPump else { return }
        pump()
        if needsPump {
            loop.schedule(after: .zero) {}
        }
    }

    // MARK: Connections

    var connectionCount: Int { lines.count }

    func take(_ descriptor: Int32, _ address: sockaddr_storage) {
        guard let daemon else { return }
        counters.connectionsAccepted.add(1)
        starting = Connection(descriptor: descriptor, address: address, now: now)
        var name = SocketAddress(storage: address)
        // When it refuses, it has closed the socket.
        _ = name.withAddress { MHD_add_connection(daemon, descriptor, $0, $1) }
        starting = nil
        needsPump = true
    }

    /// The library has made its side of a connection that `take` gave it.
    func opened() -> Connection? {
        guard let line = starting else { return nil }
        line.index = lines.count
        lines.append(line)
        counters.connectionsOpen.add(1)
        return line
    }

    func closed(_ line: Connection) {
        let last = lines.removeLast()
        if last !== line {
            lines[line.index] = last
            last.index = line.index
        }
        counters.connectionsOpen.add(-1)
        finishDrainingWhenEmpty()
    }

    func begin(_ target: String, on line: Connection) -> Exchange {
        let exchange = Exchange(server: self, line: line, target: target)
        line.exchange = exchange
        return exchange
    }

    func complete(_ exchange: Exchange, isWhole: Bool) {
        exchange.line.exchange = nil
        exchange.line.idleSince = now
        exchange.line.isUsed = true
        exchange.complete(isWhole: isWhole)
        if isDraining {
            exchange.line.hangUpIfQuiet()
        }
    }

    /// Looks after deadlines, and after clients that have gone while they are being served.
    private func sweep() {
        now = Monotonic.nanoseconds
        Deadlines(server: self, now: now).check(lines)
        needsPump = true
        let shortest = min(limits.timeToHeaders, limits.timeToBody, limits.idle)
        let interval = min(max(shortest / 4, .milliseconds(20)), .seconds(1))
        sweeper = loop.schedule(after: interval) { [unowned self] in
            sweep()
        }
    }
}
