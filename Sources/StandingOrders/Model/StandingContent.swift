import Bedrock
import Orders
import Platform
import Postgres
import Pricing
import Wire

/// A line as it is asked for.
struct StandingLineInput: FieldGroup, Sendable {
    let variant: ID<Variant>?
    let sku: String?
    let unit: String?
    let quantity: Int64

    init(_ fields: inout Fields) {
        variant = fields.optional(
            "variant_id", "What is bought; or give its `sku`.", inExample: false)
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, example: "BW1001")
        unit = fields.optional(
            "unit", "`bottle`, `case` or another of its units; its base unit where left out.",
            length: 1...40, example: "case")
        quantity = fields.body("quantity", "How many of the unit.", in: 1...1_000_000_000)
        fields.require(
            (variant == nil) != (sku == nil), "variant_id", "choice",
            "Give either variant_id or sku.")
    }
}

/// What a standing order says, when it is made and when it is edited.
struct StandingContent: Sendable {
    let reference: String?
    let note: String?
    let schedule: StandingSchedule
    let lines: [StandingLineInput]

    init(_ fields: inout Fields) {
        reference = fields.optional(
            "reference", "What its drafts are called.", length: 1...200, example: "Weekly gin")
        note = fields.optional(
            "note", "A note that its drafts have.", length: 1...2000, inExample: false)
        schedule = fields.body("schedule", "When it is due.")
        lines = fields.body("lines", "What is bought each time.", count: 1...StandingLimits.lines)
    }

    /// The lines as they are stored; a problem names those that the seller doesn't sell so.
    func lines(in party: DraftParties) throws(Problem) -> [StandingLine] {
        var violations: [Violation] = []
        var found: [StandingLine] = []
        for (place, line) in lines.enumerated() {
            let facts =
                line.variant.map { party.book.variant($0) }
                ?? line.sku.flatMap { party.book.variant(sku: $0) }
            guard let facts, facts.isActive else {
                violations.append(
                    Violation(
                        pointer: "/lines/\(place)/\(line.variant == nil ? "sku" : "variant_id")",
                        code: "unknown_variant", message: "The seller offers no such thing."))
                continue
            }
            found.append(
                StandingLine(
                    line: Int32(place + 1), variant: facts.id, sku: facts.sku, name: facts.name,
                    unit: line.unit ?? facts.baseUnit, quantity: line.quantity))
        }
        guard violations.isEmpty else { throw .invalid(Array(violations.prefix(100))) }
        return found
    }
}

extension StandingHead {
    /// Its two sides as prices know them.
    func parties(_ services: Services) async throws(Problem) -> DraftParties {
        let books = services.get(PriceBooks.self)
        guard
            let company = try await books.company(seller: seller, buyer: buyer, services),
            company.isActive, let book = try await books.book(of: seller, services)
        else { throw Problem(.notTradingPartners) }
        return DraftParties(book: book, company: company)
    }
}

extension Context where Scope == Member {
    /// Writes an event of a standing order to both ledgers, and a letter to who made it.
    func tell(
        _ id: ID<StandingOrder>, _ type: String, letter: (subject: String, body: String)? = nil,
        _ trip: inout Trip, payload: (inout JSONWriter) -> Void = { _ in }
    ) {
        var json = JSONWriter()
        json.beginObject()
        payload(&json)
        json.endObject()
        trip.add(
            StandingStatements.tell, id, type, String(decoding: json.bytes, as: UTF8.self),
            letter?.subject, letter?.body, caller.account, requestID, now)
    }
}
