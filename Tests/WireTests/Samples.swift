import Bedrock
import Wire

enum Product: Identified { static let idPrefix = "prd" }

enum Order: Identified { static let idPrefix = "ord" }

enum Unit: String, FieldEnum { case bottle, `case`, pallet }

struct Line: FieldGroup {
    let product: ID<Product>
    let quantity: Quantity
    let unit: Unit
    let price: Money?
    let discount: Rate
    let tags: [String]

    init(_ fields: inout Fields) {
        product = fields.body("product_id", "What is bought.")
        quantity = fields.body("quantity", "How many, in the unit.", in: 1...1_000_000)
        unit = fields.body("unit", "The unit.", default: .bottle)
        price = fields.optional("price", "What is offered.", in: 0...1_000_000)
        discount = fields.body(
            "discount", "In basis points.", in: 0...10_000, default: Rate(basisPoints: 0))
        tags = fields.optional("tags", "Marks.", length: 1...10, count: 0...3) ?? []
    }
}

struct CreateOrder: FieldGroup {
    let reference: String
    let email: String
    let at: Instant
    let isUrgent: Bool
    let lines: [Line]
    let attributes: FreeForm
    let priority: Int

    init(_ fields: inout Fields) {
        reference = fields.body("reference", "The buyer's word for it.", length: 1...20)
        email = fields.body("email", "Where to write.", format: .email)
        at = fields.body("at", "When.")
        isUrgent = fields.body("is_urgent", "Whether it hurries.", default: false)
        lines = fields.body("lines", "What.", count: 1...10_000)
        attributes = fields.body("attributes", "Anything.", default: .empty)
        priority = fields.body("priority", "Lower is sooner.", in: -5...5, default: 0)
    }
}

/// Any one field: its rule is what a test is about.
struct One<Value: FieldValue>: FieldGroup {
    let value: Value

    init(_ fields: inout Fields) { value = fields.body("value", "A value.") }
}

struct LineView: Output {
    let product: ID<Product>
    let quantity: Quantity
    let unit: Unit
    let price: Money
    let note: String?

    static var example: LineView {
        LineView(
            product: .sample(FieldRule()), quantity: Quantity(12), unit: .case,
            price: Money(1_250, .usd), note: nil)
    }

    func write(_ out: inout OutputWriter) {
        out("product_id", product, "What is bought.")
        out("quantity", quantity, "How many.")
        out("unit", unit, "The unit.")
        out("price", price, "Of one.")
        out("note", note, "A word on it.")
    }
}

struct OrderView: Output {
    let id: ID<Order>
    let at: Instant
    let lines: [LineView]
    let parent: ID<Order>?
    let attributes: FreeForm
    let counts: [String: Int]

    static var example: OrderView {
        OrderView(
            id: .sample(FieldRule()), at: .sample(FieldRule()), lines: [.example], parent: nil,
            attributes: FreeForm(trusted: Array(#"{"abv":40.5}"#.utf8)), counts: ["b": 2, "a": 1])
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "Its id.")
        out("at", at, "When.")
        out("lines", lines, "What.")
        out("parent_id", parent, "What it was split from.")
        out("attributes", attributes, "Anything.")
        out("counts", counts, "How many of what.")
    }
}

/// Reproducible randomness: a test prints its seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// What reading answers: nothing, or each violation as `pointer code`.
func violations<G: FieldGroup>(
    _ type: G.Type, _ body: String, query: [(name: String, value: String)] = []
) -> [String] {
    do throws(Violations) {
        _ = try Fields.read(type, body: Array(body.utf8), query: query)
        return []
    } catch {
        if let malformed = error.malformed { return [malformed] }
        return error.list.map { "\($0.pointer) \($0.code)" }
    }
}
