import Bedrock
import Cryptography
import HTTP
public import Platform
import Postgres
import Wire

/// Where tracking links lead: an order's progress, as a page and as the events that keep it true.
///
/// A secret that is wrong, over or revoked leads to one and the same page. Nothing is kept by
/// anybody on the way, and the secret goes to no other host.
public enum TrackingPage {
    /// What the path of every tracking page begins with; what follows is a secret.
    public static let prefix = "/track/"

    /// Declares the page and its events.
    public static func declare(_ table: inout OperationTable) {
        table.add(
            DeclaredPage(.get("/track/{token}"), "The progress of an order that a link shows.") {
                request, services in
                do throws(Problem) {
                    guard let tracked = try await read(hash(in: request.head), services) else {
                        return page(TrackingHTML.nothing(), status: 404)
                    }
                    return page(TrackingHTML.page(tracked), status: 200)
                } catch {
                    return error.response(requestID: request.head.requestID)
                }
            })
        table.add(
            DeclaredPage(
                .get("/track/{token}/events"), "The same as events: `progress`, and `gone`."
            ) { request, services in
                do throws(Problem) {
                    return try await events(request.head, services)
                } catch {
                    return error.response(requestID: request.head.requestID)
                }
            })
    }

    private static func events(
        _ head: RequestHead, _ services: Services
    ) async throws(Problem) -> Response {
        let desk = services.get(TrackingDesk.self)
        let hash = hash(in: head)
        guard let hash, let first = try await read(hash, services) else { throw .notFound }
        guard desk.hasRoom(hash, head) else { throw Problem(.tooManyRequests) }
        let seen = head.header("last-event-id")
            ?? head.query?.first { $0.name == "seen" }?.value
        let box = ServicesBox(services: services)
        return Response.events(
            on: services, keepAlive: desk.keepAlive, headers: guarding
        ) { stream in
            desk.enter(hash, head)
            defer { desk.leave(hash, head) }
            var version = seen
            var tracked = first
            while true {
                let progress = TrackingProgress(html: TrackingHTML.progress(tracked))
                if progress.version != version {
                    try await stream.send("progress", id: progress.version, progress)
                    version = progress.version
                }
                try await stream.pause(FulfillmentLimits.trackingPause)
                guard let next = try await read(hash, box.services) else { break }
                tracked = next
            }
            try await stream.send("gone", TrackingProgress(html: ""))
        }
    }

    /// Carries the loop's services into a stream, which never leaves that loop.
    private struct ServicesBox: @unchecked Sendable {
        let services: Services
    }

    /// What is kept of the secret in a path; nil for what has the shape of none.
    private static func hash(in head: RequestHead) -> [UInt8]? {
        let text = head.path.dropFirst(prefix.count).prefix { $0 != "/" }
        return TrackingToken(String(text))?.hash
    }

    private static func read(
        _ hash: [UInt8]?, _ services: Services
    ) async throws(Problem) -> Tracked? {
        guard let hash else { return nil }
        let now = Instant.now()
        var trip = Trip()
        let order = trip.add(TrackingStatements.order, hash, now)
        let parcels = trip.add(TrackingStatements.parcels, hash, now)
        let lines = trip.add(TrackingStatements.lines, hash, now)
        try await services.read(trip)
        return order.first.map {
            Tracked(order: $0, parcels: parcels.rows, lines: lines.rows)
        }
    }

    private static func page(_ html: String, status: Int) -> Response {
        let headers = guarding + [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", TrackingHTML.policy),
        ]
        return Response(status: status, headers: headers, body: Array(html.utf8))
    }

    private static let guarding: [(String, String)] = [
        ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex, nofollow"), ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
}

/// An order, its parcels and its goods, as a link shows them.
struct Tracked: Sendable {
    let order: TrackedOrder
    let parcels: [TrackedParcel]
    let lines: [TrackedLine]
}

/// The part of the page that changes.
struct TrackingProgress: Output, Sendable {
    let html: String

    static let example = TrackingProgress(html: "<h1>Order 2026-000812</h1>")

    /// Tells two of them apart.
    var version: String {
        Hexadecimal.encode(Array(SHA256.digest(of: html).prefix(8)))
    }

    func write(_ out: inout OutputWriter) {
        out("html", html, "The progress, as it stands in the page.")
    }
}
