import Bedrock
import HTTP
import Platform
import Postgres

/// What machines that keep the server running ask it.
enum HealthPages {
    static func declare(_ table: inout OperationTable, metrics: Metrics) {
        table.add(
            DeclaredPage(.get("/healthz"), "Whether the process runs.", isCounted: false) { _, _ in
                text("ok\n")
            })
        table.add(
            DeclaredPage(
                .get("/readyz"), "Whether it can serve: PostgreSQL is reached.", isCounted: false
            ) { _, services in
                services.pool.isReady
                    ? text("ready\n")
                    : Response(
                        status: 503,
                        headers: [("Content-Type", "text/plain"), ("Retry-After", "1")],
                        body: Array("PostgreSQL is not reached\n".utf8))
            })
        table.add(
            DeclaredPage(
                .get("/metrics"), "Figures in Prometheus' format.", isCounted: false
            ) { _, _ in
                Response(
                    status: 200,
                    headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
                    body: metrics.text())
            })
    }

    private static func text(_ text: String) -> Response {
        Response(
            status: 200, headers: [("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8))
    }
}
