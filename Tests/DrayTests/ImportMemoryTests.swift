import Glibc
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

    /// A file of that many rows of 1,400 bytes, of which every hundredth is good.
    private func file(_ rows: Int) -> String {
        let wide = String(repeating: "x", count: 1_390)
        var file = "sku,name\n"
        file.reserveCapacity(rows * 1_400)
        for row in 0..<rows {
            file += "N\(row),\(row % 100 == 0 ? "Good" : wide)\n"
        }
        return file
    }

    @Test("five times as many rows take no more memory")
    func bounded() async throws {
        let host = try await TestServer()
        let trader = try await Trader.make("wholesaler", on: host, until: .setUp)
        let server = try ServerProcess(database: host.address)
        defer { server.killAtOnce() }
        let person = try await Person.signIn(
            server.client, email: trader.person.email, password: trader.person.password)
        func bring(_ rows: Int) async throws -> Int {
            let body = Array(file(rows).utf8)
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
                let list = try await trader.get("/v1/imports").expect(200)
                guard let newest = list["items"]?.items?.first,
                    newest["rows_read"]?.integer == Int64(rows),
                    newest["state"]?.text != "running"
                else { continue }
                #expect(newest["state"]?.text == "applied", "\(list.bodyText)")
                #expect(newest["bad"]?.integer == Int64(rows - rows / 100))
                return try peak(server.process)
            }
        }
        let few = try await bring(3_000)
        let many = try await bring(15_000)
        print("an import's memory: \(few) KiB for 3,000 rows, \(many) KiB for 15,000")
        // The larger file has 16,400 KiB more, and as much again as texts of rows; the smaller one
        // has filled every batch and buffer already.
        #expect(many - few < 16 << 10)
        await host.stop()
    }
}
