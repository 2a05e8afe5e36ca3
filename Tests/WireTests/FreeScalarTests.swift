import Testing
import Wire

@Suite("Values that nobody declared are read exactly, or refused where they stand")
struct FreeScalarTests {
    struct Group: FieldGroup {
        let values: [String: FreeScalar]

        init(_ fields: inout Fields) {
            values = fields.body("values", "Values.", length: 1...10, count: 0...3)
        }
    }

    private func read(_ json: String) -> Result<[String: FreeScalar], Violations> {
        Result { () throws(Violations) in
            try Fields.read(Group.self, body: Array(json.utf8)).values
        }
    }

    @Test(
        "numbers keep each of four places",
        arguments: [
            ("0", 0), ("12", 120_000), ("-3", -30_000), ("12.5", 125_000), ("0.0001", 1),
            ("1e-4", 1), ("-0.25", -2_500), ("99999999999.9999", 999_999_999_999_999),
            ("100000000000", 1_000_000_000_000_000),
        ])
    func numbers(text: String, tenThousandths: Int64) throws {
        let values = try read(#"{"values":{"a":\#(text)}}"#).get()
        #expect(values == ["a": .number(tenThousandths)])
        // What is written reads as the same.
        let written = String(decoding: OutputWriter.bytes(values), as: UTF8.self)
        #expect(try read(#"{"values":\#(written)}"#).get() == values)
    }

    @Test("random numbers are written and read as the same")
    func roundTrips() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        for _ in 0..<2_000 {
            let value = Int64.random(
                in: -1_000_000_000_000_000...1_000_000_000_000_000, using: &random)
            let text = FreeScalar.digits(ofTenThousandths: value)
            let back = try read(#"{"values":{"a":\#(text)}}"#).get()
            #expect(back == ["a": .number(value)], "seed \(seed): \(text)")
        }
    }

    @Test(
        "what is finer, greater, nested or nameless is refused by its place",
        arguments: [
            (#"{"values":{"a":0.00001}}"#, "/values/a", "range"),
            (#"{"values":{"a":1e300}}"#, "/values/a", "range"),
            (#"{"values":{"a":100000000001}}"#, "/values/a", "range"),
            (#"{"values":{"a":[1]}}"#, "/values/a", "type"),
            (#"{"values":{"a":null}}"#, "/values/a", "type"),
            (#"{"values":{"a":""}}"#, "/values/a", "length"),
            (#"{"values":{"a":"12345678901"}}"#, "/values/a", "length"),
            (#"{"values":{"a":"\u0000"}}"#, "/values/a", "characters"),
            (#"{"values":{"":1}}"#, "/values/", "length"),
            (#"{"values":{" a":1}}"#, "/values/ a", "characters"),
            (#"{"values":{"a":1,"a":2}}"#, "/values/a", "duplicate"),
            (#"{"values":{"a":1,"b":1,"c":1,"d":1}}"#, "/values", "count"),
            (#"{"values":[1]}"#, "/values", "type"),
        ])
    func refusals(json: String, pointer: String, code: String) throws {
        let error = #expect(throws: Violations.self) { try read(json).get() }
        let first = try #require(error?.list.first)
        #expect(first.pointer == pointer)
        #expect(first.code == code)
    }
}
