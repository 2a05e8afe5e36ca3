import Bedrock
import Testing
import Wire

@Suite("What reads an input also describes it")
struct DescriptionTests {
    @Test("the example is valid for the schema and for the reader")
    func example() throws {
        let description = Fields.describe(CreateOrder.self)
        _ = try Fields.read(CreateOrder.self, body: description.bodyExample)
        let body = try #require(description.body)
        let checker = SchemaChecker(description.components)
        #expect(checker.check(try JSON.parse(description.bodyExample), against: body) == [])
    }

    @Test("the schema tells names, words, limits and what is required")
    func schema() throws {
        let description = Fields.describe(CreateOrder.self)
        let body = try #require(description.body)
        #expect(body.required == ["reference", "email", "at", "lines"])
        #expect(body.json["additionalProperties"] == .bool(false))
        #expect(body.json["properties"]?["priority"]?["minimum"] == .integer(-5))
        #expect(body.json["properties"]?["priority"]?["default"] == .integer(0))
        #expect(body.json["properties"]?["lines"]?["maxItems"] == .integer(10_000))
        let line = try #require(description.components["LineInput"])
        #expect(line.required == ["product_id", "quantity"])
        #expect(line.properties.map(\.name).contains("discount"))
        #expect(line.properties[0].schema.doc == "What is bought.")
        #expect(line.properties[0].schema.pattern == "^prd_[0-7][0-9a-hjkmnp-tv-z]{25}$")
        #expect(line.properties[2].schema.choices == ["bottle", "case", "pallet"])
    }

    @Test("parameters are described by place")
    func parameters() {
        let description = Fields.describe(ParameterTests.List.self)
        #expect(description.body == nil)
        #expect(description.bodyExample.isEmpty)
        #expect(
            description.parameters.map { "\($0.place) \($0.name) \($0.isRequired)" } == [
                "path id true", "query limit false", "query cursor false", "query unit false",
                "query from false", "header if-match false", "query q false",
            ])
    }

    @Test("answers are described by their example, and conform")
    func answers() throws {
        let components = SchemaComponents()
        let schema = components.schema(of: OrderView.self)
        #expect(schema.reference == "OrderView")
        #expect(Set(components.schemas.keys) == ["OrderView", "LineView", "Money"])
        let checker = SchemaChecker(components.schemas)
        let bytes = OrderView.example.jsonBytes
        #expect(checker.check(try JSON.parse(bytes), against: schema) == [])
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"id":"ord_01gbvv2b00f8y9ykh1t1dpmz41","at":"2022-09-01T08:00:00Z","#
                + #""lines":[{"product_id":"prd_01gbvv2b00f8y9ykh1t1dpmz41","quantity":12,"#
                + #""unit":"case","price":{"amount":1250,"currency":"USD"},"note":null}],"#
                + #""parent_id":null,"attributes":{"abv":40.5},"counts":{"a":1,"b":2}}"#)
    }

    @Test("generic and nested types have readable names")
    func names() {
        #expect(schemaName(of: ParameterTests.List.self) == "ParameterTestsList")
        #expect(schemaName(of: One<Line>.self) == "OneLine")
    }

    @Test(
        "the checker finds what does not conform",
        arguments: [
            (#"{"a":1}"#, []), (#"{"a":1,"b":null}"#, []), (#"{"a":1,"b":"xy"}"#, []),
            (#"{}"#, ["/a required"]), (#"{"a":1.5}"#, ["/a type"]), (#"{"a":11}"#, ["/a range"]),
            (#"{"a":null}"#, ["/a type"]), (#"{"a":1,"c":1}"#, ["/c unknown"]),
            (#"{"a":1,"b":"z"}"#, ["/b pattern"]), (#"{"a":1,"l":[]}"#, ["/l count"]),
            (#"{"a":1,"l":["2022-09-01T00:00:00Z","x"]}"#, ["/l/1 format"]), (#"[]"#, [" type"]),
        ] as [(String, [String])])
    func checker(text: String, expected: [String]) throws {
        var number = Schema(.integer)
        (number.minimum, number.maximum) = (1, 10)
        var word = Schema(.string).nullable
        word.pattern = "^x"
        var time = Schema(.string)
        time.format = "date-time"
        var list = Schema.array(of: time)
        list.count = 1...2
        var object = Schema(.object)
        object.properties = [
            .init(name: "a", schema: number), .init(name: "b", schema: word),
            .init(name: "l", schema: list),
        ]
        object.required = ["a"]
        let checker = SchemaChecker(["Thing": object])
        let found = checker.check(try JSON.parse(text), against: Schema(reference: "Thing"))
        #expect(found.map { "\($0.pointer) \($0.code)" } == expected)
    }
}
