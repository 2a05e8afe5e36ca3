import Bedrock
import Cryptography
import Fulfillment
import HTTP
import Identity
import Inventory
import Images
import Ledger
import Organizations
public import Loop
import Paper
import Permissions
import Platform
import Postgres
import Pricing
import Search
import SMTP
import StandingOrders
import Storage
import Synchronization

/// A running server: loops that own their connections, and what keeps their snapshots true.
public final class Server: Sendable {
    public let port: UInt16
    let parts: ServerParts
    private let group: LoopGroup
    private let lines: [Line]
    private let listener: Listener
    private let sweeping = Mutex<Task<Void, Never>?>(nil)
    private let mail: MailDelivery?
    let purging: Purge
    private let impersonations: ImpersonationClock
    let requirements: RequirementClock
    let reservations: ReservationClock
    let standing: StandingClock
    let renderer: Renderer

    /// One loop's part.
    private struct Line: Sendable {
        let loop: EventLoop
        let http: HTTPServer
        let gate: Gate
        let pool: Pool
        let slowPool: Pool
        let traffic: AppTraffic
        let services: ServicesBox
    }

    /// Unchecked: what is in it is used on its loop only.
    private struct ServicesBox: @unchecked Sendable {
        let services: Services
        let objects: Objects
    }

    /// No socket could be opened.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Opens the sockets and starts to serve.
    public static func start(_ parts: ServerParts) async throws(Failure) -> Server {
        let configuration = parts.configuration
        let count = configuration.loops == 0 ? LoopGroup.processors : configuration.loops
        let sockets: [ListenSocket]
        do throws(ListenSocket.Failure) {
            sockets = try ListenSocket.open(
                address: configuration.host, port: UInt16(configuration.port), count: count)
        } catch {
            throw Failure(description: error.description)
        }
        // Each connection is a descriptor, and the usual limit is far below what is allowed.
        DescriptorLimit.raise()
        let group = LoopGroup(count: count)
        group.start()
        let observer = RequestObserver(log: parts.log, metrics: parts.metrics)
        let lines = group.loops.map { loop in
            line(loop, of: count, parts, observer)
        }
        let server = Server(parts, group, lines, sockets[0].port)
        server.publishFigures()
        for (line, socket) in zip(lines, sockets) { await line.http.start(on: socket) }
        server.keepSweeping()
        return server
    }

    private init(_ parts: ServerParts, _ group: LoopGroup, _ lines: [Line], _ port: UInt16) {
        self.parts = parts
        self.group = group
        self.lines = lines
        self.port = port
        let books = parts.books
        let log = parts.log
        let mail = Server.delivery(parts, group.loops[0], lines[0].slowPool)
        self.mail = mail
        purging = Purge(
            loop: group.loops[0], pool: lines[0].slowPool,
            configuration: parts.configuration, log: log, metrics: parts.metrics)
        requirements = RequirementClock(
            loop: group.loops[0], pool: lines[0].slowPool, log: log)
        impersonations = ImpersonationClock(
            loop: group.loops[0], pool: lines[0].slowPool, log: log)
        reservations = ReservationClock(
            loop: group.loops[0], pool: lines[0].slowPool, log: log, metrics: parts.metrics)
        standing = StandingClock(
            services: lines[0].services.services, log: log, metrics: parts.metrics)
        let renderer = Renderer(
            loop: group.loops[0], pool: lines[0].slowPool, objects: lines[0].services.objects,
            limits: parts.configuration.images, log: log, metrics: parts.metrics)
        self.renderer = renderer
        listener = Listener(
            loop: group.loops[0], settings: parts.database,
            channels: ["dray_price_book", "dray_company", "dray_mail", "dray_image"]
        ) { event in
            switch event {
            case .listening:
                books.forgetAll()
                mail?.wake()
                renderer.wake()
            case .notified("dray_mail", _): mail?.wake()
            case .notified("dray_image", _): renderer.wake()
            case .notified(let channel, let payload):
                Server.hear(channel, payload, books)
            case .disconnected(let reason):
                books.forgetAll()
                log.warning("listener_disconnected", .text("reason", reason))
            }
        }
        parts.notices.listen(by: listener)
    }

    private static func hear(_ channel: String, _ payload: String, _ books: PriceBooks) {
        let ids = payload.split(separator: " ").compactMap { UUIDBytes(text: $0) }
        if channel == "dray_price_book", let seller = ids.first {
            books.forget(ID(uuid: seller))
        } else if channel == "dray_company", let seller = ids.first {
            // Without a buyer, all that a seller's relations were has changed.
            let buyer = ids.dropFirst().first.map { ID<Organization>(uuid: $0) }
            books.forget(seller: ID(uuid: seller), buyer: buyer)
        }
    }

