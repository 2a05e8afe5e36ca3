import Postgres
import Synchronization
import Testing

/// What a listener has told so far.
private final class Heard: Sendable {
    private let events = Mutex<[ListenerEvent]>([])

    func add(_ event: ListenerEvent) {
        events.withLock { $0.append(event) }
    }

    func has(_ event: ListenerEvent) -> Bool { events.withLock { $0.contains(event) } }

    func wait(for event: ListenerEvent, times: Int = 1) async throws {
        try await eventually {
            events.withLock { $0.filter { $0 == event }.count >= times } ? () : nil
        }
    }

    var hasBroken: Bool {
        events.withLock { events in
            events.contains { if case .disconnected = $0 { true } else { false } }
        }
    }
}

@Suite("A listener hears notifications, and comes back")
struct ListenerTests {
    @Test("hears its channels, says so when it begins again, and not after it is stopped")
    func hears() async throws {
        let heard = Heard()
        let channel = TestDatabase.uniqueName("Prices")
        var settings = TestDatabase.settings
        settings.applicationName = channel
        let listener = Listener(
            loop: TestDatabase.loop, settings: settings, channels: [channel, "other"]
        ) { heard.add($0) }
        try await heard.wait(for: .listening)
        try await admin("select pg_notify('\(channel)', 'one')")
        try await heard.wait(for: .notified(channel: channel, payload: "one"))

        try await admin(
            "select pg_terminate_backend(pid) from pg_stat_activity "
                + "where application_name = '\(channel)'")
        try await heard.wait(for: .listening, times: 2)
        #expect(heard.hasBroken)
        try await admin("select pg_notify('\(channel)', 'two')")
        try await heard.wait(for: .notified(channel: channel, payload: "two"))

        try await onLoop { listener.stop() }
        try await eventually {
            let rows = try await admin(
                "select 1 from pg_stat_activity where application_name = '\(channel)'")
            return rows.isEmpty ? () : nil
        }
    }

    @Test("what was notified before is heard once it has caught up, whoever else asks")
    func catchesUp() async throws {
        let heard = Heard()
        let channel = TestDatabase.uniqueName("Changes")
        let listener = Listener(
            loop: TestDatabase.loop, settings: TestDatabase.settings, channels: [channel]
        ) { heard.add($0) }
        // Nothing is listened to yet: nobody is kept waiting.
        await listener.catchUp()
        try await heard.wait(for: .listening)
        try await withThrowingTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    for turn in 0..<50 {
                        let payload = "\(worker) \(turn)"
                        try await admin("select pg_notify('\(channel)', '\(payload)')")
                        await listener.catchUp()
                        #expect(heard.has(.notified(channel: channel, payload: payload)))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(!heard.hasBroken)
        try await onLoop { listener.stop() }
        await listener.catchUp()
    }
}
