import Bedrock
import Fulfillment
import HTTP
import Platform
import Synchronization

/// Turns what is known of answered requests into log lines and figures.
final class RequestObserver: Sendable {
    private let log: Log
    private let byStatus: [Counter]
    private let duration: Histogram

    init(log: Log, metrics: Metrics) {
        self.log = log
        byStatus = (0...5).map { hundred in
            metrics.counter(
                "dray_http_answers_total", "Requests answered, by the class of their status.",
                labels: [("class", "\(hundred)xx")])
        }
        duration = metrics.histogram(
            "dray_http_request_seconds", "From the handler's start to its answer.", unit: .seconds)
    }

    /// The path as it may be kept: where a secret is a part of it, it is left out.
    private static func path(of head: RequestHead) -> String {
        guard head.path.hasPrefix(TrackingPage.prefix) else { return head.path }
        return TrackingPage.prefix + (head.path.hasSuffix("/events") ? "-/events" : "-")
    }

    func note(_ observation: Observation) {
        byStatus[min(observation.status / 100, 5)].add()
        let microseconds = observation.finished.microseconds - observation.started.microseconds
        duration.record(.microseconds(microseconds))
        let isFault = observation.status >= 500
        guard isFault || log.writes(.debug) || (log.writes(.info) && observation.status >= 400)
        else { return }
        // Ordinary successes are figures, not lines, unless somebody looks for a fault.
        let level: LogLevel = isFault ? .error : observation.status >= 400 ? .info : .debug
        var fields: [LogField] = [
            .text("request_id", observation.head.requestID),
            .text("method", observation.head.method.rawValue),
            .text("path", RequestObserver.path(of: observation.head)),
            .text("operation", observation.operationID),
            .number("status", observation.status),
            .number("microseconds", Int(microseconds)),
            .text("remote", observation.address?.text ?? ""),
        ]
        if let problem = observation.problem {
            fields.append(.text("problem", problem.kind.slug))
            if let cause = problem.cause { fields.append(.text("cause", cause)) }
        }
        log.write(level, "request", fields)
    }
}
