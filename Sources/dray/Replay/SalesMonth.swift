import Bedrock
import Wire

/// One line of an invoice as the file has it.
struct SalesLine: Sendable {
    /// The line's number within its invoice.
    let number: Int32
    /// The place in `SalesMonth.items`.
    let item: Int32
    let bottles: Int64
    let cents: Int64
}

/// One invoice of the file: a store's purchase, or its return.
struct SalesInvoice: Sendable {
    let number: String
    /// The place in `SalesMonth.days`.
    let day: Int
    /// The place in `SalesMonth.stores`.
    let store: Int
    var lines: [SalesLine]

    /// Whether goods went back: its number says so.
    var isReturn: Bool { number.hasPrefix("RINV") }
}

/// A month of sales as a file tells it.
struct SalesMonth: Sendable {
    /// The days on which there were sales, each `2022-09-01`, in their order.
    private(set) var days: [String] = []
    private(set) var stores: [String] = []
    private(set) var items: [String] = []
    private(set) var invoices: [SalesInvoice] = []
    /// Rows that can't be read, and rows whose store or day isn't their invoice's.
    private(set) var unreadable: [String] = []

    /// Reads a file with the columns date, invoice_item, store, item, bottles, sale_cents.
    init(reading path: String) throws {
        var builder = Builder()
        let columns = ["date", "invoice_item", "store", "item", "bottles", "sale_cents"]
        let broken = try CSVTable.read(path, columns: columns) { row in
            builder.add(
                day: row[0], key: row[1], store: row[2], item: row[3], bottles: row[4],
                cents: row[5], line: row.record.line)
        }
        for _ in 0..<broken { builder.unreadable.append("a record that isn't CSV") }
        self.init(builder)
        guard !invoices.isEmpty else { throw FileProblem(path, "it holds no sales") }
    }

    /// The same from rows of texts, for tests.
    init(rows: [[String]]) {
        var builder = Builder()
        for (index, row) in rows.enumerated() {
            builder.add(
                day: row[0], key: row[1], store: row[2], item: row[3], bottles: row[4],
                cents: row[5], line: index + 2)
        }
        self.init(builder)
    }

    private init(_ builder: Builder) {
        // Days in their order, whatever the file's.
        let order = builder.days.names.indices.sorted {
            builder.days.names[$0] < builder.days.names[$1]
        }
        var place = [Int](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { place[old] = new }
        days = order.map { builder.days.names[$0] }
        stores = builder.stores.names
        items = builder.items.names
        unreadable = builder.unreadable
        invoices = builder.invoices.map { invoice in
            SalesInvoice(
                number: invoice.number, day: place[invoice.day], store: invoice.store,
                lines: invoice.lines)
        }
    }

    /// From midnight of the first day to the midnight after the last, UTC.
    var span: Range<Instant> {
        let first = midnight(0), last = midnight(days.count - 1)
        return first..<Instant(microseconds: last.microseconds + SalesMonth.day)
    }

    /// The beginning of a day.
    func midnight(_ day: Int) -> Instant { Instant(day: days[day])! }

    /// Microseconds in a day.
    static let day: Int64 = 86_400_000_000
}

extension SalesMonth {
    /// Names in the order of their first appearance.
    private struct Names {
        var names: [String] = []
        private var places: [String: Int] = [:]

        mutating func place(of name: String) -> Int {
            if let place = places[name] { return place }
            places[name] = names.count
            names.append(name)
            return names.count - 1
        }
    }

    private struct Builder {
        var days = Names()
        var stores = Names()
        var items = Names()
        var invoices: [SalesInvoice] = []
        var places: [String: Int] = [:]
        var unreadable: [String] = []

        mutating func add(
            day: String, key: String, store: String, item: String, bottles: String,
            cents: String, line: Int
        ) {
            let number = String(key.dropLast(5))
            guard Instant(day: day) != nil, !number.isEmpty, !store.isEmpty, !item.isEmpty,
                let within = Int32(key.suffix(5)), let bottles = Int64(bottles),
                let cents = Int64(cents)
            else {
                unreadable.append("line \(line)")
                return
            }
            let invoice = SalesInvoice(
                number: number, day: days.place(of: day), store: stores.place(of: store),
                lines: [])
            let place = places[number] ?? invoices.count
            if place == invoices.count {
                places[number] = place
                invoices.append(invoice)
            }
            let known = invoices[place]
            guard known.day == invoice.day, known.store == invoice.store else {
                unreadable.append("line \(line): another day or store than its invoice's")
                return
            }
            invoices[place].lines.append(
                SalesLine(
                    number: within, item: Int32(items.place(of: item)), bottles: bottles,
                    cents: cents))
        }
    }
}
