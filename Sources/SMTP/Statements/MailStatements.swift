import Bedrock
import Platform
import Postgres

/// A letter taken from the queue.
struct QueuedLetter: Sendable {
    let id: ID<Mail>
    let recipient: String
    let subject: String
    let text: String
    let writtenAt: Instant
    /// How often it was tried, this time included.
    let attempt: Int32
}

enum MailStatements {
    static let claim = Statement<QueuedLetter, Instant, Instant, Instant, Int32>(
        """
        select id, recipient, subject, body, created_at, attempts
        from platform.claim_mails($1, $2, $3, $4)
        """
    ) { row in
        QueuedLetter(
            id: try row.read(), recipient: try row.read(), subject: try row.read(),
            text: try row.read(), writtenAt: try row.read(), attempt: try row.read())
    }

    static let settle = Statement<Void, ID<Mail>, Int32, Instant, Bool>(
        "select platform.settle_mail($1, $2, $3, $4)")

    static let postpone = Statement<Void, ID<Mail>, Int32, Instant?, String>(
        "select platform.postpone_mail($1, $2, $3, $4)")

    static let forget = Statement<Void, Instant>("select platform.forget_mails($1)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(claim.sql, claim.parameterTypes)
        visit(settle.sql, settle.parameterTypes)
        visit(postpone.sql, postpone.parameterTypes)
        visit(forget.sql, forget.parameterTypes)
    }
}
