package import Postgres

/// SMTP: how letters leave the house.
///
/// Letters are rows of `platform.mails`, queued in the transaction that gives the reason for them.
/// A delivery on one loop of each server takes those that are due for a while (a lease), hands them
/// to the mail server, and notes what became of them. A letter goes out at least once: a server
/// that is killed between handing over and noting leaves it to be sent again, with the same
/// Message-ID, by which mail programs show it once.
///
/// Words: letter, relay (the mail server it is handed to), lease, attempt.
package enum SMTP {
    /// Shows every statement of the module, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        MailStatements.prepare(visit)
    }
}

/// The limits of the module.
package enum MailLimits {
    /// Letters under way at a time.
    static let concurrency = 8
    /// For a letter, from connecting to the server's last word.
    static let transfer: Duration = .seconds(60)
    /// For making a connection.
    static let connecting: Duration = .seconds(10)
    /// How long a letter taken is left alone by other servers; longer than any transfer.
    static let lease: Duration = .seconds(120)
    /// How often a letter is tried.
    package static let attempts: Int32 = 10
    /// How long after its writing a letter is still sent.
    static let age: Duration = .seconds(86_400)
    /// How long what became of a letter is kept.
    static let memory: Duration = .seconds(30 * 86_400)
    /// The longest a letter waits unnoticed where no notice of it came.
    static let poll: Duration = .seconds(15)
    /// Characters kept of what a server said.
    static let error = 300

    /// How long to wait after the attempt of that number: half a minute, four times as long each
    /// time, at most an hour.
    static func pause(after attempt: Int32) -> Duration {
        var seconds = 30
        for _ in 1..<max(1, min(attempt, 8)) { seconds = min(3600, seconds * 4) }
        return .seconds(seconds)
    }
}
