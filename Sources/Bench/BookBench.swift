import Bedrock
import Console
import Loop
import Platform
import Postgres
import Wire

/// `dray bench --books`: what it takes until a server has a price book, until a change of a price
/// is seen in every server, and until a file of products or prices is brought in.
struct BookBench {
    private static let variants = 100_000
    private static let lists = 10

    let world: BenchWorld
    /// Starts another server on the same database.
    let start: () throws -> BenchServer

    func run() throws {
        let requests = try BenchRequests(world)
        try seen("a book of 1,000 variants", requests)
        try bring()
        Terminal.say("writing \(Self.variants) variants with \(Self.lists) prices of 5 breaks each")
        try world.writeLibrary(Self.variants, others: 1)
        try world.writeLists(Self.lists - 1)
        try world.tidy()
        try load(requests)
        let great = "a book of \(Self.variants * Self.lists) prices"
        try seen(great, requests)
        try seen(great, requests, touchingVariants: true)
    }

    /// The first price that a server is asked for has it load the book.
    private func load(_ requests: BenchRequests) throws {
        for _ in 0..<3 {
            let server = try start()
            defer { server.stop() }
            let before = ProcessorTime.peakMemory(of: server.process)
            let took = try milliseconds {
                _ = try amount(of: LoopbackSocket.exchange(server.port, requests.checkPrices(1)))
            }
            let after = ProcessorTime.peakMemory(of: server.process)
            Terminal.say(
                "the first price of \(Self.variants * Self.lists): \(text(took)) ms, "
                    + "\(BenchFigures.text(before, 0)) to \(BenchFigures.text(after, 0)) MiB")
        }
    }

    /// From the commit of a price until each of two servers shows it; alone, or with a change of a
    /// variant.
    private func seen(
        _ what: String, _ requests: BenchRequests, touchingVariants: Bool = false
    ) throws {
        let servers = [try start(), try start()]
        defer { for server in servers { server.stop() } }
        let request = requests.checkPrices(1)
        var times: [Double] = []
        for turn in 0..<11 {
            let before = try servers.map {
                try amount(of: LoopbackSocket.exchange($0.port, request))
            }
            try world.changePrices(
                by: turn % 2 == 0 ? 1 : -1, touchingVariants: touchingVariants)
            let took = try milliseconds {
                for (server, old) in zip(servers, before) {
                    while try amount(of: LoopbackSocket.exchange(server.port, request)) == old {}
                }
            }
            times.append(took)
        }
        times.sort()
        let peak = servers.map { ProcessorTime.peakMemory(of: $0.process) }.max() ?? 0
        Terminal.say(
            "\(what): a change\(touchingVariants ? ", with a variant's," : "") is seen in two "
                + "servers within \(text(times[times.count / 2])) ms, at most "
                + "\(text(times[times.count - 1])); \(BenchFigures.text(peak, 0)) MiB")
    }

    /// Brings in a price book of 6,482 products, and 100,000 prices; each once more unchanged.
    private func bring() throws {
        let server = try start()
        defer { server.stop() }
        let token = try world.staffToken()
        func post(_ path: String, _ file: String, _ key: String) throws {
            let head = """
                POST \(path) HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer \(token)\r
                Content-Type: text/csv\r
                Idempotency-Key: \(key)\r
                Content-Length: \(file.utf8.count)\r
                \r

                """
            let answer = try LoopbackSocket.exchange(
                server.port, Array(head.utf8) + Array(file.utf8))
            let state = (try? JSON.parse(HTTPAnswer.body(answer)))?["state"]?.text
            guard state == "applied" else {
                throw BenchFailure(String(decoding: answer.prefix(2_000), as: UTF8.self))
            }
        }
        func twice(_ what: String, _ path: String, _ file: String) throws {
            let first = try milliseconds { try post(path, file, "\(what) 1") }
            let again = try milliseconds { try post(path, file, "\(what) 2") }
            Terminal.say(
                "\(what): \(BenchFigures.text(first / 1_000, 2)) s, unchanged "
                    + "\(BenchFigures.text(again / 1_000, 2)) s")
        }
        let products = (0..<6_482).map { n in
            "B-\(n),Bench Reserve No. \(n),Category \(n % 40),Maker \(n % 200),750,12,6,40,"
                + "\(10_000_000_000 + n),\(4 + n % 90).50"
        }
        try twice(
            "6482 products", "/v1/imports/products?mode=skip_bad",
            "sku,name,category,brand,volume_ml,pack,inner_pack,abv_percent,upc,bottle_cost\n"
                + products.joined(separator: "\n"))
        let prices = (0..<100_000).map { n in
            "B-\(n % 6_482),\(1 + n / 6_482 * 6),\(n % 97 + 10).25"
        }
        try twice(
            "100000 prices",
            "/v1/imports/prices?price_list_id=\(ID<PriceList>(uuid: world.seller).text)",
            "sku,minimum_quantity,price\n" + prices.joined(separator: "\n"))
    }

    private func amount(of answer: [UInt8]) throws -> Int64 {
        let total = (try? JSON.parse(HTTPAnswer.body(answer)))?["total"]?["amount"]?.integer
        guard let total else {
            throw BenchFailure(String(decoding: answer.prefix(2_000), as: UTF8.self))
        }
        return total
    }

    private func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let begun = Monotonic.nanoseconds
        try body()
        return Double(Monotonic.nanoseconds - begun) / 1e6
    }

    private func text(_ milliseconds: Double) -> String { BenchFigures.text(milliseconds, 1) }
}

extension BenchWorld {
    /// More lists that price the whole library, with five breaks each; nobody is assigned to them.
    func writeLists(_ count: Int) throws {
        for number in 1...count {
            let list = id(70, number).text
            try owner.execute(
                """
                begin;
                select set_config('app.organization', '\(seller.text)', true);
                insert into pricing.price_lists
                    (organization_id, id, name, currency, purpose, created_at, updated_at)
                values ('\(seller.text)', '\(list)', 'Library \(number)', 'USD', 'wholesale', now(),
                    now());
                insert into pricing.entries (organization_id, price_list_id, target, variant_id,
                    unit, break_minimums, break_values)
                select '\(seller.text)', '\(list)', 'variant', id, 'bottle',
                    array[1, 6, 12, 48, 240], array[cost_amount + 500, cost_amount + 490,
                    cost_amount + 475, cost_amount + 440, cost_amount + 390]
                from catalog.variants
                where organization_id = '\(seller.text)' and sku like 'LIB-%';
                commit;
                """)
        }
        try owner.execute("select set_config('app.organization', '', false)")
    }

    /// Moves the price of every bottle that the first basket asks for.
    func changePrices(by amount: Int, touchingVariants: Bool) throws {
        let variants =
            touchingVariants
            ? "update catalog.variants set updated_at = now() where organization_id = "
                + "'\(seller.text)' and sku = 'OH-10002';" : ""
        try owner.execute(
            """
            begin;
            select set_config('app.organization', '\(seller.text)', true);
            \(variants)
            update pricing.entries e
            set break_values = array(select v + \(amount) from unnest(e.break_values)
                with ordinality u (v, n) order by n)
            from catalog.variants v
            where e.organization_id = '\(seller.text)' and v.organization_id = e.organization_id
                and v.id = e.variant_id and v.sku = 'OH-10002';
            commit;
            """)
    }
}
