import Glibc
import Testing
import Wire

// DRAY_MODEL_SEED repeats a run, DRAY_MODEL_STEPS makes it longer.
@Suite("Whatever becomes of orders, the database holds what the model does")
struct OrderModelTests {
    @Test("after every step of a random walk from placing to what comes back")
    func walk() async throws {
        let given = getenv("DRAY_MODEL_SEED").flatMap { UInt64(String(cString: $0)) }
        let steps = getenv("DRAY_MODEL_STEPS").flatMap { Int(String(cString: $0)) } ?? 120
        let seed = given ?? UInt64.random(in: 0..<1_000_000)
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 200))
        var walk = OrderWalk(
            buyer: buyer, model: OrderModel(onHand: [200, 200], allocated: [0, 0]),
            random: SeededRandom(seed: seed))
        var done: [String] = []
        for step in 1...steps {
            do {
                done.append(try await walk.step())
            } catch {
                throw TestFailure("seed \(seed): \(error) after \(done.suffix(5))")
            }
            let faults = try walk.faults(both: step.isMultiple(of: 10) || step == steps)
            #expect(faults.isEmpty, "seed \(seed), after \(done.suffix(5)): \(faults)")
            guard faults.isEmpty else { return }
        }
        try await buyer.expectLedgersHold("seed \(seed)")
        let states = Set(walk.model.orders.map(\.state))
        print(
            "order model: seed \(seed), \(steps) steps, \(walk.refused) refused, "
                + "\(walk.model.orders.count) orders (\(states.sorted())), "
                + "\(walk.model.parcels.count) parcels, \(walk.model.returns.count) returns")
    }

    @Test("what a table holds otherwise than the ledger tells is named, by the doctor too")
    func differing() async throws {
        let server = try await TestServer()
        let buyer = try await Buyer.make(of: try await Seller.make(on: server, stock: 50))
        let order = try await buyer.place(try await buyer.draft().text("id")).expect(201)
            .text("id")
        let seller = buyer.seller
        let path = "/v1/events/projections"
        let before = try await seller.trader.get(path).expect(200)
        #expect(before["differences"]?.items?.isEmpty == true, "\(before.bodyText)")
        let healthy = try examine(server)
        #expect(healthy.code == 0, "\(healthy.said)")
        #expect(healthy.said.contains("tell what the tables hold."), "\(healthy.said)")
        for change in [
            "update orders.orders set state = 'confirmed' where organization_id = $1 and id = $2",
            """
            update orders.order_lines set picked_quantity = 1
            where organization_id = $1 and order_id = $2
            """,
            """
            update inventory.stock_levels set on_hand = on_hand + 1
            where organization_id = $1 and $2 <> ''
            """,
        ] {
            _ = try server.query(
                change, [try uuid(of: seller.id), try uuid(of: order)], in: seller.id)
        }
        let after = try await seller.trader.get(path).expect(200)
        let named = after["differences"]?.items?.compactMap { item in
            [item["projection"], item["member"], item["told"], item["kept"]]
                .map { $0?.text ?? "" }.joined(separator: " ")
        }
        #expect(named?.prefix(3) == [
            "order state placed confirmed", "order_line 1 picked 0 1",
            "stock_level on_hand 50 51",
        ], "\(after.bodyText)")
        let bought = try await buyer.trader.get(path).expect(200)
        #expect(bought["differences"]?.items?.count == 2, "\(bought.bodyText)")
        let ill = try examine(server)
        #expect(ill.code == 1)
        let words = "state: the ledger tells placed, the table holds confirmed"
        #expect(ill.said.contains(words), "\(ill.said)")
        await server.stop()
    }

    /// What `dray doctor --ledger` says of a server's database, and its exit code.
    private func examine(_ server: TestServer) throws -> (said: String, code: Int32) {
        let command = "cd '\(Project.folder)' && env -i 'DATABASE_URL=\(server.address)' "
            + "'\(ServerProcess.executable)' doctor --ledger 2>&1"
        guard let output = popen(command, "r") else { throw TestFailure("no \(command)") }
        var said: [UInt8] = []
        while case let byte = fgetc(output), byte != EOF {
            said.append(UInt8(truncatingIfNeeded: byte))
        }
        return (String(decoding: said, as: UTF8.self), pclose(output) >> 8 & 0xFF)
    }
}
