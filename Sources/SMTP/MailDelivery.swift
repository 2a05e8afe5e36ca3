package import Bedrock
import Glibc
package import Loop
package import Postgres

/// Where a delivery hands letters.
package enum MailPort: Sendable {
    /// To a mail server.
    case smtp(MailClient)
    /// To the log: to whom it is, and in development what it says.
    case log(showsText: Bool)
}

/// Takes letters that are due from the queue and hands them over; one of them on each server.
package final class MailDelivery: @unchecked Sendable {
    // Unchecked: touched on the loop's thread only.

    private let loop: EventLoop
    private let pool: Pool
    private let port: MailPort
    private let log: Log
    private let handedOver: Counter
    private let failed: Counter
    private var run: Task<Void, Never>?
    private var isWokenAgain = false
    private var isStopped = false
    private var timer: Loop.Timer?
    private var lastForgetting: Instant?

    package init(loop: EventLoop, pool: Pool, port: MailPort, log: Log, metrics: Metrics) {
        self.loop = loop
        self.pool = pool
        self.port = port
        self.log = log
        handedOver = metrics.counter("dray_mail_sent_total", "Letters handed over.")
        failed = metrics.counter("dray_mail_failed_total", "Attempts at a letter that failed.")
        loop.execute { self.wake() }
    }

    /// Looks for letters now: one was queued, or the database is back.
    package func wake() {
        loop.assertCurrent()
        guard !isStopped else { return }
        guard run == nil else {
            isWokenAgain = true
            return
        }
        timer?.cancel()
        timer = nil
        run = loop.run { await self.deliver() }
    }

    /// Takes no more letters, and waits for those under way until the limit; then they are given
    /// up, to be sent again by whoever runs next.
    package func stop(patience: Duration) async {
        let run = await loop.perform { [self] in
            isStopped = true
            timer?.cancel()
            timer = nil
            return self.run
        }
        guard let run else { return await close() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await run.value }
            group.addTask {
                try? await Task.sleep(for: patience)
                run.cancel()
            }
            await group.next()
            group.cancelAll()
        }
        await run.value
        await close()
    }

    private func close() async {
        if case .smtp(let client) = port { await client.close() }
    }

    private func deliver() async {
        repeat {
            isWokenAgain = false
            do throws(DatabaseError) {
                while !isStopped, try await deliverSome() {}
                try await forget()
            } catch {
                log.warning("mail_queue_unreadable", .error(error))
            }
        } while isWokenAgain && !isStopped
        run = nil
        guard !isStopped else { return }
        timer = loop.schedule(after: MailLimits.poll) { [weak self] in
            self?.timer = nil
            self?.wake()
        }
    }

    /// Hands over the letters that are due, as many as may be under way; false when none was.
    private func deliverSome() async throws(DatabaseError) -> Bool {
        let now = Instant.now()
        var trip = Trip()
        let letters = trip.add(
            MailStatements.claim, now, now.advanced(by: MailLimits.lease),
            now.advanced(by: .zero - MailLimits.age), Int32(MailLimits.concurrency))
        try await pool.send(trip)
        let due = letters.rows
        guard !due.isEmpty else { return false }
        await withTaskGroup(of: Void.self) { group in
            for letter in due {
                group.addTask { await self.handOver(letter) }
            }
        }
        return true
    }

    private func handOver(_ letter: QueuedLetter) async {
        let failure = await attempt(letter)
        var trip = Trip()
        if let failure {
            failed.add()
            let isLast = failure.isFinal || letter.attempt >= MailLimits.attempts
            let pause = MailLimits.pause(after: letter.attempt) * Double.random(in: 0.8...1.2)
            trip.add(
                MailStatements.postpone, letter.id, letter.attempt,
                isLast ? nil : Instant.now().advanced(by: pause), failure.description)
            log.warning(
                isLast ? "mail_given_up" : "mail_postponed", .text("mail", letter.id.text),
                .number("attempt", letter.attempt), .text("reason", failure.description))
        } else {
            handedOver.add()
            var keepsText = false
            if case .log = port { keepsText = true }
            trip.add(
                MailStatements.settle, letter.id, letter.attempt, Instant.now(), keepsText)
        }
        do throws(DatabaseError) {
            try await pool.send(trip)
        } catch {
            log.warning("mail_not_noted", .text("mail", letter.id.text), .error(error))
        }
    }

    private func attempt(_ letter: QueuedLetter) async -> MailFailure? {
        guard case .smtp(let client) = port else {
            write(letter)
            return nil
        }
        guard let recipient = MailAddress(letter.recipient) else {
            return MailFailure("no mail server takes such an address", isFinal: true)
        }
        do throws(MailFailure) {
            try await client.send(
                MailMessage(
                    letter.id, from: client.server.sender, to: recipient, subject: letter.subject,
                    text: letter.text, at: letter.writtenAt))
            return nil
        } catch {
            return error
        }
    }

    private func write(_ letter: QueuedLetter) {
        guard case .log(let showsText) = port else { return }
        if showsText {
            log.info(
                "mail", .text("mail", letter.id.text), .text("recipient", letter.recipient),
                .text("subject", letter.subject), .text("text", letter.text))
        } else {
            log.info(
                "mail_not_sent", .text("mail", letter.id.text),
                .text("recipient", letter.recipient))
        }
    }

    /// Once an hour, forgets letters of long ago.
    private func forget() async throws(DatabaseError) {
        let now = Instant.now()
        if let lastForgetting, now < lastForgetting.advanced(by: .seconds(3600)) { return }
        lastForgetting = now
        var trip = Trip()
        trip.add(MailStatements.forget, now.advanced(by: .zero - MailLimits.memory))
        try await pool.send(trip)
    }
}
