package import Bedrock
import HTTP
package import Loop

/// Hands letters to a mail server, from one event loop.
package final class MailClient: Sendable {
    package let server: Configuration.MailServer
    private let driver: TransferDriver

    /// May be made anywhere; opens nothing until it is used.
    package init(loop: EventLoop, server: Configuration.MailServer) {
        self.server = server
        driver = TransferDriver(
            loop: loop, connections: MailLimits.concurrency,
            connectionsPerHost: MailLimits.concurrency)
    }

    /// Hands over a letter and returns when the server has taken it.
    package func send(_ message: MailMessage) async throws(MailFailure) {
        try await carryOut(try MailTransfer(message, to: server))
    }

    /// Connects and signs in, and no more: whether letters could be sent.
    package func check() async throws(MailFailure) {
        try await carryOut(try MailTransfer(nil, to: server))
    }

    private func carryOut(_ transfer: MailTransfer) async throws(MailFailure) {
        let failure = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                transfer.continuation = continuation
                driver.begin(transfer)
            }
        } onCancel: {
            driver.cancel(transfer)
        }
        if let failure { throw failure }
    }

    /// Gives up what is under way and closes all connections.
    package func close() async { await driver.close() }
}
