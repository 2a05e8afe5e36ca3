import Testing
import Wire

@Suite("CSV is read as it arrives, wherever it is cut")
struct CSVTests {
    /// Each record as its fields, each problem as its kind, both with their lines.
    private func read(
        _ bytes: [UInt8], chunk: Int, limits: CSVLimits = CSVLimits()
    ) -> [String] {
        var reader = CSVReader(limits: limits)
        var found: [String] = []
        func take(_ result: Result<CSVRecord, CSVProblem>) {
            switch result {
            case .success(let record):
                found.append("\(record.line):" + record.texts.joined(separator: "|"))
            case .failure(let problem):
                found.append("\(problem.line):!\(problem.kind.rawValue)@\(problem.column)")
            }
        }
        var start = 0
        while start < bytes.count {
            reader.feed(Array(bytes[start..<min(start + chunk, bytes.count)]), take)
            start += chunk
        }
        reader.finish(take)
        return found
    }

    @Test(
        "records, quotes, line breaks and problems",
        arguments: [
            ("", []), ("a", ["1:a"]), ("a\n", ["1:a"]), ("a,b\r\nc,d\r\n", ["1:a|b", "2:c|d"]),
            ("a\rb", ["1:a", "2:b"]), ("\n\na\n\nb", ["3:a", "5:b"]),
            ("a,\n,b\n", ["1:a|", "2:|b"]),
            ("\"a\"", ["1:a"]), ("\"\"", ["1:"]), ("\"a\"\"b\",c", ["1:a\"b|c"]),
            ("\"a,b\"", ["1:a,b"]), ("\"a\nb\",c\nd", ["1:a\nb|c", "3:d"]),
            ("\"a\r\nb\"\r\nd", ["1:a\r\nb", "3:d"]), ("\u{FEFF}\"a\",b", ["1:a|b"]),
            (" a , b ", ["1: a | b "]), ("a\"b,c\nd", ["1:!stray_quote@1", "2:d"]),
            ("x,\"a\"b,c\nd", ["1:!stray_quote@2", "2:d"]), ("x,\"a\nb", ["1:!unclosed_quote@2"]),
            ("a,\0\nb", ["1:!nul@2", "2:b"]), ("é,名", ["1:é|名"]), ("\u{FEFF}", []),
        ] as [(String, [String])])
    func table(text: String, expected: [String]) {
        let bytes = Array(text.utf8)
        for chunk in 1...max(1, bytes.count) {
            #expect(read(bytes, chunk: chunk) == expected, "in chunks of \(chunk)")
        }
    }

    @Test("bytes that are not UTF-8 are a problem of their record only")
    func invalidUTF8() {
        #expect(
            read([0x61, 0x0A, 0x62, 0x2C, 0xE9, 0x0A, 0x63], chunk: 2)
                == ["1:a", "2:!invalid_utf8@2", "3:c"])
        #expect(read([0xEF, 0xBB, 0x61], chunk: 1) == ["1:!invalid_utf8@1"])
        #expect(read([0xC3, 0x2C, 0xA9], chunk: 1) == ["1:!invalid_utf8@1"])
    }

    @Test("what is too long is a problem, and reading goes on")
    func limits() {
        var limits = CSVLimits()
        (limits.field, limits.record, limits.fields) = (4, 8, 3)
        func read(_ text: String) -> [String] {
            self.read(Array(text.utf8), chunk: 3, limits: limits)
        }
        #expect(read("abcd\nx") == ["1:abcd", "2:x"])
        #expect(read("a,abcde,b\nx") == ["1:!field_too_long@2", "2:x"])
        #expect(read("\"abcdefgh\"\nx") == ["1:!field_too_long@1", "2:x"])
        #expect(read("abcd,abcd,a\nx") == ["1:!record_too_long@3", "2:x"])
        #expect(read("1,2,3,4\nx") == ["1:!too_many_fields@4", "2:x"])
        #expect(read("a,\"\nb\nc\nd\ne\nx") == ["1:!field_too_long@2", "5:e", "6:x"])
    }

    @Test("what is written is read back", arguments: 1...30 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = Seeded(seed)
        let alphabet = ["a", ",", "\"", "\n", "\r", "é", " ", "=", "'"]
        var writer = CSVWriter(disarmsFormulas: false)
        var rows: [[String]] = []
        for _ in 0..<20 {
            let row = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    alphabet.randomElement(using: &random)!
                }.joined()
            }
            rows.append(row)
            writer.write(row)
        }
        var reader = CSVReader()
        var found: [[String]] = []
        let take: (Result<CSVRecord, CSVProblem>) -> Void = { result in
            if case .success(let record) = result { found.append(record.texts) }
        }
        reader.feed(writer.bytes, take)
        reader.finish(take)
        #expect(found == rows, "seed \(seed)")
    }

    @Test("random bytes never crash", arguments: 1...20 as ClosedRange<UInt64>)
    func damaged(seed: UInt64) {
        var random = Seeded(seed)
        let alphabet = Array("ab,\"\n\r\0".utf8) + [0xEF, 0xBB, 0xBF, 0xC3]
        let bytes = (0..<2_000).map { _ in alphabet.randomElement(using: &random)! }
        #expect(read(bytes, chunk: 7) == read(bytes, chunk: 2_000), "seed \(seed)")
    }

    @Test(
        "formulas are disarmed where a person opens the file",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "+1"), ("-1.5", "-1.5"), ("-A1", "'-A1"), ("@x", "'@x"),
            ("+", "'+"), ("plain", "plain"), ("=a,b", "\"'=a,b\""), ("", "\"\""),
        ])
    func formulas(text: String, expected: String) {
        var writer = CSVWriter(disarmsFormulas: true)
        writer.write([text])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected + "\r\n")
    }

    @Test("a header finds its columns")
    func header() throws {
        var reader = CSVReader()
        var header: CSVHeader?
        reader.feed(Array("Item Number, Pack ,pack\n".utf8)) { result in
            header = (try? result.get()).map(CSVHeader.init)
        }
        let found = try #require(header)
        #expect(found.column("item number") == 0)
        #expect(found.column("pack") == 1)
        #expect(found.duplicates == ["pack"])
        #expect(found.missing(["pack", "price"]) == ["price"])
    }
}
