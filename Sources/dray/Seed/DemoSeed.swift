import HTTP
import Loop
import Wire

/// Whom one may sign in as after the demo data was loaded.
typealias DemoSignIns = [DemoSignIn]

/// Loads the demo data through the public API of a running server, as its parties would.
///
/// What is there is left as it is: a second run signs in, looks, and is done.
enum DemoSeed {
    /// Loads the files of `folder`; the platform's admin of the demo has to be there.
    ///
    /// - Parameter loop: runs the requests; the caller's own, or one made for it.
    @discardableResult
    static func load(
        baseURL: String, folder: String, loop: EventLoop,
        progress: @escaping @Sendable (String) -> Void
    ) async throws -> DemoSignIns {
        let files = try SeedFiles(folder)
        return try await withUnsafeThrowingContinuation { continuation in
            loop.run {
                do {
                    let http = HTTPClient(loop: loop)
                    let run = try DemoRun(files, APIClient(base: baseURL, http: http), progress)
                    let signIns = try await run.load()
                    await http.close()
                    continuation.resume(returning: signIns)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}

/// One loading of the demo data.
final class DemoRun: @unchecked Sendable {
    // Unchecked: touched on its loop only.

    let files: SeedFiles
    let demo: APIDocument
    let admin: APIClient
    let seller: APIClient
    let mailbox: Mailbox
    let progress: @Sendable (String) -> Void
    /// The companies and the clients of the buyers, by their codes.
    var companies: [String: String] = [:]
    var buyers: [String: APIClient] = [:]

    init(
        _ files: SeedFiles, _ client: APIClient, _ progress: @escaping @Sendable (String) -> Void
    ) throws {
        self.files = files
        demo = files.demo
        admin = client
        seller = client.other()
        mailbox = Mailbox(client.other())
        self.progress = progress
    }

    func load() async throws -> DemoSignIns {
        let owner = try demo.object("seller").owner()
        if try await isLoaded(owner) { return try signIns() }
        progress("Loading the demo data")
        let platform = try demo.object("platform").owner()
        try await admin.signIn(email: platform.email, password: platform.password)
        try await owner.enter(seller, mailbox, isNew: seller.session == nil)
        try await demo.object("seller").business().join(
            seller, approvedBy: admin, key: "seed-seller")
        try await importProducts()
        try await openRelations()
        try await PriceListSeed(self).load()
        try await PromotionSeed(self).load()
        try await postDrafts()
        try await receiveStock()
        return try signIns()
    }

    /// Whether everything is there: stock comes last.
    private func isLoaded(_ owner: Person) async throws -> Bool {
        do {
            try await seller.signIn(email: owner.email, password: owner.password)
        } catch let problem as APIProblem where problem.status == 401 || problem.status == 403 {
            return false
        }
        guard seller.session?.organizationState == "approved" else { return false }
        let levels = try await seller.get("/v1/stock-levels?limit=1").items("items")
        return !levels.isEmpty
    }

    private func importProducts() async throws {
        let file = try CompressedFile.bytes(try files.path("products"))
        let report = try await seller.upload(
            "/v1/imports/products?mode=all_or_nothing", file, type: "text/csv",
            key: "seed-products-\(Fingerprint.of(file))"
        ).document()
        guard try report.text("state") == "applied" else {
            throw APIProblem(report.request, "the price book was refused: \(report.json.compact)")
        }
        progress("  \(try report.integer("rows_read")) products")
    }

    private func openRelations() async throws {
        var groups: [String: String] = [:]
        for group in try await seller.all("/v1/company-groups?limit=200") {
            groups[try group.text("name")] = try group.text("id")
        }
        for name in demo.json["seller"]?["company_groups"]?.items?.compactMap(\.text) ?? []
        where groups[name] == nil {
            groups[name] = try await seller.post(
                "/v1/company-groups", .members(("name", .string(name))), key: "seed-group-\(name)"
            ).document().text("id")
        }
        for retailer in try demo.items("retailers") {
            let code = try retailer.text("code")
            let client = admin.other()
            try await retailer.owner().enter(client, mailbox, isNew: false)
            try await retailer.business().join(client, approvedBy: admin, key: "seed-\(code)")
            companies[code] = try await TradeRelation.open(
                buyer: client, seller: seller, code: code,
                group: retailer.json["group"]?.text.flatMap { groups[$0] }, key: "seed-\(code)")
            buyers[code] = client
            progress("  \(try retailer.text("name"))")
        }
    }

    private func postDrafts() async throws {
        for (number, draft) in try demo.items("drafts").enumerated() {
            let code = try draft.text("company")
            guard let buyer = buyers[code] else {
                throw APIProblem("demo.json", "there is no retailer \(code)")
            }
            let lines = try draft.items("lines").map { line in
                JSON.members(
                    ("sku", .string(try line.text("item_number"))),
                    ("unit", .string(try line.text("unit"))),
                    ("quantity", .integer(try line.integer("quantity"))))
            }
            try await buyer.post(
                "/v1/draft-orders",
                .members(
                    ("seller_id", .string(try seller.organization())),
                    ("reference", .string("Demo \(code)-\(number + 1)")),
                    ("lines", .array(lines))), key: "seed-draft-\(code)-\(number + 1)")
        }
    }

    private func receiveStock() async throws {
        var lines: [JSON] = []
        try CSVTable.read(try files.path("stock"), columns: ["item_number", "bottles"]) { row in
            guard let bottles = Int64(row[1]), bottles > 0 else { return }
            lines.append(
                .members(("sku", .string(row[0])), ("quantity", .integer(bottles))))
        }
        try await seller.post(
            "/v1/stock-receipts",
            .members(
                ("warehouse_id", seller.session?.warehouse.map(JSON.string)),
                ("reference", .string("Opening stock")), ("lines", .array(lines))),
            key: "seed-stock")
        progress("  stock of \(lines.count) products")
    }

    /// The platform's admin, the seller's owner and the retailers' owners.
    private func signIns() throws -> DemoSignIns {
        func signIn(_ role: String, _ person: Person) -> DemoSignIn {
            DemoSignIn(role: role, email: person.email, password: person.password)
        }
        var all = [
            signIn("platform admin", try demo.object("platform").owner()),
            signIn("wholesaler", try demo.object("seller").owner()),
        ]
        let drafts = try demo.items("drafts")
        for retailer in try demo.items("retailers") {
            let code = retailer.json["code"]
            let draft = drafts.first { $0.json["company"] == code } ?? drafts.first
            var buyer = signIn("retailer", try retailer.owner())
            buyer.sellerID = seller.session?.organization
            buyer.sku = draft?.json["lines"]?[0]?["item_number"]?.text
            all.append(buyer)
        }
        return all
    }
}