    /// What becomes of letters; nil where they are only kept.
    private static func delivery(
        _ parts: ServerParts, _ loop: EventLoop, _ pool: Pool
    ) -> MailDelivery? {
        let port: MailPort
        switch parts.configuration.mail {
        case .none: return nil
        case .log: port = .log(showsText: parts.isDevelopment)
        case .smtp:
            guard let server = parts.configuration.mailServer else { return nil }
            port = .smtp(MailClient(loop: loop, server: server))
        }
        return MailDelivery(
            loop: loop, pool: pool, port: port, log: parts.log, metrics: parts.metrics)
    }

    private static func line(
        _ loop: EventLoop, of count: Int, _ parts: ServerParts, _ observer: RequestObserver
    ) -> Line {
        let configuration = parts.configuration
        let log = parts.log
        let report: @Sendable (PoolEvent) -> Void = { event in note(event, log) }
        var limits = PoolLimits()
        limits.sharedConnections = configuration.databaseConnections
        limits.timeout = configuration.requestDeadline
        let pool = Pool(loop: loop, settings: parts.database, limits: limits, report: report)
        var slow = PoolLimits()
        slow.sharedConnections = 1
        slow.exclusiveConnections = 2
        slow.timeout = .seconds(600)
        slow.patience = .seconds(30)
        var slowSettings = parts.database
        slowSettings.statementTimeout = .seconds(300)
        let slowPool = Pool(loop: loop, settings: slowSettings, limits: slow, report: report)
        let services = Services(loop: loop, pool: pool, slowPool: slowPool)
        services.add(parts.identity)
        services.add(parts.books)
        services.add(parts.notices)
        let objects = parts.storage.on(loop)
        services.add(objects)
        services.add(parts.press)
        services.add(
            Documents(configuration, objects: objects, linkKeys: parts.linkKeys))
        services.add(
            ImageLibrary(configuration, objects: objects, linkKeys: parts.imageLinkKeys))
        services.add(parts.rates)
        services.add(parts.searches)
        services.add(parts.audiences)
        services.add(LedgerWatch())
        services.add(TrackingDesk(configuration, keys: parts.trackingKeys))
        let traffic = AppTraffic(
            loop: loop, pool: slowPool, interval: configuration.statisticsInterval)
        loop.execute { traffic.start() }
        let gate = Gate(
            table: parts.table, tokens: parts.tokens, catalog: parts.catalog, services: services,
            limits: GateLimits(
                body: configuration.maxBody, upload: configuration.maxUpload,
                deadline: configuration.requestDeadline,
                keepAlive: configuration.eventKeepAlive),
            rates: parts.rates,
            addresses: ClientAddress(proxies: configuration.trustedProxies)
        ) { observation in
            observer.note(observation)
            traffic.note(observation)
        }
        var httpLimits = HTTPLimits()
        httpLimits.headerBytes = configuration.maxHeader
        httpLimits.timeToHeaders = configuration.headerTimeout
        httpLimits.timeToBody = configuration.bodyTimeout
        httpLimits.idle = configuration.idleTimeout
        httpLimits.connections = max(1, configuration.maxConnections / count)
        let http = HTTPServer(loop: loop, limits: httpLimits, handler: gate)
        return Line(
            loop: loop, http: http, gate: gate, pool: pool, slowPool: slowPool,
            traffic: traffic, services: ServicesBox(services: services, objects: objects))
    }

    private static func note(_ event: PoolEvent, _ log: Log) {
        switch event {
        case .connected(let backend): log.debug("database_connected", .number("backend", backend))
        case .disconnected(let reason, let inFlight):
            // A pool that is closed on purpose is no news.
            guard reason != "closed" || inFlight > 0 else { return }
            log.warning(
                "database_disconnected", .text("reason", reason), .number("in_flight", inFlight))
        case .connectingFailed(let reason, let pause):
            log.warning(
                "database_unreachable", .text("reason", reason), .microseconds("pause_us", pause))
        }
    }

    /// Suspends until SIGINT or SIGTERM comes; the signals were installed before.
    public func waitForSignal() async -> Int32 {
        await TerminationSignals.wait(on: group.loops[0])
    }

    /// A loop of the server, for what runs beside its requests.
    public var loop: EventLoop { group.loops[0] }

    /// Whether every loop reaches PostgreSQL.
    public var isReady: Bool { lines.allSatisfy(\.pool.isReady) }

