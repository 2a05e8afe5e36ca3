import Bedrock
import Glibc
import Loop
import Platform
import Postgres
import PriceEngine
import Pricing
import Testing

// DRAY_RENEWAL_SEED repeats a run, DRAY_RENEWAL_STEPS makes it longer.
@Suite("A snapshot that was changed prices as one that is read anew")
struct BookRenewalTests {
    @Test("whatever of lists, prices, variants and promotions changes, in whatever order")
    func changes() async throws {
        let given = getenv("DRAY_RENEWAL_SEED").flatMap { UInt64(String(cString: $0)) }
        let steps = getenv("DRAY_RENEWAL_STEPS").flatMap { Int(String(cString: $0)) } ?? 150
        let seed = given ?? UInt64.random(in: 0..<1_000_000)
        print("book renewals: seed \(seed), \(steps) steps")
        let seller = try await Seller.make(variants: 10, stock: 0)
        try await BookDesk.with(seller) { desk in
            try await walk(seller, desk, seed, steps)
        }
    }

    private func walk(
        _ seller: Seller, _ desk: BookDesk, _ seed: UInt64, _ steps: Int
    ) async throws {
        var walk = try BookWalk(seller, SeededRandom(seed: seed))
        let held = PriceBooks(byteLimit: 1 << 30)
        var done: [String] = []
        for _ in 0..<20 { done.append(walk.change()) }
        _ = try await desk.book(held)
        for _ in 0..<steps {
            for _ in 0..<Int.random(in: 1...3, using: &walk.random) {
                done.append(walk.change())
            }
            held.forget(desk.seller)
            let renewed = try await desk.book(held)
            let anew = try await desk.book(PriceBooks(byteLimit: 1 << 30))
            let told: Comment = "seed \(seed), after \(done.suffix(4))"
            try #require(renewed.version == anew.version, told)
            try #require(renewed.book.defects == anew.book.defects, told)
            for sku in try walk.skus() {
                let (one, other) = (renewed.variant(sku: sku), anew.variant(sku: sku))
                try #require(one?.name == other?.name && one?.isActive == other?.isActive, told)
            }
            for _ in 0..<12 {
                let request = try walk.request()
                let (one, other) = (renewed.book.price(request), anew.book.price(request))
                try #require(one == other, "\(told) \(request)")
            }
        }
        // Otherwise nothing was shown.
        #expect(held.loads.renewed > steps / 2, "seed \(seed): \(held.loads)")
        #expect(walk.refused < done.count / 3, "seed \(seed)")
    }

    @Test("what is far behind, and what is gone, is read whole")
    func whole() async throws {
        let seller = try await Seller.make(variants: 2, stock: 0)
        try await BookDesk.with(seller) { desk in try await whole(seller, desk) }
    }

    private func whole(_ seller: Seller, _ desk: BookDesk) async throws {
        let held = PriceBooks(byteLimit: 1 << 30)
        let first = try await desk.book(held)
        #expect(held.loads.whole == 1)
        held.forget(desk.seller)
        #expect(try await desk.book(held).version == first.version)
        #expect(held.loads.renewed == 1)
        // 65 touches of an entry are more than are looked up one by one in a book this small.
        for number in 0..<65 {
            _ = try seller.server.query(
                "update pricing.entries set break_values = array[$2::bigint + 900] "
                    + "where organization_id = $1 and unit = 'bottle'",
                [try uuid(of: seller.id), "\(number)"], in: seller.id)
        }
        held.forget(desk.seller)
        let last = try await desk.book(held)
        #expect(last.version == first.version + 65)
        #expect(held.loads.whole == 2)
        // A version that nobody wrote down can't be told from the one that is held.
        _ = try seller.server.query(
            "update pricing.books set version = version + 1 where organization_id = $1",
            [try uuid(of: seller.id)], in: seller.id)
        held.forget(desk.seller)
        #expect(try await desk.book(held).version == last.version + 1)
        #expect(held.loads.whole == 3)
    }

    @Test("an entry keeps the key that its changes are told by")
    func key() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let parameters = [try uuid(of: seller.id)]
        func update(_ set: String) throws {
            _ = try seller.server.query(
                "update pricing.entries set \(set) where organization_id = $1", parameters,
                in: seller.id)
        }
        #expect(throws: (any Error).self) { try update("unit = unit || 's'") }
        #expect(throws: (any Error).self) { try update("variant_id = gen_random_uuid()") }
        try update("unit = unit, mix_group = 'gin'")
        let shown = try seller.server.query(
            "select distinct mix_group from pricing.entries where organization_id = $1",
            parameters, in: seller.id)
        #expect(shown == [["gin"]])
    }

    @Test("who asks while it is loaded waits for that, and nobody loads it beside")
    func together() async throws {
        let seller = try await Seller.make(variants: 2, stock: 0)
        let held = PriceBooks(byteLimit: 1 << 30)
        let versions = try await BookDesk.with(seller) { desk in
            try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<40 { group.addTask { try await desk.book(held).version } }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
        }
        #expect(versions.count == 1)
        #expect(held.loads == .init(whole: 1, renewed: 0))
    }
}

/// A loop with its services, to ask for books as an operation does.
final class BookDesk: @unchecked Sendable {
    // Unchecked: the services are used on their loop alone.
    let seller: ID<Organization>
    private let group = LoopGroup(count: 1)
    private let services: Services

    /// Lets a test use one, and closes it whatever comes of that.
    static func with<Value: Sendable>(
        _ seller: Seller, _ body: (BookDesk) async throws -> Value
    ) async throws -> Value {
        let desk = BookDesk(seller)
        do {
            let value = try await body(desk)
            await desk.close()
            return value
        } catch {
            await desk.close()
            throw error
        }
    }

    private init(_ seller: Seller) {
        self.seller = ID<Organization>(seller.id)!
        group.start()
        let settings = ConnectionSettings(seller.server.address, role: "dray_server")
        services = Services(
            loop: group.loops[0], pool: Pool(loop: group.loops[0], settings: settings),
            slowPool: Pool(loop: group.loops[0], settings: settings))
        services.add(Notices())
    }

    func book(_ books: PriceBooks) async throws -> SellerBook {
        let found: SellerBook? = try await withCheckedThrowingContinuation { continuation in
            _ = group.loops[0].run {
                do {
                    continuation.resume(
                        returning: try await books.book(of: self.seller, self.services))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        return try #require(found)
    }

    private func close() async {
        await withCheckedContinuation { continuation in
            _ = group.loops[0].run {
                await self.services.pool.close()
                await self.services.slowPool.close()
                continuation.resume()
            }
        }
        group.stop()
    }
}
