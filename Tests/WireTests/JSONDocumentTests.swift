import Testing
import Wire

@Suite("JSON is read exactly, or refused in one clear sentence")
struct JSONDocumentTests {
    @Test(
        "what is no JSON is refused",
        arguments: [
            "", " ", "{", "}", "[1,]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{'a':1}", "[1 2]", "nul",
            "tru", "01", "1.", ".5", "+1", "- 1", "1e", "0x10", "NaN", "Infinity",
            "\"a", "\"\u{1}\"",
            "\"\\x\"", "\"\\u12\"", "[1]]", "{}{}", "1 2", "// a\n1", "1e400", "\u{FEFF}{}",
            "123456789012345678901234567890",
        ])
    func malformed(text: String) {
        #expect(throws: JSONError.self) { try JSON.parse(text) }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0xFF], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON.parse(bytes) }
    }

    @Test("nesting is admitted to 64 levels and refused beyond")
    func depth() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
        }
        _ = try JSON.parse(nested(64))
        let error = #expect(throws: JSONError.self) { try JSON.parse(nested(65)) }
        #expect(error?.message == "The document nests deeper than 64 levels.")
        #expect(throws: JSONError.self) { try JSON.parse(nested(100_000)) }
    }

    @Test("values come out as they went in")
    func values() throws {
        let text = #"{"a":[1,-9223372036854775808,9223372036854775807],"b":{"c":null},"#
            + #""d":[true,false],"e":"é😀\n\"\\","f":0.1,"g":{},"h":[]}"#
        let json = try JSON.parse(text)
        #expect(json["a"]?[1]?.integer == .min)
        #expect(json["a"]?[2]?.integer == .max)
        #expect(json["b"]?["c"]?.isNull == true)
        #expect(json["d"]?[0]?.bool == true)
        #expect(json["e"]?.text == "é😀\n\"\\")
        #expect(json["f"] == .number(0.1))
        #expect(json["g"]?.members?.isEmpty == true)
        #expect(json["h"]?.items?.isEmpty == true)
        #expect(json["z"] == nil)
        #expect(json.compact == text)
    }

    @Test("several documents can be open at once")
    func several() throws {
        let outer = try JSONDocument(parsing: Array(#"{"value":"outer"}"#.utf8))
        for _ in 0..<10 { _ = try JSON.parse(#"{"value":"inner"}"#) }
        #expect(JSON(outer)["value"]?.text == "outer")
    }

    @Test("random trees come back equal", arguments: 1...40 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = Seeded(seed)
        let tree = randomTree(&random, 0)
        #expect(try JSON.parse(tree.bytes) == tree, "seed \(seed)")
    }

    @Test("cut and damaged documents never crash", arguments: 1...20 as ClosedRange<UInt64>)
    func damaged(seed: UInt64) {
        var random = Seeded(seed)
        let whole = Fields.describe(CreateOrder.self).bodyExample
        for count in 0..<whole.count {
            #expect(throws: Violations.self) {
                try Fields.read(CreateOrder.self, body: Array(whole.prefix(count)))
            }
        }
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(Array("{}[]\",:0\\u-".utf8).randomElement(using: &random)!,
                    at: place)
                }
            }
            _ = try? Fields.read(CreateOrder.self, body: bytes)
            _ = try? JSON.parse(bytes)
        }
    }

    private func randomTree(_ random: inout Seeded, _ depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3: return .integer(Int64.random(in: -100...100, using: &random))
        case 4: return .number(Double.random(in: -1e9...1e9, using: &random) + 0.5)
        case 5: return .string(randomText(&random))
        case 6:
            let count = Int.random(in: 0...5, using: &random)
            return .array((0..<count).map { _ in randomTree(&random, depth + 1) })
        default:
            let count = Int.random(in: 0...5, using: &random)
            return .object(
                (0..<count).map { place in
                    .init("\(place)\(randomText(&random))", randomTree(&random, depth + 1))
                })
        }
    }

    private func randomText(_ random: inout Seeded) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "\"", "\\", "/", "\n", "\t", "\0", "\u{1F}", "\u{7F}", "é", "\u{2028}", "😀",
            "名",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            text.unicodeScalars.append(alphabet.randomElement(using: &random)!)
        }
        return text
    }
}
