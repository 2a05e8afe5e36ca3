import Bedrock
import HTTP
import Platform
import Postgres
import Wire

/// The development mailbox: the letters that would have been sent. Declared by `dray dev` only.
enum MailboxPage {
    static func declare(_ table: inout OperationTable) {
        table.add(
            DeclaredPage(.get("/dev/mailbox"), "Letters not sent, newest first; `?to=` filters.") {
                request, services in
                await answer(request, services)
            })
    }

    private static let read = Statement<
        (recipient: String, subject: String, body: String, at: Instant), String?, Int32
    >("select recipient, subject, body, created_at from platform.read_mails($1, $2)") { row in
        (
            recipient: try row.read(), subject: try row.read(), body: try row.read(),
            at: try row.read()
        )
    }

    private static func answer(_ request: Request, _ services: Services) async -> Response {
        let recipient = request.head.query?.first { $0.name == "to" }?.value
        var trip = Trip()
        let mails = trip.add(read, recipient, 50)
        do throws(Problem) {
            try await services.read(trip)
        } catch {
            return error.response(requestID: request.head.requestID)
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("items")
        writer.beginArray()
        for mail in mails.rows {
            writer.beginObject()
            writer.key("recipient")
            writer.write(mail.recipient)
            writer.key("subject")
            writer.write(mail.subject)
            writer.key("body")
            writer.write(mail.body)
            writer.key("created_at")
            writer.write(mail.at.rfc3339)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return Response(
            status: 200, headers: [("Content-Type", "application/json")], body: writer.bytes)
    }
}
