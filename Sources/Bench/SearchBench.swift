import Bedrock
import Console
import Glibc
import Platform
import Postgres

/// `dray bench --search`: what it takes to find something among 100,000 variants of one seller that
/// shares its tables with 49 others.
struct SearchBench {
    private static let variants = 100_000
    private static let tenants = 49
    private static let connections = 8

    let world: BenchWorld
    let server: BenchServer
    let postmaster: pid_t
    let seconds: Int

    /// Measures each kind of question by itself, then all of them mixed.
    func run() throws {
        Terminal.say("writing \(Self.variants) variants, and 1,000 for each of 49 others")
        try world.writeLibrary(Self.variants, others: Self.tenants)
        try world.tidy()
        let requests = try BenchRequests(world)
        let seller = ID<Organization>(uuid: world.seller).text
        var mixed: [[UInt8]] = []
        for (name, paths) in Self.questions {
            let all = paths.map { requests.get("/v1/sellers/\(seller)/\($0)") }
            mixed += all
            try measure(name, all)
        }
        try measure("all of them", mixed)
    }

    private func measure(_ name: String, _ requests: [[UInt8]]) throws {
        // The first answers load the price book and the plans.
        for _ in 0..<2 {
            for request in requests.prefix(50) {
                _ = try LoopbackSocket.exchange(server.port, request)
            }
        }
        let own = ProcessorTime.seconds(of: server.process)
        let postgres = ProcessorTime.secondsOfFamily(postmaster)
        let load = try LoadGenerator(port: server.port, connections: Self.connections)
        let outcome = try load.run(for: Double(seconds)) { out in
            out += requests[Int.random(in: 0..<requests.count)]
            return true
        }
        let count = Double(outcome.latencies.count)
        let rate = count / outcome.seconds
        func each(_ seconds: Double) -> String { BenchFigures.text(seconds / count * 1e6, 0) }
        let spent = each(ProcessorTime.seconds(of: server.process) - own)
        let asked = each(ProcessorTime.secondsOfFamily(postmaster) - postgres)
        Terminal.say(
            "\(name): \(BenchFigures.text(rate, 0))/s, p50 "
                + "\(BenchFigures.text(outcome.milliseconds(within: 0.5), 2)) ms, p99 "
                + "\(BenchFigures.text(outcome.milliseconds(within: 0.99), 2)) ms, processor us: "
                + "server \(spent), postgres \(asked)")
    }

    private static var questions: [(String, [String])] {
        let words = BenchWorld.words
        func pairs(_ path: (String, String) -> String) -> [String] {
            (0..<words.count).map { path(words[$0], words[($0 * 7 + 3) % words.count]) }
        }
        return [
            ("a SKU", (0..<200).map { "search?q=LIB-\(100_000 + $0 * 37)" }),
            ("a barcode", (0..<200).map { "search?q=\(40_000_000_000 + $0 * 37)" }),
            ("two words", pairs { "search?q=\($0)%20\($1)" }),
            (
                "a mistyped word",
                words.map { "search?q=\($0.dropLast(2))\($0.suffix(1))\($0.suffix(2).prefix(1))" }
            ), ("suggestions", words.map { "suggestions?q=\($0.prefix(4))" }),
            ("two words with facets", pairs { "search?q=\($0)%20\($1)&facets=true" }),
            ("two words by price", pairs { "search?q=\($0)%20\($1)&sort=price&in_stock=true" }),
        ]
    }
}

extension BenchWorld {
    /// Words that names of the library are made of, three each.
    static let words: [String] = {
        let starts = "bar cor dal fen gal har jor kil lam mor nor pen ros sal tor val wal yor"
            .split(separator: " ")
        let ends = "bridge castle dale field glen haven land mount ness port reach stone"
            .split(separator: " ")
        return starts.flatMap { start in ends.map { "\(start)\($0)" } }
    }()

    /// Writes more variants for the seller, and a thousand each for so many others.
    func writeLibrary(_ count: Int, others: Int) throws {
        try writeLibrary(of: seller, kind: 50, from: 1, to: count, prices: true)
        for number in 1...others {
            let other = id(60, number)
            try owner.execute(
                """
                select set_config('app.organization', '\(other.text)', false);
                insert into organizations.organizations (organization_id, name, business_type,
                    state, country, currency, created_at, approved_at)
                values ('\(other.text)', 'Other \(number)', 'wholesaler', 'approved', 'US', 'USD',
                    now(), now());
                insert into catalog.product_types (organization_id, id, name, created_at)
                values ('\(other.text)', '\(other.text)', 'Drinks', now());
                insert into catalog.categories (organization_id, id, name, created_at)
                values ('\(other.text)', '\(other.text)', 'Spirits', now());
                """)
            try writeLibrary(of: other, kind: 50, from: 1, to: 1_000, prices: false)
        }
        try owner.execute("select set_config('app.organization', '', false)")
    }

    private func writeLibrary(
        of organization: UUIDBytes, kind: Int, from first: Int, to last: Int, prices: Bool
    ) throws {
        let owner = organization.text
        let words = Self.words.map { "'\($0)'" }.joined(separator: ",")
        let count = Self.words.count
        let entries = """
            insert into pricing.entries (organization_id, price_list_id, target, variant_id, unit,
                break_minimums, break_values)
            select '\(owner)', '\(owner)', 'variant', id, 'bottle', array[1], array[cost_amount + 1]
            from catalog.variants where organization_id = '\(owner)' and sku like 'LIB-%';
            insert into inventory.stock_levels (organization_id, warehouse_id, variant_id, on_hand)
            select '\(owner)', '\(warehouse.text)', id, 10
            from catalog.variants where organization_id = '\(owner)' and sku like 'LIB-%';
            """
        try self.owner.execute(
            """
            begin;
            select set_config('app.organization', '\(owner)', true);
            create temporary table named on commit drop as
            select n, concat('\(prefix(kind))', 100000000000 + n)::uuid as id,
                initcap(concat_ws(' ', w.words[1 + n % \(count)],
                    w.words[1 + (n / 5 * 11) % \(count)], w.words[1 + (n / 11 * 29) % \(count)],
                    'No', n % 97)) as name
            from generate_series(\(first), \(last)) n, (select array[\(words)] as words) w;
            insert into catalog.products (organization_id, id, product_type_id, category_id, name,
                created_at, updated_at)
            select '\(owner)', id, '\(owner)', '\(owner)', name, now(), now() from named;
            insert into catalog.variants (organization_id, id, product_id, category_id, sku, name,
                volume_ml, strength_bp, cost_amount, created_at, updated_at)
            select '\(owner)', id, id, '\(owner)', 'LIB-' || 100000 + n, name, 700 + n % 3 * 50,
                4000, 900 + n % 5000, now(), now()
            from named;
            insert into catalog.barcodes (organization_id, variant_id, gtin, unit)
            select '\(owner)', id, (40000000000 + n)::text, 'bottle' from named;
            \(prices ? entries : "")
            commit;
            """)
    }
}
