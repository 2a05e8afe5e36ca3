import Bedrock
import Postgres

/// The same transactions for pgbench.
struct BenchScripts {
    let world: BenchWorld

    func hello() -> PgbenchScript {
        var script = PgbenchScript("a")
        script.add(sql: "select 1")
        return script
    }

    func readOrder() throws -> PgbenchScript {
        var script = PgbenchScript("b")
        script.set("r", "100000000000 + random(1, \(BenchWorld.orders))")
        let organization = try enter(&script)
        let order = id(BenchWorld.Kind.order, ":r")
        try script.add(
            holding: "from orders.orders where organization_id = $1 and id", [organization, order])
        try script.add(
            holding: "from orders.orders o join orders.order_lines", [organization, order])
        return script
    }

    /// Writes again, under a new id and key, what the server wrote for the draft of that key.
    func createDraft(_ draft: UUIDBytes, key: String, name: String) throws -> PgbenchScript {
        var script = PgbenchScript(name)
        let organization = try enter(&script)
        let new = id(BenchWorld.Kind.createdDraft, ":n")
        guard let kept = try world.keptAnswer(key), let columns = try world.columns(of: draft)
        else { throw BenchFailure("the template \(key) is not there") }
        try script.add(
            holding: "platform.claim_key",
            [
                organization, "concat('bench-', :n::text)", script.value("operation", kept[0]),
                script.value("hash", kept[1]), script.value("status", kept[2]),
                script.value("headers", kept[3]), script.value("body", kept[4]), "null",
            ])
        let seller = script.value("seller", world.seller.text)
        let account = script.value("account", world.account.text)
        let now = script.value("now", Instant.now().rfc3339)
        var expressions = [
            seller, new, organization, script.value("company", world.company.text),
            script.value("channel", world.channel.text),
            script.value("warehouse", world.warehouse.text),
        ]
        for (index, value) in columns.head.enumerated() {
            expressions.append(script.value("head\(index)", value))
        }
        expressions += ["null", "null", "null", script.value("book", columns.book), now, account]
        let levies = columns.lines.count - 3
        for (index, value) in columns.lines.prefix(levies).enumerated() {
            expressions.append(script.value("lines\(index)", value))
        }
        // Neither coupons nor promotions, and nothing beside the prices.
        expressions += ["'{}'", "'{}'", "null", "0", "0", "0"]
        expressions += [String](repeating: "'{}'", count: 7)
        for (index, value) in columns.lines.suffix(3).enumerated() {
            expressions.append(script.value("levies\(index)", value))
        }
        try script.add(holding: "insert into orders.draft_orders", expressions)
        try script.add(
            holding: "orders.record_draft_event",
            [
                seller, id(BenchWorld.Kind.createdEvent, ":n"),
                script.value("type", "draft_order_created"), new, account,
                script.value("request", "bench-request"), now,
            ])
        return script
    }

    func place(_ kind: Int) throws -> PgbenchScript {
        var script = PgbenchScript("d")
        let organization = try enter(&script)
        let order = id(BenchWorld.Kind.placedOrder, ":n")
        try script.add(
            holding: "platform.claim_key",
            [
                organization, "concat('place-', :n::text)",
                script.value("operation", "place_draft_order"),
                script.value("hash", "\\x" + String(repeating: "5a", count: 32)), "null", "null",
                "null", order,
            ])
        try script.add(
            holding: "orders.place(",
            [
                id(kind, ":n"), order, "concat('B-', :n::text)", "null",
                "now()",
                script.value("account", world.account.text),
                id(BenchWorld.Kind.placedEvent, ":n"), script.value("request", "bench-request"),
            ])
        return script
    }

    /// What a database does at best with one row that everybody wants.
    func updateOneRow() -> PgbenchScript {
        var script = PgbenchScript("h")
        script.add(sql: "update bench.hot set n = n + 1 where id = 1")
        return script
    }

    func listOffers() throws -> PgbenchScript {
        var script = PgbenchScript("e")
        script.set("r", "100000000000 + random(1, \(BenchWorld.variants - 25))")
        _ = try enter(&script)
        try script.add(
            holding: "pricing.offer_page",
            [
                script.value("seller", world.seller.text),
                script.value("warehouse", world.warehouse.text),
                id(BenchWorld.Kind.variant, ":r"), script.value("limit", "21"), "null",
                script.value("channel", world.channel.text),
                script.value("now", Instant.now().rfc3339), "'{}'",
            ])
        return script
    }

    /// A basket is priced in memory: PostgreSQL only says whether the token still holds.
    func checkPrices() throws -> PgbenchScript {
        var script = PgbenchScript("f")
        _ = try enter(&script)
        return script
    }

    /// Enters the buyer's organization and checks the token's epoch; the organization's variable.
    private func enter(_ script: inout PgbenchScript) throws -> String {
        let organization = script.value("organization", world.buyer.text)
        try script.add(
            holding: "platform.enter",
            [
                organization, script.value("member", world.account.text),
                script.value("session", world.session.text), script.value("epoch", "0"),
                script.value("platform", "false"), "''",
            ])
        return organization
    }

    private func id(_ kind: Int, _ number: String) -> String {
        "concat('\(world.prefix(kind))', \(number)::text)::uuid"
    }
}

extension BenchWorld {
    /// What the server kept with a key: operation, hash, status, headers and body as texts.
    func keptAnswer(_ key: String) throws -> [String]? {
        let rows = try owner.query(
            """
            select operation, request_hash::text, status::text, headers, body::text
            from platform.idempotency_keys where scope = $1::uuid and key = $2
            """, [buyer.text, key])
        return rows.first?.map { $0 ?? "" }
    }

    /// The values of a draft in the order in which the server binds them, as texts.
    func columns(of draft: UUIDBytes) throws -> (head: [String], book: String, lines: [String])? {
        _ = try owner.query(
            "select set_config('app.organization', $1, false)", [seller.text])
        let heads = try owner.query(
            """
            select currency, total_amount::text, line_count::text, base_quantity::text,
                book_version::text
            from orders.draft_orders where organization_id = $1::uuid and id = $2::uuid
            """, [seller.text, draft.text])
        let lines = try owner.query(
            """
            select array_agg(line order by line)::text, array_agg(variant_id order by line)::text,
                array_agg(sku order by line)::text, array_agg(name order by line)::text,
                array_agg(unit order by line)::text, array_agg(quantity order by line)::text,
                array_agg(base_quantity order by line)::text,
                array_agg(unit_amount order by line)::text,
                array_agg(total_amount order by line)::text,
                array_agg(trace::text order by line)::text,
                array_agg(tax_amount order by line)::text,
                array_agg(excise_amount order by line)::text,
                array_agg(deposit_amount order by line)::text
            from orders.draft_order_lines
            where organization_id = $1::uuid and draft_order_id = $2::uuid
            """, [seller.text, draft.text])
        guard let head = heads.first?.map({ $0 ?? "" }), let line = lines.first else { return nil }
        return (Array(head.prefix(4)), head[4], line.map { $0 ?? "" })
    }
}
