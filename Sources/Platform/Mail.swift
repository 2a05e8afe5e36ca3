public import Bedrock
public import Postgres

/// Letters to people, queued in the transaction that gives the reason for them.
public enum Mails {
    static let queue = Statement<Void, ID<Mail>, String, String, String>(
        "select platform.queue_mail($1, $2, $3, $4)")

    /// Queues a letter.
    public static func queue(
        _ trip: inout Trip, to recipient: String, subject: String, body: String, at now: Instant
    ) {
        trip.add(queue, .make(at: now), recipient, subject, body)
    }
}
