import Bedrock
import Console
import Platform
import Postgres

/// `dray bench --growth`: what placing and listing orders cost beside as many as there are.
///
/// The orders that are there have one line each, with its event and its stock movement. Placing is
/// case (d), drafts of ten lines, and pgbench beside it says how the machine itself was meanwhile.
struct OrderGrowth {
    private static let sizes = [10_000, 1_000_000, 5_000_000]
    private static let connections = 8
    private static let page = 50

    let world: BenchWorld
    let run: BenchRun

    /// Grows the orders step by step, and says after each what things cost.
    func measure() throws {
        var written = 0
        for size in Self.sizes {
            try world.writeHistory(from: written + 1, to: size)
            written = size
            try world.tidy()
            Terminal.say("\(size) orders present\n\(BenchFigures.heading)")
            Terminal.say(try run.measure("d", connections: Self.connections).row)
            let requests = try BenchRequests(world)
            Terminal.say(try list(1, requests.listOrders(Self.page, after: nil)))
            let before = size - 9_999 * Self.page
            guard before > 0 else { continue }
            let cursor = world.id(BenchWorld.Kind.historyOrder, before)
            Terminal.say(try list(10_000, requests.listOrders(Self.page, after: cursor)))
        }
    }

    private func list(_ page: Int, _ request: [UInt8]) throws -> String {
        let figures = try run.measureAlone(connections: Self.connections) { out in
            out += request
            return true
        }
        return "page \(page) of \(Self.page): server \(BenchFigures.text(figures.server, 0)) µs, "
            + "PostgreSQL \(BenchFigures.text(figures.postgres, 0)) µs, "
            + "p50 \(BenchFigures.text(figures.p50, 2)) ms"
    }
}

extension BenchWorld {
    /// Writes orders numbered so, each like the first that was placed but of one line.
    func writeHistory(from first: Int, to last: Int) throws {
        let template = id(Kind.order, 1).text
        // An id that ends in the row's number stands for each of the table's own.
        func copy(_ table: String, _ ids: [String: Int], where condition: String) throws {
            let replaced = ids.sorted { $0.key < $1.key }.map { column, kind in
                "when '\(column)' then 'concat(''\(prefix(kind))'', 100000000000 + n)::uuid'"
            }
            let schema = table.split(separator: ".")
            try owner.execute(
                """
                select set_config('app.organization', '\(seller.text)', false);
                do $copy$
                declare
                    v_columns text;
                    v_values text;
                begin
                    select string_agg(column_name, ', ' order by ordinal_position),
                        string_agg(case column_name \(replaced.joined(separator: " "))
                            else 't.' || column_name end, ', ' order by ordinal_position)
                    into v_columns, v_values
                    from information_schema.columns
                    where table_schema = '\(schema[0])' and table_name = '\(schema[1])'
                        and is_generated = 'NEVER';
                    execute format($insert$insert into \(table) (%s) select %s
                        from (select * from \(table)
                            where organization_id = '\(seller.text)' and \(condition) limit 1) t,
                            generate_series(\(first), \(last)) n$insert$, v_columns, v_values);
                end $copy$;
                """)
        }
        let order = Kind.historyOrder
        try copy(
            "orders.orders", ["id": order, "draft_order_id": order], where: "id = '\(template)'")
        try copy(
            "orders.order_lines", ["order_id": order],
            where: "order_id = '\(template)' and line = 1")
        try copy(
            "platform.events", ["id": Kind.historyEvent, "aggregateid": order],
            where: "aggregateid = '\(template)'")
        try copy(
            "inventory.stock_movements", ["id": Kind.historyEvent, "reference_id": order],
            where: "reference_id = '\(template)' and kind = 'allocated'")
        try owner.execute("select set_config('app.organization', '', false)")
    }
}
