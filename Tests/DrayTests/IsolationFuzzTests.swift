import Glibc
import Platform
import Testing

// The sequence is decided by a seed: `DRAY_FUZZ_SEED` repeats a run, `DRAY_FUZZ_REQUESTS` says how
// many requests it has. script/test runs this suite by itself, as it takes all processors.
@Suite("A tenant-isolation fuzz: every route, every role, others' ids in every place", .serialized)
struct IsolationFuzzTests {
    private static let workers = 4

    private static func setting(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    @Test("no canary of another comes to light, and nothing of another changes")
    func fuzz() async throws {
        let seed = Self.setting("DRAY_FUZZ_SEED") ?? .random(in: 0...UInt64.max)
        let count = Int(Self.setting("DRAY_FUZZ_REQUESTS") ?? 100_000)
        print("isolation fuzz: DRAY_FUZZ_SEED=\(seed) DRAY_FUZZ_REQUESTS=\(count)")
        let world = try await FuzzWorld.make(attackers: Self.workers)
        let victim = world.victim.victim
        #expect(try victim.plant() > 40)
        let before = try victim.traces()
        let begun = ContinuousClock.now
        let tally = try await Self.run(world, seed: seed, count: count)
        print("isolation fuzz: \(tally.count) requests in \(ContinuousClock.now - begun)")
        print("isolation fuzz: answers \(tally.statuses.sorted { $0.key < $1.key })")
        print("isolation fuzz: signed in again \(tally.renewals) times")
        for fault in tally.faults.prefix(20) { Issue.record("\(fault)") }
        #expect(tally.faults.isEmpty && tally.count >= count)
        let after = try victim.traces()
        #expect(before.count > 60)
        for (table, rows) in before { #expect(after[table] == rows, "rows of \(table) changed") }
        if count >= 50_000 {
            let operations = Contract.shared.operations.filter {
                $0.scope != Anonymous.name && !$0.isEndless
            }
            let all = Set(operations.map(\.id))
            #expect(all.subtracting(tally.reached).isEmpty)
            print("isolation fuzz: never a success of", all.subtracting(tally.succeeded).sorted())
        }
    }

    @Test("the answers to one organization are the same bytes whatever another one holds")
    func worlds() async throws {
        let seed = Self.setting("DRAY_FUZZ_SEED") ?? .random(in: 0...UInt64.max)
        print("isolation worlds: DRAY_FUZZ_SEED=\(seed)")
        let world = try await FuzzWorld.make(attackers: 1)
        let own = world.attackers[0].victim
        let (full, empty, requests) = try await onThread { () throws in
            let worker = try FuzzWorker(world, place: 0, seed: seed)
            let requests = worker.harmless(5_000)
            let before = try own.rows()
            _ = try world.victim.victim.plant()
            let full = try worker.answers(to: requests)
            try world.victim.victim.empty()
            let empty = try worker.answers(to: requests)
            // Reading a ledger gives its events their positions, and nothing else.
            let changed = try own.rows().filter { before[$0.key] != $0.value }.map(\.key)
            #expect(
                changed.allSatisfy { $0.hasPrefix("ledger.") },
                "a request changed what its own organization has: \(changed.sorted())")
            return (full, empty, requests)
        }
        let differing = full.indices.filter { full[$0] != empty[$0] }
        for place in differing.prefix(10) {
            let request = String(decoding: requests[place], as: UTF8.self)
            Issue.record("\(request)\n\n\(full[place])\n\n\(empty[place])")
        }
        #expect(differing.isEmpty && full.filter { $0.hasPrefix("HTTP/1.1 200") }.count > 500)
    }

    private static func run(
        _ world: FuzzWorld, seed: UInt64, count: Int
    ) async throws -> FuzzTally {
        try await withThrowingTaskGroup(of: FuzzTally.self) { group in
            for place in 0..<workers {
                group.addTask {
                    try await onThread {
                        try FuzzWorker(world, place: place, seed: seed)
                            .run((count + workers - 1) / workers)
                    }
                }
            }
            return try await group.reduce(into: FuzzTally()) { $0.add($1) }
        }
    }
}
