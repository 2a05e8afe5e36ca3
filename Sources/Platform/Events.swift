public import Bedrock
public import Postgres
public import Wire

/// Rows of the organization's ledger, which are its outbox too.
public enum Events {
    static let append = Statement<
        Void, ID<Organization>, ID<Event>, String, String, UUIDBytes, ID<Account>?, String,
        Instant, JSONText
    >(
        """
        insert into platform.events
            (organization_id, id, type, aggregatetype, aggregateid, account_id, request_id, at,
            payload)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """)
}

extension Context {
    /// Writes an event in the command's own transaction. `type` is past tense: `order_placed`.
    public func record<Subject: Identified>(
        _ type: String, _ subject: ID<Subject>, of kind: String,
        in organization: ID<Organization>, _ trip: inout Trip,
        payload: (inout JSONWriter) -> Void = { _ in }
    ) {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        payload(&writer)
        if let key = caller.caller.key {
            writer.key("api_key_id")
            writer.write(key.id.text)
        }
        writer.endObject()
        _ = trip.add(
            Events.append, organization, .make(at: now), type, kind, subject.uuid,
            caller.caller.account, requestID, now, JSONText(writer.bytes))
    }
}
