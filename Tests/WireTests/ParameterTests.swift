import Bedrock
import Testing
import Wire

@Suite("Parameters stand in the route, the query and the headers")
struct ParameterTests {
    struct List: FieldGroup {
        let order: ID<Order>
        let limit: Int
        let cursor: String?
        let units: [Unit]
        let from: Instant?
        let version: String?
        let word: String?

        init(_ fields: inout Fields) {
            order = fields.path("id", "Which.")
            limit = fields.query("limit", "How many.", in: 1...200, default: 50)
            cursor = fields.query("cursor", "Where.", length: 1...10)
            units = fields.query("unit", "Of which.", count: 1...2) ?? []
            from = fields.query("from", "Since when.")
            version = fields.header("if-match", "Of what was read.", length: 1...10)
            word = fields.query("q", "What to look for.")
        }
    }

    static let id = "ord_01gbvv2b00f8y9ykh1t1dpmz41"

    private func read(
        _ query: [(name: String, value: String)], id: String = ParameterTests.id
    ) throws(Violations) -> List {
        try Fields.read(List.self, path: [("id", id)], query: query) { name in
            name == "if-match" ? "\"7\"" : nil
        }
    }

    private func found(
        _ query: [(name: String, value: String)], id: String = ParameterTests.id
    ) -> [String] {
        do throws(Violations) {
            _ = try read(query, id: id)
            return []
        } catch { return error.list.map { "\($0.pointer) \($0.code)" } }
    }

    @Test("all are read")
    func all() throws {
        let list = try read([
            ("unit", "case,bottle"), ("limit", "10"), ("from", "2022-09-01T00:00:00Z"),
            ("cursor", " x "), ("q", "beer"),
        ])
        #expect(list.limit == 10)
        #expect(list.units == [.case, .bottle])
        #expect(list.cursor == "x")
        #expect(list.version == "\"7\"")
        #expect(list.order.text == Self.id)
        #expect(list.word == "beer")
        #expect(try read([]).limit == 50)
    }

    @Test("wrong ones are named by their place")
    func wrong() {
        #expect(found([("limit", "0")]) == ["query:limit range"])
        #expect(found([("limit", "+1")]) == ["query:limit type"])
        #expect(found([("limit", "1.0")]) == ["query:limit type"])
        #expect(found([("limit", "")]) == ["query:limit type"])
        #expect(found([("limit", "99999999999999999999")]) == ["query:limit type"])
        #expect(found([("unit", "crate")]) == ["query:unit choice"])
        #expect(found([("unit", "case,case,case")]) == ["query:unit count"])
        #expect(found([("from", "today")]) == ["query:from format"])
        #expect(found([("cursor", "a\0")]) == ["query:cursor characters"])
        #expect(found([("page", "1")]) == ["query:page unknown"])
        #expect(found([("limit", "1"), ("limit", "2")]) == ["query:limit duplicate"])
        #expect(found([], id: "prd_x") == ["path:id format"])
    }

    @Test("many unknown ones are all refused")
    func many() {
        let query = (0..<80).map { (name: "x\($0)", value: "1") }
        #expect(found(query).count == 80)
    }

    @Test("required ones are asked for")
    func required() {
        struct Strict: FieldGroup {
            let key: String
            let side: Unit
            init(_ fields: inout Fields) {
                key = fields.requiredHeader("idempotency-key", "Yours.", length: 1...255)
                side = fields.requiredQuery("side", "Which.")
            }
        }
        #expect(
            violations(Strict.self, "") == [
                "header:idempotency-key required", "query:side required",
            ])
    }
}
