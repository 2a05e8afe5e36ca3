import Glibc
import HTTP
import Postgres
import TemporaryFolder
import Testing
import Wire

@Suite("dray import brings files of every kind to a running server, and says what became of them")
struct ImportCommandTests {
    /// Runs `dray import` as somebody, with a file of that name and contents.
    private func start(
        _ person: Person, _ kind: String, _ file: String, named name: String = "rows.csv",
        _ more: [String] = [], in folder: TemporaryFolder, password: String? = nil
    ) throws -> CommandRun {
        let path = "\(folder.path)/\(name)"
        guard let written = fopen(path, "w") else { throw TestFailure("there is no \(path)") }
        fputs(file, written)
        fclose(written)
        return try CommandRun(
            ["import", "--kind", kind, "--file", path, "--email", person.email,
                "--url", "http://127.0.0.1:\(person.client.port)"] + more,
            with: ["DRAY_IMPORT_PASSWORD": password ?? person.password])
    }

    private func bring(
        _ person: Person, _ kind: String, _ file: String, named name: String = "rows.csv",
        _ more: [String] = [], password: String? = nil
    ) async throws -> (said: String, code: Int32) {
        let folder = try TemporaryFolder("import")
        defer { folder.remove() }
        return try await start(
            person, kind, file, named: name, more, in: folder, password: password
        ).ended()
    }

    private func exported(_ seller: Seller, _ path: String) async throws -> String {
        let answer = try await seller.person.get("/v1/exports/\(path)").expect(200)
        return String(decoding: answer.body, as: UTF8.self)
    }

    private static let customers = """
        Customer No,Customer,Segment,E-Mail
        C-1,Corner Bar,Bars,bar@example.com
        C-2,Second Bar,Bars,

        """

    @Test("companies: a dry run writes nothing, an import does, again it changes nothing")
    func companies() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let person = seller.person
        let dry = try await bring(person, "companies", Self.customers, ["--dry-run"])
        #expect(dry.code == 0 && dry.said.contains("state checked  rows_read 2  created 2"))
        #expect(try await person.get("/v1/companies")["items"]?.items?.isEmpty == true)
        let made = try await bring(person, "companies", Self.customers)
        #expect(made.code == 0 && made.said.contains("state applied  rows_read 2  created 2"))
        let again = try await bring(person, "companies", Self.customers)
        #expect(again.said.contains("updated 0  unchanged 2"), "\(again.said)")
        // The very same file is a request of its own each time, whatever was changed since.
        let all = try await person.get("/v1/companies").expect(200)["items"]?.items ?? []
        let first = try #require(all.first { $0["code"]?.text == "C-1" }?["id"]?.text)
        try await person.patch("/v1/companies/\(first)", #"{"name":"Renamed"}"#, ifMatch: "*")
            .expect(200)
        let mended = try await bring(person, "companies", Self.customers)
        #expect(mended.said.contains("updated 1  unchanged 1"), "\(mended.said)")
        let lines = try await exported(seller, "companies?format=jsonl")
        let same = try await bring(person, "companies", lines, named: "out.jsonl")
        #expect(same.code == 0 && same.said.contains("unchanged 2"), "\(same.said)")
    }

