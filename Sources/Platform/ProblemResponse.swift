public import HTTP
import Wire

extension Problem {
    /// The answer as RFC 9457 has it, with the request's id so that the log can be found.
    public func response(requestID: String) -> Response {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("type")
        writer.write("/problems/\(kind.slug)")
        writer.key("title")
        writer.write(kind.title)
        writer.key("status")
        writer.write(Int64(kind.status))
        if let detail {
            writer.key("detail")
            writer.write(detail)
        }
        writer.key("request_id")
        writer.write(requestID)
        if !violations.isEmpty { write(violations, &writer) }
        if let state {
            writer.key("state")
            writer.write(state.current)
            writer.key("allowed")
            writer.beginArray()
            for move in state.allowed { writer.write(move) }
            writer.endArray()
        }
        for member in members {
            writer.key(member.name)
            writer.writeVerbatim(member.json)
        }
        writer.endObject()
        var headers = [("Content-Type", "application/problem+json")]
        headers += self.headers
        if let retryAfter { headers.append(("Retry-After", String(retryAfter))) }
        if let allow { headers.append(("Allow", allow)) }
        if kind.status == 401 { headers.append(("WWW-Authenticate", "Bearer")) }
        return Response(status: kind.status, headers: headers, body: writer.bytes)
    }

    private func write(_ violations: [Violation], _ writer: inout JSONWriter) {
        writer.key("violations")
        writer.beginArray()
        for violation in violations {
            writer.beginObject()
            writer.key("pointer")
            writer.write(violation.pointer)
            writer.key("code")
            writer.write(violation.code)
            writer.key("message")
            writer.write(violation.message)
            writer.endObject()
        }
        writer.endArray()
    }
}
