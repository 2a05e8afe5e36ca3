import Testing
import Wire

@Suite("The OpenAPI document says what the declarations say")
struct OpenAPITests {
    static func document() -> OpenAPI {
        var api = OpenAPI(title: "Trade", version: "1", doc: "A trade backend.")
        api.tag("Orders", "What was bought.")
        api.bearer("account", "An account's token.")
        let answer = OpenAPI.Answer(
            status: 201, doc: "Made.", schema: api.components.schema(of: OrderView.self),
            example: OrderView.example.jsonBytes)
        var problem = Schema(.object)
        problem.properties = [.init(name: "type", schema: Schema(.string))]
        api.components.define("Problem", problem)
        let refusals = ["Not so.", "Nor so."].map {
            OpenAPI.Answer(
                status: 422, doc: $0, mediaType: "application/problem+json",
                schema: Schema(reference: "Problem"))
        }
        api.add(
            OpenAPI.Operation(
                id: "create_order", method: "POST", path: "/orders", tag: "Orders",
                summary: "Makes an order.", input: Fields.describe(CreateOrder.self),
                answers: refusals + [answer], security: ["account"]))
        api.add(
            OpenAPI.Operation(
                id: "list_order", method: "GET", path: "/orders/{id}", tag: "Orders",
                summary: "Lists.", input: Fields.describe(ParameterTests.List.self),
                answers: [answer], security: []))
        return api
    }

    @Test("it has every operation with inputs, answers and security")
    func operations() throws {
        let json = Self.document().json
        #expect(json["openapi"]?.text == "3.1.0")
        let create = try #require(json["paths"]?["/orders"]?["post"])
        #expect(create["operationId"]?.text == "create_order")
        #expect(create["security"] == .array([.object([.init("account", .array([]))])]))
        #expect(create["responses"]?.members?.map(\.name) == ["201", "422"])
        #expect(create["responses"]?["422"]?["description"]?.text == "Not so.\n\nNor so.")
        let media = create["requestBody"]?["content"]?["application/json"]
        #expect(media?["example"]?["reference"]?.text == "Text")
        let list = try #require(json["paths"]?["/orders/{id}"]?["get"])
        #expect(list["parameters"]?.items?.count == 7)
        #expect(list["security"] == .array([]))
        #expect(
            json["components"]?["schemas"]?.members?.map(\.name)
                == ["LineInput", "LineView", "Money", "OrderView", "Problem"])
    }

    @Test("the same declarations give the same bytes")
    func deterministic() {
        let bytes = Self.document().bytes
        for _ in 0..<5 { #expect(Self.document().bytes == bytes) }
    }

    @Test("every reference leads somewhere")
    func references() {
        let json = Self.document().json
        let names = Set(json["components"]?["schemas"]?.members?.map(\.name) ?? [])
        var seen: [String] = []
        func walk(_ value: JSON) {
            for member in value.members ?? [] {
                if member.name == "$ref", let text = member.value.text { seen.append(text) }
                walk(member.value)
            }
            for item in value.items ?? [] { walk(item) }
        }
        walk(json)
        #expect(!seen.isEmpty)
        for reference in seen {
            #expect(names.contains(String(reference.split(separator: "/").last ?? "")))
        }
    }
}
