import Bedrock
import Platform
import Wire

/// The requests that are sent to the server.
struct BenchRequests {
    let world: BenchWorld
    let token: String

    init(_ world: BenchWorld) throws {
        self.world = world
        token = try world.token()
    }

    func hello() -> [UInt8] {
        Array("GET /v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    }

    func readOrder(_ number: Int) -> [UInt8] {
        let id = ID<Order>(uuid: world.id(BenchWorld.Kind.order, number))
        return get("/v1/orders/\(id.text)")
    }

    /// A page of the buyer's orders, newest first.
    func listOrders(_ limit: Int, after order: UUIDBytes?) -> [UInt8] {
        let cursor = order.map { "&cursor=\(ID<Order>(uuid: $0).text)" } ?? ""
        return get("/v1/orders?limit=\(limit)\(cursor)")
    }

    /// Twenty offers from behind a variant.
    func listOffers(after number: Int) -> [UInt8] {
        let seller = ID<Organization>(uuid: world.seller)
        let cursor = ID<Variant>(uuid: world.id(BenchWorld.Kind.variant, number))
        return get("/v1/sellers/\(seller.text)/offers?limit=20&cursor=\(cursor.text)")
    }

    func checkPrices(_ number: Int) -> [UInt8] {
        post("/v1/price-checks", draftBody(number), key: nil)
    }

    func createDraft(_ body: [UInt8], key: String) -> [UInt8] {
        post("/v1/draft-orders", body, key: key)
    }

    func place(_ draft: UUIDBytes) -> [UInt8] {
        let id = ID<DraftOrder>(uuid: draft)
        return post("/v1/draft-orders/\(id.text)/place", [], key: "place-\(id.text)")
    }

    /// The body of a draft of ten lines, bottles and cases; a hundred of them name each of the
    /// thousand variants once.
    func draftBody(_ number: Int) -> [UInt8] {
        let lines = (0..<10).map { place in
            let variant = ID<Variant>(
                uuid: world.id(BenchWorld.Kind.variant, 1 + (number + place * 100) % 1000))
            return JSON.members(
                ("variant_id", .string(variant.text)),
                ("unit", .string(place % 2 == 0 ? "bottle" : "case")),
                ("quantity", .integer(Int64(1 + place * 2))))
        }
        let seller = ID<Organization>(uuid: world.seller)
        return JSON.members(("seller_id", .string(seller.text)), ("lines", .array(lines))).bytes
    }

    /// The body of a draft of one bottle of the variant that everybody wants.
    func hotBody() -> [UInt8] {
        let variant = ID<Variant>(uuid: world.id(BenchWorld.Kind.variant, 500))
        let seller = ID<Organization>(uuid: world.seller)
        let line = JSON.members(
            ("variant_id", .string(variant.text)), ("unit", .string("bottle")),
            ("quantity", .integer(1)))
        return JSON.members(("seller_id", .string(seller.text)), ("lines", .array([line]))).bytes
    }

    func get(_ path: String) -> [UInt8] {
        Array(
            ("GET \(path) HTTP/1.1\r\nHost: localhost\r\n"
                + "Authorization: Bearer \(token)\r\n\r\n").utf8)
    }

    private func post(_ path: String, _ body: [UInt8], key: String?) -> [UInt8] {
        let key = key.map { "Idempotency-Key: \($0)\r\n" } ?? ""
        let head = """
            POST \(path) HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer \(token)\r
            Content-Type: application/json\r
            \(key)Content-Length: \(body.count)\r
            \r

            """
        return Array(head.utf8) + body
    }
}
