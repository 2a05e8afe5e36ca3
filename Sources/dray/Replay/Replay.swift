import Bedrock
import HTTP
import Loop
import Wire

/// What a replay is told.
struct ReplaySettings: Sendable {
    var products: String
    var stores: String
    var sales: String
    var url: String
    var mailbox: String?
    var name: String
    var concurrency: Int
    var admin: (email: String, password: String)
    var database: String?
    /// Only the invoices of the first days, or only the first invoices: for a short trial.
    var days: Int?
    var invoices: Int?
}

/// A month of real trade, driven through the server's public API as its parties would.
final class Replay: @unchecked Sendable {
    // Unchecked: touched on its loop only.

    let settings: ReplaySettings
    let parties: ReplayParties
    let month: SalesMonth
    let records: [String: StoreRecord]
    let admin: APIClient
    let wholesaler: APIClient
    let mailbox: Mailbox
    /// Each store's own client, by its place in the month.
    var clients: [Int: APIClient] = [:]
    /// The company of each store, by its place in the month.
    var companies: [Int: String] = [:]
    /// What didn't come out as it had to; the run then ends with 1.
    var differences: [String] = []
    var postedLines = 0

    init(_ settings: ReplaySettings, on loop: EventLoop) throws {
        self.settings = settings
        parties = ReplayParties(name: settings.name)
        month = try SalesMonth(reading: settings.sales)
        records = try StoreRecord.read(settings.stores)
        var limits = HTTPClient.Limits()
        limits.connectionsPerHost = settings.concurrency
        let http = HTTPClient(loop: loop, limits: limits)
        admin = APIClient(base: settings.url, http: http)
        wholesaler = admin.other()
        mailbox = Mailbox(admin.other(), url: settings.mailbox)
    }

    /// The whole of it, from the wholesaler's onboarding to the reconciliation.
    func run() async throws -> Reconciliation {
        let started = Monotonic.nanoseconds
        // Better known now than after all the work: whether there is a database to ask.
        _ = try database()
        try await openWholesale()
        let packs = try await catalogue()
        let plan = MonthPlan(month, packs: packs)
        var placed = try await placedOrders()
        let selected = select(Set(placed.keys).union(try await returnedInvoices()))
        let orders = selected.compactMap { plan.order($0) }
        let open = orders.filter { placed[month.invoices[$0.invoice].number] == nil }
        Progress.say(
            "\(month.invoices.count) invoices of \(month.days.count) days: \(orders.count) orders, "
                + "\(orders.count - open.count) of them placed before; "
                + "\(selected.count { month.invoices[$0].isReturn }) return invoices")
        if !open.isEmpty {
            try await onboardStores(of: open)
            try await givePrices(plan)
            try await givePromotions()
            try await receiveStock(for: open, plan)
            try await post(open, plan)
            placed = try await placedOrders()
        }
        try await giveBack(ReturnPlan(plan, invoices: selected).returns, placed)
        let tally = MonthTally(plan, invoices: selected)
        compare(orders, placed, plan)
        let api = try await totals()
        return Reconciliation(
            expected: tally.expected, api: api, sql: try sqlFigures(), file: tally.file,
            leftOut: tally.leftOut, differences: differences,
            seconds: Double(Monotonic.nanoseconds - started) / 1e9)
    }

    /// The invoices of this run: those within the limits, and those that are there from before.
    private func select(_ known: Set<String>) -> [Int] {
        month.invoices.indices.filter { place in
            let isWithin =
                place < settings.invoices ?? .max
                && month.invoices[place].day < settings.days ?? .max
            return isWithin || known.contains(month.invoices[place].number)
        }
    }

    func store(_ place: Int) -> StoreRecord {
        records[month.stores[place]] ?? StoreRecord(unknown: month.stores[place])
    }

    func report(_ difference: String) {
        differences.append(difference)
        if differences.count <= 20 { Progress.say("  DIFFERS: \(difference)") }
    }
}