    @Test("price lists and their prices, as they were exported, and what waits on them")
    func priceLists() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let person = seller.person
        let file = "name,currency,purpose,valid_from\nSpring,USD,retail,2099-03-01T00:00:00Z\n"
        let dry = try await bring(person, "price-lists", file, ["--dry-run"])
        #expect(dry.code == 0 && dry.said.contains("state checked  rows_read 1  created 1"))
        let made = try await bring(person, "price-lists", file, ["--mode", "all_or_nothing"])
        #expect(made.code == 0 && made.said.contains("state applied  rows_read 1  created 1"))
        for (name, format) in [("out.csv", "csv"), ("out.ndjson", "jsonl")] {
            let export = try await exported(seller, "price-lists?format=\(format)")
            let same = try await bring(person, "price-lists", export, named: name)
            #expect(same.said.contains("rows_read 2  created 0  updated 0  unchanged 2"))
        }
        let lists = try await person.get("/v1/price-lists").expect(200)["items"]?.items ?? []
        let spring = try #require(lists.first { $0["name"]?.text == "Spring" }?["id"]?.text)
        let sku = seller.variants[0].sku
        let prices = "sku,unit,price,valid_from\n\(sku),bottle,9.50,\n"
            + "\(sku),bottle,9.75,2099-04-01T00:00:00Z\n"
        let priced = try await bring(person, "prices", prices, ["--price-list", spring])
        #expect(priced.code == 0 && priced.said.contains("created 2"), "\(priced.said)")
        let entries = try await person.get("/v1/price-lists/\(spring)/entries").expect(200)
        #expect(try entries.text("items.0.next_from") == "2099-04-01T00:00:00Z")
    }

    @Test("products and stock")
    func goods() async throws {
        let seller = try await Seller.make(variants: 1, stock: 3)
        for (kind, target) in [("products", ""), ("stock", "warehouse_id=\(seller.warehouse)&")] {
            let flags = kind == "stock" ? ["--warehouse", seller.warehouse] : []
            let lines = try await exported(seller, "\(kind)?\(target)format=jsonl")
            let same = try await bring(
                seller.person, kind, lines, ["--format", "jsonl"] + flags)
            #expect(same.code == 0 && same.said.contains("unchanged 1"), "\(same.said)")
        }
    }

    @Test("columns go by other names, as pairs or as the API takes them")
    func mapping() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let file = "Kundennr,Firma & Sitz,Notiz\nD-1,Gasthaus zur Börse,x\n"
        let pairs = "Kundennr=code; Firma & Sitz = name; Notiz="
        for mapping in [pairs, #"{"Kundennr":"code","Firma & Sitz":"name","Notiz":null}"#] {
            let answer = try await bring(
                seller.person, "companies", file, ["--mapping", mapping])
            #expect(answer.code == 0 && answer.said.contains("rows_read 1"), "\(answer.said)")
            #expect(!answer.said.contains("warning"), "\(answer.said)")
        }
        let found = try await seller.person.get("/v1/companies?q=D-1").expect(200)
        #expect(try found.text("items.0.name") == "Gasthaus zur Börse")
        let lists = "Liste,Geld,Zweck\nHerbst,EUR,wholesale\n"
        let made = try await bring(
            seller.person, "price-lists", lists,
            ["--mapping", "Liste=name;Geld=currency;Zweck=purpose"])
        #expect(made.code == 0 && made.said.contains("created 1"), "\(made.said)")
        let none = try await bring(seller.person, "companies", file, ["--mapping", "Kundennr"])
        #expect(none.code == 64)
        let wrong = try await bring(seller.person, "companies", file, ["--mapping", "Firma=firm"])
        #expect(wrong.code == 1 && wrong.said.contains("The columns here are"), "\(wrong.said)")
    }

    @Test("a bad file is refused with the lines of what is wrong, and nothing of it comes in")
    func refused() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let person = seller.person
        let companies = "code,name,country\nE-1,Good,US\nE-2,,US\nE-3,Odd,USA\n"
        let all = ["--mode", "all_or_nothing"]
        let refused = try await bring(person, "companies", companies, all)
        #expect(refused.code == 1 && refused.said.contains("state refused"))
        #expect(refused.said.contains("line 3  error  name: There is no such company"))
        #expect(refused.said.contains("line 4  error  country: 'USA' is not"))
        let dry = try await bring(person, "companies", companies, all + ["--dry-run"])
        #expect(dry.code == 1 && dry.said.contains("line 4  error"))
        let lists = "name,currency,purpose\nGood,USD,retail\nBad,EURO,retail\n"
        let list = try await bring(person, "price-lists", lists, all)
        #expect(list.code == 1 && list.said.contains("line 3  error  currency: 'EURO' is not"))
        #expect(try await person.get("/v1/companies")["items"]?.items?.isEmpty == true)
        #expect(try await person.get("/v1/price-lists")["items"]?.items?.count == 1)
        // Files that are none of the kind, or no files of rows at all.
        let bad = [
            ("price-lists", "currency\nUSD\n", "There is no column of these: name, price_list"),
            ("companies", "", "The file has no header."),
            ("companies", "code,number\n1,2\n", "Both 'code' and 'number'"),
            ("companies", "name\nNobody\n", "neither an id, a number, a tax number"),
            ("companies", "code,name\n\"E-1,Open\n", "error"),
        ]
        for (kind, file, complaint) in bad {
            let answer = try await bring(person, kind, file, all)
            #expect(answer.code == 1 && answer.said.contains(complaint), "\(answer.said)")
        }
        let many = "code,name\n" + (0..<140).map { "M-\($0),\n" }.joined()
        let long = try await bring(person, "companies", many, all)
        #expect(long.said.contains("and 40 more: /v1/imports/"), "\(long.said)")
    }

    @Test("flags that make no sense, files that aren't there and wrong passwords are named")
    func misused() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let person = seller.person
        for (kind, flags, complaint) in [
            ("customers", [], "--kind is products, prices, price-lists, stock or companies"),
            ("prices", [], "--price-list is required"), ("stock", [], "--warehouse is required"),
            ("companies", ["--format", "xml"], "--format is csv or jsonl"),
            ("companies", ["--dry"], "there is no flag --dry"),
        ] {
            let answer = try await bring(person, kind, Self.customers, flags)
            #expect(answer.code == 64 && answer.said.contains(complaint), "\(answer.said)")
        }
        for (flags, complaint) in [
            (["--mode", "half"], "mode"), (["--resume", "imp_1"], "resume"),
            (["--file=/nowhere/rows.csv"], "--file is given twice"),
        ] {
            let answer = try await bring(person, "companies", Self.customers, flags)
            #expect(answer.code != 0 && answer.said.contains(complaint), "\(answer.said)")
        }
        let wrong = try await bring(person, "companies", Self.customers, password: "not this one")
        #expect(wrong.code == 1 && wrong.said.contains("401") && !wrong.said.contains("not this"))
        let gone = try await CommandRun(
            ["import", "--kind", "companies", "--file", "/nowhere/rows.csv", "--email", "a@b.c"],
            with: ["DRAY_IMPORT_PASSWORD": "x"]
        ).ended()
        #expect(gone.code == 1 && gone.said.contains("/nowhere/rows.csv can't be read"))
    }

    @Test(
        "kill -9 amid an import: it goes on behind what was applied, and tells rows as before",
        arguments: ["companies", "price-lists"])
    func resumed(_ kind: String) async throws {
        let host = try await TestServer()
        let seller = try await Seller.make(on: host, variants: 1, stock: 0)
        let isLists = kind == "price-lists"
        // One of the third thousand is there, and held by somebody else until the server is dead.
        let held = "Name 2500"
        if isLists {
            let body = #"{"name":"\#(held)","currency":"USD","purpose":"retail","assignments":[]}"#
            try await seller.person.post("/v1/price-lists", body).expect(201)
        } else {
            try await seller.person.post("/v1/companies", #"{"name":"\#(held)","code":"2500"}"#)
                .expect(201)
        }
        let head = isLists ? "name,currency,purpose,priority\n" : "name,code,phone\n"
        let rows = (0..<3_200).map { row in
            isLists ? "Name \(row),USD,retail,7\n" : "Name \(row),\(row),555 \(row)\n"
        }
        let twice = isLists ? "Name 5,USD,retail,9\n" : "Again,5,\n"
        let file = head + rows.joined() + twice
        let holder = try AdminConnection(ConnectionSettings(host.address))
        _ = try holder.query(
            "select set_config('app.organization', $1, false)", [try uuid(of: seller.id)])
        _ = try holder.query("begin")
        let table = isLists ? "pricing.price_lists" : "organizations.companies"
        _ = try holder.query("select from \(table) where name = $1 for update", [held])

        let first = try ServerProcess(database: host.address)
        let person = try await Person.signIn(
            first.client, email: seller.person.email, password: seller.person.password)
        let folder = try TemporaryFolder("import")
        defer { folder.remove() }
        let begun = try start(person, kind, file, in: folder)
        var created: Int64 = 0
        while created < 2_000 {
            let list = try await seller.person.get("/v1/imports").expect(200)
            created = list["items.0.created"]?.integer ?? 0
        }
        first.killAtOnce()
        kill(begun.process, SIGKILL)
        #expect(await begun.ended().code == 128 + SIGKILL)
        _ = try holder.query("rollback")

        let second = try ServerProcess(database: host.address)
        defer { second.killAtOnce() }
        let other = try await Person.signIn(
            second.client, email: seller.person.email, password: seller.person.password)
        // Whoever begins anew is told what waits.
        let look = try await bring(other, kind, head, ["--dry-run"])
        let id = try await seller.person.get("/v1/imports").expect(200)["items"]?.items?
            .first { $0["rows_read"]?.integer == 3_201 }?["id"]?.text ?? "none"
        #expect(look.said.contains("--resume \(id) goes on with it"), "\(look.said)")
        let mismatched = try await bring(
            other, kind, file, ["--resume", id, "--mode", "all_or_nothing"])
        #expect(mismatched.code == 1 && mismatched.said.contains("goes on at row 3202"))
        let done = try await bring(other, kind, file, ["--resume", id])
        #expect(
            done.said.contains("rows_read 3201  created 3199  updated 1  unchanged 0  bad 1"),
            "\(done.said)")
        #expect(done.code == 0 && done.said.contains("line 3202  error"), "\(done.said)")
        #expect(done.said.contains("stands on line 7 already"), "\(done.said)")
        await host.stop()
    }
}
