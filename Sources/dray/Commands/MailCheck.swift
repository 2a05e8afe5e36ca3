import Bedrock
import Loop
import SMTP
import Synchronization

/// Whether a mail server would take letters.
enum MailCheck {
    /// Connects and signs in; what is wrong, or nil.
    static func failure(of server: Configuration.MailServer) async -> String? {
        let group = LoopGroup(count: 1)
        group.start()
        defer { group.stop() }
        let loop = group.loops[0]
        let client = MailClient(loop: loop, server: server)
        let found = Mutex<String?>(nil)
        await loop.run {
            do throws(MailFailure) {
                try await client.check()
            } catch {
                found.withLock { $0 = error.description }
            }
            await client.close()
        }.value
        return found.withLock { $0 }
    }
}
