import Bedrock
import HTTP
import Loop
import Postgres

/// Lets web pages of an app's origins read its answers, for one loop.
///
/// Which apps name an origin is asked of the database and held for five seconds. A page may read
/// what is answered to a token of such an app, or to nobody; never with credentials of the
/// browser's own, of which the API has none.
final class CrossOrigins {
    /// How long what is known of an origin is held.
    private static let holding: UInt64 = 5_000_000_000
    /// Origins held; anybody can make them up.
    private static let limit = 1024

    enum Statements {
        static let appsOfOrigin = Statement<[ID<App>], String>(
            "select organizations.apps_of_origin($1)")
    }

    private struct Known {
        let apps: Set<ID<App>>
        let until: UInt64
    }

    private let services: Services
    private var known: [String: Known] = [:]

    init(_ services: Services) {
        self.services = services
    }

    /// Whether nothing has to be asked before a request's answer can be marked.
    func knows(_ head: RequestHead) -> Bool {
        guard let origin = CrossOrigins.origin(of: head) else { return true }
        return apps(of: origin) != nil
    }

    /// Asks for the apps of a request's origin; where that fails there are none for the moment.
    func learn(_ head: RequestHead) async {
        guard let origin = CrossOrigins.origin(of: head), apps(of: origin) == nil else { return }
        var trip = Trip()
        let found = trip.add(Statements.appsOfOrigin, origin)
        do throws(Problem) {
            try await services.read(trip)
        } catch {
            return
        }
        if known.count >= CrossOrigins.limit { known.removeAll(keepingCapacity: true) }
        known[origin] = Known(
            apps: Set(found.first ?? []), until: Monotonic.nanoseconds &+ CrossOrigins.holding)
    }

    /// Adds what a browser needs to show an answer to the page that asked.
    func mark(_ response: inout Response, _ head: RequestHead, _ caller: Caller?) {
        response.headers.append(("Vary", "Origin"))
        guard let origin = CrossOrigins.origin(of: head), let apps = apps(of: origin),
            !apps.isEmpty, caller?.app.map(apps.contains) ?? true
        else { return }
        response.headers.append(("Access-Control-Allow-Origin", origin))
        response.headers.append(
            (
                "Access-Control-Expose-Headers",
                "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed, "
                    + "X-Request-Id"
            ))
    }

    /// Answers a browser that asks what a page may send.
    func markPreflight(_ response: inout Response, _ head: RequestHead, methods: String) {
        response.headers.append(
            ("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"))
        guard head.header("access-control-request-method") != nil,
            let origin = CrossOrigins.origin(of: head), apps(of: origin)?.isEmpty == false
        else { return }
        response.headers += [
            ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Methods", methods),
            (
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Idempotency-Key, If-Match"
            ),
            ("Access-Control-Max-Age", "600"),
        ]
    }

    private func apps(of origin: String) -> Set<ID<App>>? {
        guard let held = known[origin], held.until > Monotonic.nanoseconds else { return nil }
        return held.apps
    }

    /// The origin of a request; nil for none, and for what can be nobody's.
    private static func origin(of head: RequestHead) -> String? {
        guard let bytes = head.headerBytes("origin"), (8...255).contains(bytes.count),
            let text = head.header("origin"), text.utf8.count == bytes.count,
            text.hasPrefix("http://") || text.hasPrefix("https://"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") })
        else { return nil }
        return text
    }
}
