import HTTP
import Testing
import Wire

// What a seller's warehouses can do, for tests of stock.
extension Seller {
    /// Makes another warehouse.
    func makeWarehouse(_ name: String = "Second") async throws -> String {
        try await person.post(
            "/v1/warehouses",
            #"{"name":"\#(name) \#(trader.canary)","address":"3 \#(trader.canary) Street"}"#
        ).expect(201).text("id")
    }

    /// Takes stock of one variant in, into a warehouse, a bin and a lot.
    @discardableResult
    func receive(
        _ quantity: Int, of place: Int, in warehouse: String? = nil, _ more: String = ""
    ) async throws -> Answer {
        try await person.post(
            "/v1/stock-receipts",
            """
            {"warehouse_id":"\(warehouse ?? self.warehouse)","lines":[
            {"sku":"\(variants[place].sku)","quantity":\(quantity)\(more)}]}
            """
        ).expect(201)
    }

    /// Sets what is kept back of a variant.
    @discardableResult
    func setRules(
        _ place: Int, in warehouse: String? = nil, _ rules: String
    ) async throws -> Answer {
        try await person.put(
            "/v1/stock-levels/\(variants[place].id)/rules",
            #"{"warehouse_id":"\#(warehouse ?? self.warehouse)",\#(rules)}"#
        ).expect(200)
    }

    /// Sets how its channel is served.
    @discardableResult
    func serve(
        from warehouses: [String], _ rules: String = "", buffers: String = ""
    ) async throws -> Answer {
        let rows = warehouses.enumerated().map {
            #"{"warehouse_id":"\#($1)","priority":\#($0)}"#
        }
        return try await person.put(
            "/v1/channels/\(trader.channel)/stock-rules",
            """
            {"warehouses":[\(rows.joined(separator: ","))],"variant_buffers":[\(buffers)]\(rules)}
            """, ifMatch: "*"
        ).expect(200)
    }

    /// One number of a variant's level in a warehouse; zero where there is no level.
    func level(
        _ number: String, of place: Int, in warehouse: String? = nil
    ) async throws -> Int64 {
        let levels = try await person.get("/v1/stock-levels/\(variants[place].id)").expect(200)
        let wanted = warehouse ?? self.warehouse
        let found = levels["levels"]?.items?.first { $0["warehouse_id"]?.text == wanted }
        return found?[number]?.integer ?? 0
    }

    /// Stock rows, and parts of them, that their movements don't sum to.
    func unbalanced() throws -> [[String?]] {
        let id = try uuid(of: self.id)
        let levels = try server.query(
            """
            select warehouse_id, variant_id, sum(on_hand), sum(reserved), sum(allocated)
            from (
                select warehouse_id, variant_id, on_hand_delta as on_hand,
                    reserved_delta as reserved, allocated_delta as allocated
                from inventory.stock_movements where organization_id = $1
                union all
                select warehouse_id, variant_id, -on_hand, -reserved, -allocated
                from inventory.stock_levels where organization_id = $1) both_sides
            group by warehouse_id, variant_id
            having sum(on_hand) <> 0 or sum(reserved) <> 0 or sum(allocated) <> 0
            """, [id], in: self.id)
        let parts = try server.query(
            """
            select warehouse_id, variant_id, bin_id, lot_id, sum(quantity)
            from (
                select warehouse_id, variant_id, bin_id, lot_id, on_hand_delta as quantity
                from inventory.stock_movements
                where organization_id = $1 and (bin_id is not null or lot_id is not null)
                union all
                select warehouse_id, variant_id, bin_id, lot_id, -quantity
                from inventory.stock_parts where organization_id = $1) both_sides
            group by warehouse_id, variant_id, bin_id, lot_id having sum(quantity) <> 0
            """, [id], in: self.id)
        let loose = try server.query(
            """
            select s.warehouse_id, s.variant_id, s.in_parts from inventory.stock_levels s
            where s.organization_id = $1 and s.in_parts <> coalesce((
                select sum(p.quantity) from inventory.stock_parts p
                where p.organization_id = $1 and p.warehouse_id = s.warehouse_id
                    and p.variant_id = s.variant_id), 0)
            """, [id], in: self.id)
        return levels + parts + loose
    }

    /// How often the ledger says something.
    func events(_ type: String) throws -> Int {
        let rows = try server.query(
            """
            select count(*) from platform.events where organization_id = $1 and type = $2
            """, [try uuid(of: id), type], in: id)
        return rows[0][0].flatMap { Int($0) } ?? -1
    }

    /// One document of each kind that stock has, by the prefixes of their ids.
    func stockDocuments() async throws -> Names {
        let other = try await makeWarehouse()
        let line = #"{"sku":"\#(variants[0].sku)","quantity":1}"#
        var names: Names = [:]
        names["bin"] = try await person.post(
            "/v1/warehouses/\(warehouse)/bins", #"{"code":"B-\#(trader.canary)"}"#
        ).expect(201).text("id")
        names["cnt"] = try await person.post(
            "/v1/stock-counts",
            """
            {"warehouse_id":"\(warehouse)","reason":"Reason \(trader.canary)","lines":[
            {"sku":"\(variants[0].sku)"}]}
            """
        ).expect(201).text("id")
        names["trf"] = try await person.post(
            "/v1/stock-transfers",
            """
            {"from_warehouse_id":"\(warehouse)","to_warehouse_id":"\(other)",
            "reference":"Ref \(trader.canary)","lines":[\(line)]}
            """
        ).expect(201).text("id")
        names["xrc"] = try await person.post(
            "/v1/expected-receipts",
            """
            {"warehouse_id":"\(warehouse)","reference":"Ref \(trader.canary)",
            "expected_on":"2031-05-01","lines":[\(line)]}
            """
        ).expect(201).text("id")
        names["rsv"] = try await person.post(
            "/v1/stock-reservations",
            """
            {"channel_id":"\(trader.channel)","reference":"Ref \(trader.canary)",
            "lines":[\(line)]}
            """
        ).expect(201).text("id")
        return names
    }
}
