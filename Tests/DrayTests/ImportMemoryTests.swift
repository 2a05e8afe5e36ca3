import Glibc
import Postgres
import RawHTTP
import Testing
import Wire

@Suite("An import's memory doesn't grow with its file")
struct ImportMemoryTests {
    /// The most memory that a process has had at once, in KiB.
    private func peak(_ process: pid_t) throws -> Int {
        let status = try #require(fopen("/proc/\(process)/status", "r"))
        defer { fclose(status) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, status) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
                as: UTF8.self)
            guard text.hasPrefix("VmHWM:") else { continue }
            return try #require(text.split(whereSeparator: \.isWhitespace).dropFirst().first
                .flatMap { Int($0) })
        }
        throw TestFailure("the process is gone")
    }

    /// A file of that many rows of so many bytes, of which every so manieth is good.
    private func file(_ rows: Int, of bytes: Int, good: Int) -> String {
        let wide = String(repeating: "x", count: bytes - 10)
        var file = "sku,name\n"
        file.reserveCapacity(rows * bytes)
        for row in 0..<rows {
            file += "N\(row),\(row % good == 0 ? "Good" : wide)\n"
        }
        return file
    }

    @Test(
        "as many times more rows take no more memory, wide ones neither",
        arguments: [(3_000, 15_000, 1_400, 100), (50, 350, 60_000, 10)])
    func bounded(_ less: Int, _ more: Int, _ bytes: Int, _ good: Int) async throws {
        let host = try await TestServer()
        let trader = try await Trader.make("wholesaler", on: host, until: .setUp)
        let server = try ServerProcess(database: host.address)
        defer { server.killAtOnce() }
        let person = try await Person.signIn(
            server.client, email: trader.person.email, password: trader.person.password)
        func bring(_ rows: Int) async throws -> Int {
            let body = Array(file(rows, of: bytes, good: good).utf8)
            let upload = try RawClient(port: server.client.port)
            defer { upload.finishSending() }
            upload.send(
                """
                POST /v1/imports/products?mode=skip_bad HTTP/1.1\r\nHost: h\r\n\
                Content-Type: text/csv\r\nIdempotency-Key: \(Client.freshKey())\r\n\
                Authorization: Bearer \(person.token)\r\n\
                Content-Length: \(body.count)\r\n\r\n
                """)
            upload.send(body)
            // However long it takes: it is followed by its report, not by its answer.
            while true {
                try await Task.sleep(for: .milliseconds(20))
                let list = try await trader.get("/v1/imports").expect(200)
                guard let newest = list["items"]?.items?.first,
                    newest["rows_read"]?.integer == Int64(rows),
                    newest["state"]?.text != "running"
                else { continue }
                #expect(newest["state"]?.text == "applied", "\(list.bodyText)")
                #expect(newest["bad"]?.integer == Int64(rows - rows / good))
                return try peak(server.process)
            }
        }
        let few = try await bring(less)
        let many = try await bring(more)
        print("an import's memory: \(few) KiB for \(less) rows, \(many) KiB for \(more)")
        // The larger file has 16,400 KiB more, or 17,600, and as much again as texts of rows; the
        // smaller one has filled every batch and buffer already.
        #expect(many - few < 16 << 10)
        await host.stop()
    }

    @Test("wide rows are kept and applied before there are a thousand of them")
    func batches() async throws {
        let host = try await TestServer()
        let trader = try await Trader.make("wholesaler", on: host)
        try await trader.post("/v1/companies", #"{"name":"Held","code":"W45"}"#).expect(201)
        // A name's inner spaces are made single: a row as wide as any, and good.
        let gap = String(repeating: " ", count: 60_000)
        let rows = (0..<60).map { "W\($0),Wide\(gap)\($0)\n" }
        let file = Array(("code,name\n" + rows.joined()).utf8)
        let holder = try AdminConnection(ConnectionSettings(host.address))
        _ = try holder.query(
            "select set_config('app.organization', $1, false)", [try uuid(of: trader.id)])
        _ = try holder.query("begin")
        _ = try holder.query(
            "select from organizations.companies where code = 'W45' for update")
        let upload = try trader.server.connect()
        upload.send(
            """
            POST /v1/imports/companies?mode=skip_bad HTTP/1.1\r\nHost: h\r\n\
            Content-Type: text/csv\r\nIdempotency-Key: \(Client.freshKey())\r\n\
            Authorization: Bearer \(trader.person.token)\r\n\
            Content-Length: \(file.count)\r\n\r\n
            """)
        func once(_ isSo: (JSON) -> Bool) async throws -> JSON {
            while true {
                try await Task.sleep(for: .milliseconds(5))
                let list = try await trader.get("/v1/imports").expect(200)
                if let newest = list["items"]?.items?.first, isSo(newest) { return newest }
            }
        }
        let part = file.count * 2 / 3
        upload.send(Array(file[..<part]))
        // Forty are there, and more than a batch of them is kept.
        let received = try await once { $0["rows_read"]?.integer ?? 0 > 16 }
        #expect(received["state"]?.text == "running")
        upload.send(Array(file[part...]))
        // What comes with the one that is held waits; what came before is applied.
        let applied = try await once { $0["created"]?.integer ?? 0 > 16 }
        #expect(applied["state"]?.text == "running")
        #expect(try #require(applied["created"]?.integer) < 45)
        _ = try holder.query("rollback")
        let done = try await once { $0["state"]?.text != "running" }
        #expect(done["created"]?.integer == 59 && done["bad"]?.integer == 0)
        await host.stop()
    }

    @Test("a ladder of wide rows stays whole; one that is wider than a batch is refused by rows")
    func ladders() async throws {
        let seller = try await Seller.make(variants: 2, stock: 0)
        let gap = String(repeating: " ", count: 40_000)
        func file(_ steps: Int) -> String {
            var file = "sku,unit,price,minimum_quantity,mix_group\n"
            for step in 1...steps {
                for variant in seller.variants {
                    file += "\(variant.sku),bottle,\(100 - step),\(step),a\(gap)b\n"
                }
            }
            return file
        }
        let path = "/v1/imports/prices?price_list_id=\(seller.list)&mode=skip_bad"
        // 16 rows of one item and 16 of the other: more than a batch, and each less than one.
        let whole = try await seller.person.upload(path, file(16)).expect(201)
        #expect(whole["updated"]?.integer == 32, "\(whole.bodyText)")
        let entries = try await seller.person.get("/v1/price-lists/\(seller.list)/entries")
            .expect(200)["items"]?.items?.filter { $0["unit"]?.text == "bottle" } ?? []
        #expect(entries.map { $0["breaks"]?.items?.count } == [16, 16])
        #expect(entries.allSatisfy { $0["mix_group"]?.text == "a b" })
        let wide = try await seller.person.upload(path, file(40)).expect(201)
        let codes = wide["problems"]?.items?.compactMap { $0["code"]?.text } ?? []
        #expect(codes.contains("rows_too_wide"), "\(wide.bodyText)")
        #expect(codes.count { $0 == "rows_too_wide" } == 26, "\(wide.bodyText)")
    }
}
