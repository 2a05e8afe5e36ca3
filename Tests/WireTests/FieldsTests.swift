import Bedrock
import Testing
import Wire

@Suite("Inputs are read whole, or every violation is listed")
struct FieldsTests {
    static let product = "prd_01gbvv2b00f8y9ykh1t1dpmz41"

    static func order(_ change: (inout String) -> Void = { _ in }) -> String {
        var text = #"{"reference":"A 1","email":"a@b.example","at":"2022-09-01T08:00:00Z","#
            + #""lines":[{"product_id":"\#(product)","quantity":12}]}"#
        change(&text)
        return text
    }

    @Test("a valid body is read")
    func valid() throws {
        let order = try Fields.read(CreateOrder.self, body: Array(Self.order().utf8))
        #expect(order.reference == "A 1")
        #expect(order.lines.count == 1)
        #expect(order.lines[0].quantity == Quantity(12))
        #expect(order.lines[0].unit == .bottle)
        #expect(order.lines[0].product.text == Self.product)
        #expect(order.priority == 0)
        #expect(order.attributes == .empty)
    }

    @Test("fields may stand in any order")
    func anyOrder() throws {
        let text = #"{"lines":[{"quantity":3,"tags":["x"],"product_id":"\#(Self.product)","#
            + #""price":{"currency":"EUR","amount":5},"unit":"case"}],"priority":-5,"#
            + #""attributes":{"b":[1,{"c":2.5}]},"at":"2022-09-01T08:00:00Z","#
            + #""email":"a@b.example","reference":"  x  ","is_urgent":true}"#
        let order = try Fields.read(CreateOrder.self, body: Array(text.utf8))
        #expect(order.reference == "x")
        #expect(order.lines[0].price == Money(5, .eur))
        #expect(order.lines[0].tags == ["x"])
        #expect(order.attributes.bytes == Array(#"{"b":[1,{"c":2.5}]}"#.utf8))
        #expect(order.isUrgent)
    }

    @Test("all violations are listed at once, in the fields' order")
    func all() {
        let text = #"{"reference":"","email":"nobody","at":7,"is_urgent":"yes","lines":["#
            + #"{"product_id":"ord_x","quantity":0,"unit":"crate","#
            + #""price":{"amount":1.0},"colour":1},"#
            + #"5],"attributes":[],"priority":6,"extra/~":1,"reference":"again"}"#
        #expect(
            violations(CreateOrder.self, text) == [
                "/reference length", "/email format", "/at type", "/is_urgent type",
                "/lines/0/product_id format", "/lines/0/quantity range", "/lines/0/unit choice",
                "/lines/0/price/amount type", "/lines/0/price/currency required",
                "/lines/0/colour unknown", "/lines/1 type", "/attributes type", "/priority range",
                "/extra~1~0 unknown", "/reference duplicate",
            ])
    }

    @Test("a body that is absent or empty misses its required fields")
    func absent() {
        let missing = ["/reference", "/email", "/at", "/lines"].map { "\($0) required" }
        #expect(violations(CreateOrder.self, "") == missing)
        #expect(violations(CreateOrder.self, "{}") == missing)
        #expect(violations(CreateOrder.self, "[]") == [" type"])
        #expect(violations(CreateOrder.self, "null") == [" type"])
        #expect(violations(CreateOrder.self, "{") != missing)
    }

    @Test("ten thousand lines are read and one more is one violation")
    func manyLines() throws {
        func text(_ count: Int) -> String {
            let line = #"{"product_id":"\#(Self.product)","quantity":12}"#
            let lines = Array(repeating: line, count: count).joined(separator: ",")
            return #"{"reference":"A","email":"a@b.example","at":"2022-09-01T08:00:00Z","#
                + #""lines":[\#(lines)]}"#
        }
        let read = try Fields.read(CreateOrder.self, body: Array(text(10_000).utf8))
        #expect(read.lines.count == 10_000)
        #expect(violations(CreateOrder.self, text(10_001)) == ["/lines count"])
        #expect(violations(CreateOrder.self, text(0)) == ["/lines count"])
    }

    @Test("a hundred violations are listed, and a word that there are more")
    func capped() {
        let lines = Array(repeating: "{}", count: 200).joined(separator: ",")
        let found = violations(CreateOrder.self, #"{"lines":[\#(lines)]}"#)
        #expect(found.count == 101)
        #expect(found.last == " more")
    }

    @Test("unknown members by the thousand are refused")
    func manyMembers() {
        let members = (0..<1_001).map { "\"m\($0)\":1" }.joined(separator: ",")
        #expect(violations(CreateOrder.self, "{\(members)}") == [" count"])
        let some = (0..<90).map { "\"m\($0)\":1" }.joined(separator: ",")
        let text = Self.order { $0.replaceFirst("{", "{\(some),") }
        #expect(violations(CreateOrder.self, text).count == 90)
        #expect(violations(CreateOrder.self, text).allSatisfy { $0.hasSuffix("unknown") })
    }

    @Test("optional fields may be null, required ones may not")
    func nulls() {
        let text = Self.order { $0.replaceFirst("12}", "12,\"price\":null,\"unit\":null}") }
        #expect(violations(CreateOrder.self, text) == [])
        let other = Self.order { $0.replaceFirst("12}", "null}") }
        #expect(violations(CreateOrder.self, other) == ["/lines/0/quantity type"])
    }

    struct Edit: FieldGroup {
        let note: Change<String>
        init(_ fields: inout Fields) { note = fields.change("note", "A note.", length: 1...5) }
    }

    @Test("a change tells absent from null")
    func changes() throws {
        func read(_ text: String) throws(Violations) -> Change<String> {
            let edit = try Fields.read(Edit.self, body: Array(text.utf8))
            return edit.note
        }
        #expect(try read("{}") == .unchanged)
        #expect(try read(#"{"note":null}"#) == .cleared)
        #expect(try read(#"{"note":"x"}"#) == .set("x"))
        #expect(violations(Edit.self, #"{"note":""}"#) == ["/note length"])
    }

    @Test("rules between fields name the field they are about")
    func between() {
        struct Range: FieldGroup {
            let from: Int?
            let until: Int?
            init(_ fields: inout Fields) {
                from = fields.optional("from", "From.")
                until = fields.optional("until", "Until.", inExample: false)
                fields.require(from == nil || until == nil, "until", "choice", "Give one.")
            }
        }
        #expect(violations(Range.self, #"{"from":1}"#) == [])
        #expect(violations(Range.self, #"{"from":1,"until":2}"#) == ["/until choice"])
        #expect(violations(Range.self, #"{"from":1,"until":"x"}"#) == ["/until type"])
        #expect(Fields.describe(Range.self).bodyExample == Array(#"{"from":1}"#.utf8))
    }
}

extension String {
    mutating func replaceFirst(_ part: String, _ other: String) {
        guard let range = firstRange(of: part) else { return }
        replaceSubrange(range, with: other)
    }
}
