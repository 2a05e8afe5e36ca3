import Bedrock
import Glibc
import Platform
import Postgres
import Testing
import Wire

@Suite("The ledger is an outbox that change data capture reads")
struct CaptureTests {
    @Test("a logical slot shows each event of an order once, in the columns a router asks for")
    func capture() async throws {
        let cluster = try OwnCluster()
        defer { try? cluster.remove() }
        let owner = try AdminConnection(ConnectionSettings(superuser(cluster.address)))
        try owner.execute("alter system set wal_level = 'logical'")
        try cluster.kill()
        try cluster.start()
        let server = try await TestServer(on: cluster)
        let buyer = try await Buyer.make(of: try await Seller.make(on: server))
        let database = try AdminConnection(ConnectionSettings(superuser(server.address)))
        _ = try database.query(
            "select pg_create_logical_replication_slot('dray_events', 'test_decoding')")
        let draft = try await buyer.draft().text("id")
        let placed = try await buyer.place(draft).expect(201)
        let end = try database.query("select pg_current_wal_lsn()")[0][0] ?? "none"
        let lines = try received(until: end, from: server.address)
            .filter { $0.hasPrefix("table platform.events: INSERT:") }
        #expect(lines.count == 2)
        let order = lines.filter { $0.contains(" type[text]:'order_placed'") }
        #expect(order.count == 1)
        let id = try #require(ID<CapturedOrder>(try placed.text("id")))
        let line = try #require(order.first)
        for column in [
            " id[uuid]:'", " aggregatetype[text]:'order'", " aggregateid[uuid]:'\(id.uuid.text)'",
            " payload[json]:'{", try placed.text("number"),
        ] {
            #expect(line.contains(column), "\(column) is missing in \(line)")
        }
        _ = try database.query("select pg_drop_replication_slot('dray_events')")
    }

    private enum CapturedOrder: Identified { static let idPrefix = "ord" }

    /// The address for who may decode the write-ahead log.
    private func superuser(_ address: String) -> String {
        address.replacing("dray_owner@", with: "postgres@")
    }

    /// What `pg_recvlogical` writes up to that place in the write-ahead log.
    private func received(until end: String, from address: String) throws -> [String] {
        let command = "PATH=$PATH:$(echo /usr/lib/postgresql/*/bin | tr ' ' ':') "
            + "pg_recvlogical -d '\(superuser(address))' --slot dray_events --start --no-loop "
            + "--endpos \(end) -o skip-empty-xacts=1 -f -"
        guard let output = popen(command, "r") else { throw TestFailure("no pg_recvlogical") }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, output)
            text += piece[..<count]
            if count == 0 { break }
        }
        #expect(pclose(output) == 0)
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
