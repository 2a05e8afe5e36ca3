import Bedrock
import Testing
import Wire

@Suite("Each kind of field refuses what it is not")
struct FieldValueTests {
    private func codes<V: FieldValue>(_ type: V.Type, _ value: String) -> [String] {
        violations(One<V>.self, "{\"value\":\(value)}").map {
            String($0.split(separator: " ").last ?? "")
        }
    }

    @Test(
        "whole numbers are exact or refused",
        arguments: [
            ("0", []), ("-1", []), ("9223372036854775807", []), ("-9223372036854775808", []),
            ("9223372036854775808", ["range"]), ("18446744073709551615", ["range"]),
            ("1.0", ["type"]), ("1e3", ["type"]), ("1E0", ["type"]), ("0.1", ["type"]),
            ("\"1\"", ["type"]), ("true", ["type"]), ("null", ["type"]), ("[]", ["type"]),
            ("{}", ["type"]),
        ] as [(String, [String])])
    func wholeNumbers(text: String, expected: [String]) {
        #expect(codes(Int64.self, text) == expected)
        #expect(codes(Quantity.self, text) == expected)
        #expect(codes(Rate.self, text) == expected)
        #expect(codes(Money.self, "{\"amount\":\(text),\"currency\":\"USD\"}") == expected)
    }

    @Test("a 32-bit number keeps to 32 bits")
    func narrow() {
        #expect(codes(Int32.self, "2147483647") == [])
        #expect(codes(Int32.self, "2147483648") == ["range"])
    }

    @Test(
        "texts hold no control characters, NUL least of all",
        arguments: [
            (#""a""#, []), (#""  a  ""#, []), (#""""#, ["length"]), (#""   ""#, ["length"]),
            (#""\u00a0""#, ["length"]), (#""a\u0000b""#, ["characters"]),
            (#""a\nb""#, ["characters"]), (#""\u001b[0m""#, ["characters"]),
            (#""a\u0085b""#, ["characters"]), (#""a\u007f""#, ["characters"]),
            (#""\ud800""#, ["?"]), (#""\udc00""#, ["?"]), (#""\ud83d\ude00""#, []),
            ("5", ["type"]), ("null", ["type"]),
        ] as [(String, [String])])
    func texts(text: String, expected: [String]) {
        let found = codes(String.self, text)
        if expected == ["?"] { #expect(!found.isEmpty) } else { #expect(found == expected) }
    }

    @Test("a text's length counts Unicode scalars after trimming")
    func lengths() {
        struct Short: FieldGroup {
            let value: String
            init(_ fields: inout Fields) { value = fields.body("value", "", length: 2...3) }
        }
        #expect(violations(Short.self, #"{"value":"é"}"#) == ["/value length"])
        #expect(violations(Short.self, #"{"value":" éé "}"#) == [])
        #expect(violations(Short.self, #"{"value":"名名名"}"#) == [])
        #expect(violations(Short.self, #"{"value":"名名名名"}"#) == ["/value length"])
    }

    @Test(
        "ids, times, currencies, booleans and choices",
        arguments: [
            ("id", #""prd_01gbvv2b00f8y9ykh1t1dpmz41""#, []),
            ("id", #""ord_01gbvv2b00f8y9ykh1t1dpmz41""#, ["format"]),
            ("id", #""prd_01gbvv2b00f8y9ykh1t1dpmz4""#, ["format"]),
            ("id", #""prd_01GBVV2B00F8Y9YKH1T1DPMZ41""#, ["format"]),
            ("id", #""prd_81gbvv2b00f8y9ykh1t1dpmz41""#, ["format"]),
            ("id", #""""#, ["format"]), ("id", "7", ["type"]),
            ("at", #""2022-09-01T08:00:00Z""#, []), ("at", #""2022-09-01T08:00:00+02:00""#, []),
            ("at", #""2022-13-01T08:00:00Z""#, ["format"]), ("at", #""yesterday""#, ["format"]),
            ("at", "1662019200", ["type"]),
            ("currency", #""EUR""#, []), ("currency", #""eur""#, ["format"]),
            ("bool", "true", []), ("bool", "1", ["type"]), ("bool", #""true""#, ["type"]),
            ("unit", #""case""#, []), ("unit", #""Case""#, ["choice"]), ("unit", "1", ["type"]),
            ("list", "[1,2]", []), ("list", "[1,\"x\"]", ["type"]), ("list", "1", ["type"]),
        ] as [(String, String, [String])])
    func kinds(kind: String, text: String, expected: [String]) {
        let found =
            switch kind {
            case "id": codes(ID<Product>.self, text)
            case "at": codes(Instant.self, text)
            case "currency": codes(Currency.self, text)
            case "bool": codes(Bool.self, text)
            case "unit": codes(Unit.self, text)
            default: codes([Int].self, text)
            }
        #expect(found == expected)
    }

    @Test(
        "free-form objects are kept, but for what PostgreSQL can't store",
        arguments: [
            (#"{}"#, []), (#"{"a":{"b":[1,2.5,null,true,18446744073709551615]}}"#, []),
            (#"{"a":"\u0000"}"#, ["characters"]), (#"{"a\u0000":1}"#, ["characters"]),
            (#"{"a":1,"a":2}"#, ["duplicate"]), (#"{"a":[{"b":1,"b":1}]}"#, ["duplicate"]),
            (#"[]"#, ["type"]), (#""x""#, ["type"]),
        ] as [(String, [String])])
    func freeForm(text: String, expected: [String]) throws {
        #expect(codes(FreeForm.self, text) == expected)
        guard expected.isEmpty else { return }
        let body = Array("{\"value\":\(text)}".utf8)
        let kept = try Fields.read(One<FreeForm>.self, body: body).value
        #expect(String(decoding: kept.bytes, as: UTF8.self) == text)
    }

    @Test("a free-form object is bounded")
    func freeFormBound() {
        let long = String(repeating: "x", count: 16_384)
        #expect(codes(FreeForm.self, #"{"a":"\#(long)"}"#) == ["length"])
    }
}
