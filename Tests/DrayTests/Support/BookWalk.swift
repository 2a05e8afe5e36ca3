import Bedrock
import Postgres
import PriceEngine
import Testing

/// Changes a seller's prices at random, by SQL, and makes up baskets of what it sells.
struct BookWalk {
    var random: SeededRandom
    private let connection: AdminConnection
    private let organization: UUIDBytes
    private let seller: Seller
    private var made = 0
    /// Changes that the database didn't take, such as a class that nothing is levied on.
    private(set) var refused = 0

    init(_ seller: Seller, _ random: SeededRandom) throws {
        self.random = random
        self.seller = seller
        connection = try AdminConnection(ConnectionSettings(seller.server.address))
        let uuid = try uuid(of: seller.id)
        organization = try #require(UUIDBytes(text: uuid))
        _ = try connection.query("select set_config('app.organization', $1, false)", [uuid])
        _ = try connection.query(
            """
            insert into catalog.categories (organization_id, id, parent_id, name, created_at)
            select organization_id, gen_random_uuid(), id, 'Below ' || n, now()
            from catalog.categories, generate_series(1, 2) n
            where organization_id = $1 and parent_id is null
            """, [uuid])
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    private mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// One of a table's rows, as a condition on its ids; the same row for the same seed, as far as
    /// the rows before it are.
    private mutating func any(_ table: String, _ id: String = "id") -> String {
        let skipped = number(0...1_000)
        return """
            (select \(id) from \(table) where organization_id = $1
            order by created_at, \(id) offset (\(skipped) % greatest(1, (select count(*)
            from \(table) where organization_id = $1))) limit 1)
            """
    }

    private func run(_ sql: String) throws -> [[String?]] {
        try connection.query(sql.replacing("$1", with: "$1::uuid"), [organization.text])
    }

    /// Changes something; says what.
    mutating func change() -> String {
        made += 1
        let changes: [(Int, String)] = [
            (8, amount()), (8, entry()), (3, broadEntry()), (4, removal()), (3, list()),
            (2, newList()), (2, assignment()), (1, lostList()), (3, variant()), (1, newVariant()),
            (2, promotion()), (1, lostPromotion()), (2, listing()), (1, settings()), (1, tax()),
            (1, other()),
        ]
        var drawn = number(1...changes.reduce(0) { $0 + $1.0 })
        for (weight, sql) in changes {
            drawn -= weight
            if drawn <= 0 {
                do {
                    _ = try run(sql)
                } catch {
                    refused += 1
                }
                return sql.split(separator: "\n").joined(separator: " ")
            }
        }
        return "nothing"
    }

    /// An entry by its place among all.
    private mutating func anyEntry() -> String {
        """
        ctid = (select ctid from pricing.entries where organization_id = $1
        order by price_list_id, variant_id, category_id, unit offset (\(number(0...1_000)) %
        greatest(1, (select count(*) from pricing.entries where organization_id = $1))) limit 1)
        """
    }

    private mutating func amount() -> String {
        """
        update pricing.entries set break_values = array(select 100 + \(number(0...900)) - n
        from generate_series(1, cardinality(break_values)) n)
        where organization_id = $1 and \(anyEntry())
        """
    }

    private mutating func ladder() -> (minimums: String, values: String) {
        let minimums = [1, 2, 3, 6, 12, 24].filter { _ in chance(50) }
        let kept = minimums.isEmpty ? [1] : minimums
        let first = number(300...9_000) * (chance(5) ? 10_000_000 : 1)
        return (
            "array\(kept)::bigint[]", "array\(kept.indices.map { first - $0 * 17 })::bigint[]")
    }

    private mutating func terms() -> String {
        let (minimums, values) = ladder()
        let next = ladder()
        let kind = number(1...8)
        let mode = chance(25) ? "'graduated'" : "'volume'"
        let mix = chance(20) ? "'mix \(number(1...2))'" : "null"
        let hasRule = chance(15)
        let rule = hasRule ? "\(number(1...3)), null::bigint, \(number(1...3))" : "null, null, null"
        let base =
            kind == 1
            ? "'percent_off', \(any("pricing.price_lists")), array[1]::bigint[], "
                + "array[\(number(0...2_000))]::bigint[]"
            : kind == 2
                ? "'cost_plus', null, array[1]::bigint[], array[\(number(0...5_000))]::bigint[]"
                : "'fixed', null, \(minimums), \(values)"
        let later =
            chance(15) && kind > 2
            ? "timestamptz '2026-01-01' + \(number(0...20)) * interval '1 day', "
                + "\(next.minimums), \(next.values)" : "null, null, null"
        return "\(mode), \(mix), \(rule), \(base), \(later)"
    }

    private static let columns = """
        unit, mode, mix_group, minimum_quantity, maximum_quantity, multiple_quantity, kind,
        base_list_id, break_minimums, break_values, next_from, next_minimums, next_values
        """

    private static let overwrite = """
        on conflict (organization_id, price_list_id, variant_id, category_id, unit) do update set
        mode = excluded.mode, mix_group = excluded.mix_group, kind = excluded.kind,
        minimum_quantity = excluded.minimum_quantity,
        multiple_quantity = excluded.multiple_quantity, base_list_id = excluded.base_list_id,
        break_minimums = excluded.break_minimums, break_values = excluded.break_values,
        next_from = excluded.next_from, next_minimums = excluded.next_minimums,
        next_values = excluded.next_values
        """

    private mutating func unit() -> String {
        ["'bottle'", "'bottle'", "'case'", "'tray'", "'can'"][number(0...4)]
    }

    private mutating func entry() -> String {
        """
        insert into pricing.entries (organization_id, price_list_id, target, variant_id,
        \(Self.columns)) select $1, \(any("pricing.price_lists")), 'variant',
        \(any("catalog.variants")), \(unit()), \(terms()) \(Self.overwrite)
        """
    }

    private mutating func broadEntry() -> String {
        let isList = chance(40)
        return """
            insert into pricing.entries (organization_id, price_list_id, target, category_id,
            \(Self.columns)) select $1, \(any("pricing.price_lists")),
            \(isList ? "'list', null" : "'category', \(any("catalog.categories"))"),
            \(unit()), \(terms()) \(Self.overwrite)
            """
    }

    private mutating func removal() -> String {
        "delete from pricing.entries where organization_id = $1 and \(anyEntry())"
    }

    private mutating func list() -> String {
        let set = [
            "priority = \(number(0...3))", "name = 'Renamed \(made)'",
            "valid_until = timestamptz '2026-01-01' + \(number(0...20)) * interval '1 day'",
            "valid_until = null", "case_serves_bottles = not case_serves_bottles",
            "order_minimum_amount = \(number(1...20_000))", "order_minimum_amount = null",
            "order_minimum_quantity = \(number(1...20))",
        ][number(0...7)]
        return """
            update pricing.price_lists set \(set) where organization_id = $1
            and id = \(any("pricing.price_lists"))
            """
    }

    private mutating func newList() -> String {
        """
        with made as (insert into pricing.price_lists (organization_id, id, name, currency,
        purpose, priority, created_at, updated_at) values ($1, gen_random_uuid(),
        'List \(made)', 'USD', 'wholesale', \(number(0...3)), clock_timestamp(), now())
        returning id)
        insert into pricing.assignments (organization_id, price_list_id, audience)
        select $1, id, 'everybody' from made
        """
    }

    private mutating func assignment() -> String {
        let list = any("pricing.price_lists")
        if chance(35) {
            return """
                delete from pricing.assignments where organization_id = $1
                and price_list_id = \(list)
                """
        }
        let audience = [
            "'everybody', null::uuid, null", "'role', null::uuid, 'retailer'",
            "'channel', \(any("organizations.channels")), null",
        ][number(0...2)]
        return """
            insert into pricing.assignments (organization_id, price_list_id, audience,
            audience_id, role) select $1, \(list), \(audience) on conflict do nothing
            """
    }

    private mutating func lostList() -> String {
        """
        delete from pricing.price_lists l where organization_id = $1
        and id = \(any("pricing.price_lists")) and not exists (select from pricing.entries e
            where e.organization_id = $1 and e.base_list_id = l.id)
        and (select count(*) from pricing.price_lists where organization_id = $1) > 2
        """
    }

    private mutating func variant() -> String {
        let set = [
            "case_size = \([1, 6, 12][number(0...2)])", "cost_amount = \(number(100...900))",
            "base_unit = \(chance(50) ? "'bottle'" : "'can'")",
            "pack_units = '{tray}', pack_sizes = '{24}'",
            "pack_units = '{}', pack_sizes = '{}'", "name = 'Named \(made)'",
            "category_id = \(any("catalog.categories"))", "published = not published",
            "archived_at = case when archived_at is null then now() end",
            "tax_class = \(chance(50) ? "'standard'" : "'reduced'")",
        ][number(0...9)]
        return """
            update catalog.variants set \(set) where organization_id = $1
            and id = \(any("catalog.variants"))
            """
    }

    private mutating func newVariant() -> String {
        """
        insert into catalog.variants (organization_id, id, product_id, category_id, sku, name,
        case_size, created_at, updated_at)
        select $1, gen_random_uuid(), id, category_id, 'N-\(made)-' || left(id::text, 8), 'New',
        12, clock_timestamp(), now() from catalog.products where organization_id = $1 limit 1
        """
    }

    private mutating func promotion() -> String {
        """
        insert into pricing.promotions (organization_id, id, name, kind, stage, lane, priority,
        exclusive, combines_with_breaks, basis_points, get_variants, get_categories, variants,
        categories, brands, channels, audiences, audience_ids, audience_roles, weekdays, coupons,
        first_order, created_at, updated_at)
        select $1, gen_random_uuid(), 'Promotion \(made)', 'percent_off', 'line',
        'lane \(number(1...2))', \(number(0...3)), \(chance(20)), true, \(number(100...3_000)),
        '{}', '{}', \(chance(60) ? "array[\(any("catalog.variants"))]" : "'{}'"),
        \(chance(30) ? "array[\(any("catalog.categories"))]" : "'{}'"), '{}', '{}', '{}', '{}',
        '{}', '{}', '{}', false, clock_timestamp(), now()
        """
    }

    private mutating func lostPromotion() -> String {
        """
        delete from pricing.promotions where organization_id = $1
        and id = \(any("pricing.promotions"))
        """
    }

    private mutating func listing() -> String {
        """
        insert into catalog.listings (organization_id, channel_id, variant_id, published,
        price_amount, updated_at) select $1, \(any("organizations.channels")),
        \(any("catalog.variants")), true, \(chance(70) ? "\(number(100...900))" : "null"), now()
        on conflict (organization_id, channel_id, variant_id) do update
        set price_amount = excluded.price_amount
        """
    }

    private mutating func settings() -> String {
        """
        insert into pricing.settings (organization_id, mode, strategy, lanes, updated_at, version)
        values ($1, '\(chance(60) ? "most_specific" : "lowest")',
        '\(["wholesale_tiers", "both", "both", "quantity_promotions"][number(0...3)])',
        '{lane 2,lane 1}', now(), 1)
        on conflict (organization_id) do update set mode = excluded.mode,
        strategy = excluded.strategy
        """
    }

    private mutating func tax() -> String {
        """
        insert into levies.tax_rates (organization_id, id, jurisdiction, tax_class, code, rate_bp,
        inclusive, position, compound, created_at, updated_at) values ($1, gen_random_uuid(), 'US',
        '\(chance(50) ? "standard" : "reduced")', 'T', \(number(0...2_000)), false, 0, false,
        clock_timestamp(), now())
        on conflict (organization_id, jurisdiction, tax_class, code, valid_from) do update
        set rate_bp = excluded.rate_bp
        """
    }

    private mutating func other() -> String {
        [
            "update organizations.channels set name = 'Web \(made)' where organization_id = $1",
            """
            update catalog.products set archived_at = case when archived_at is null then now() end
            where organization_id = $1
            """,
            """
            update catalog.categories set name = 'Category \(made)' where organization_id = $1
            and id = \(any("catalog.categories"))
            """,
        ][number(0...2)]
    }

    func skus() throws -> [String] {
        try run("select sku from catalog.variants where organization_id = $1")
            .compactMap { $0[0] }
    }

    /// A basket of up to six lines of what there is, around the instants at which prices turn.
    mutating func request() throws -> PricingRequest {
        let variants = try run(
            "select id from catalog.variants where organization_id = $1 order by created_at, id"
        ).compactMap { $0[0].flatMap { UUIDBytes(text: $0) } }
        let channel = try run(
            "select id from organizations.channels where organization_id = $1 limit 1"
        )[0][0].flatMap { UUIDBytes(text: $0) }
        let units: [SaleUnit] = [.base, .named("bottle"), .named("case"), .named("tray"), .base]
        let lines = (0..<number(1...6)).map { _ in
            RequestedLine(
                variant: variants[number(0...variants.count - 1)], unit: units[number(0...4)],
                quantity: Int64(number(1...30)))
        }
        let day = Int64(number(-2...22))
        return PricingRequest(
            buyer: PriceEngine.Buyer(
                role: chance(50) ? "retailer" : nil, channel: chance(50) ? channel : nil),
            // Days around 2026-01-01T00:00:00Z.
            instant: Instant(microseconds: (1_767_225_600 + day * 86_400) * 1_000_000),
            currency: .usd, lines: lines)
    }
}