    /// Waits until every loop reaches PostgreSQL; false when that took longer than the limit.
    public func waitUntilReady(for limit: Duration) async -> Bool {
        let end = Monotonic.nanoseconds &+ limit.clampedNanoseconds
        while !isReady {
            guard Monotonic.nanoseconds < end else { return false }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return true
    }

    /// Removes stored files that no row speaks for; answers how many, nil when it couldn't.
    public func sweepObjects() async -> Int? {
        let line = lines[0]
        let log = parts.log
        let (outcome, end) = AsyncStream<Int?>.makeStream()
        _ = line.loop.run {
            do throws(Problem) {
                let removed = try await line.services.objects.sweep(
                    line.services.services, at: .now())
                if removed > 0 { log.info("objects_swept", .number("removed", removed)) }
                end.yield(removed)
            } catch {
                log.warning("objects_not_swept", .text("cause", error.cause ?? "none"))
                end.yield(nil)
            }
            end.finish()
        }
        for await removed in outcome { return removed }
        return nil
    }

    /// Sweeps every so often until the server stops.
    private func keepSweeping() {
        let period = parts.configuration.storage.sweepPeriod
        sweeping.withLock { sweeping in
            sweeping = lines[0].loop.run { [self] in
                while !Task.isCancelled {
                    do { try await lines[0].loop.sleep(period) } catch { return }
                    _ = await sweepObjects()
                }
            }
        }
    }

    /// Accepts nothing more, finishes what it accepted, closes everything.
    public func stop() async {
        await withTaskGroup(of: Void.self) { group in
            for line in lines {
                group.addTask {
                    await line.http.drain(patience: self.parts.configuration.drainTimeout)
                }
            }
        }
        let sweep = sweeping.withLock { $0.take() }
        sweep?.cancel()
        await sweep?.value
        let purging = self.purging
        await group.loops[0].perform { purging.stop() }
        await mail?.stop(patience: parts.configuration.drainTimeout)
        await impersonations.stop()
        await requirements.stop()
        await reservations.stop()
        await standing.stop()
        await renderer.stop()
        for line in lines {
            await line.loop.run {
                await line.gate.finish()
                await line.traffic.stop()
                await line.pool.close()
                await line.slowPool.close()
                await line.services.objects.close()
            }.value
        }
        let listener = self.listener
        await group.loops[0].perform { listener.stop() }
        group.stop()
        parts.identity.passwords.stop()
        parts.storage.stop()
        parts.press.stop()
        parts.log.flush()
    }

    private func publishFigures() {
        let metrics = parts.metrics
        let lines = self.lines
        let books = parts.books
        func sum(_ read: @escaping @Sendable (Line) -> Int) -> @Sendable () -> Double {
            { Double(lines.reduce(0) { $0 + read($1) }) }
        }
        metrics.countReading(
            "dray_http_requests_total", "Requests read.", sum { $0.http.counters.requests.value })
        metrics.countReading(
            "dray_http_refused_total", "Requests refused before any handler.",
            sum { $0.http.counters.requestsRefused.value })
        metrics.reading(
            "dray_http_connections_open", "Connections open now.",
            sum { $0.http.counters.connectionsOpen.value })
        metrics.reading(
            "dray_http_in_flight", "Requests being answered now.",
            sum { $0.http.counters.inFlight.value })
        metrics.countReading(
            "dray_http_timeouts_total", "Clients that were too slow.",
            sum { $0.http.counters.timeouts.value })
        metrics.countReading(
            "dray_database_trips_total", "Round trips to PostgreSQL that requests made.",
            sum { $0.pool.statistics.trips })
        metrics.countReading(
            "dray_database_slow_trips_total", "Round trips of reports, files and jobs.",
            sum { $0.slowPool.statistics.trips })
        metrics.reading(
            "dray_database_connections", "Connections to PostgreSQL.",
            sum { $0.pool.statistics.connections + $0.slowPool.statistics.connections })
        metrics.reading(
            "dray_database_waiting", "Trips that wait for a connection.",
            sum { $0.pool.statistics.waiting })
        metrics.countReading(
            "dray_database_losses_total", "Connections lost.",
            sum { $0.pool.statistics.losses + $0.slowPool.statistics.losses })
        for limiter in parts.rates.all {
            metrics.countReading(
                "dray_rate_limited_total", "Requests past a limit of their rate.",
                labels: [("limit", limiter.name)]) { Double(limiter.refusals) }
        }
        metrics.reading("dray_price_books_bytes", "Bytes of price books held, roughly.") {
            Double(books.size.bytes)
        }
        metrics.countReading(
            "dray_price_books_read_total", "Price books read whole."
        ) { Double(books.loads.whole) }
        metrics.countReading(
            "dray_price_books_renewed_total", "Price books brought up to date by what changed."
        ) { Double(books.loads.renewed) }
        metrics.reading("dray_searches_waiting", "Searches that wait for their turn.") {
            [searches = parts.searches] in Double(searches.waiting)
        }
        metrics.reading("dray_password_jobs_waiting", "Passwords that wait to be hashed.") {
            [identity = parts.identity] in Double(identity.passwords.waiting)
        }
    }
}
