import Bedrock
import Platform
import Postgres
import PriceEngine
import Wire

/// What a kind of container says.
struct DepositTerms: LevyTerms {
    let code: String
    let name: String
    let amount: Money
    let taxClass: String?

    init(_ fields: inout Fields) {
        code = fields.body(
            "code", "What orders call it; unique.", length: 1...40, format: .slug,
            example: "crate-12")
        name = fields.body("name", "Its name.", length: 1...100, example: "Crate of twelve")
        amount = fields.body(
            "amount", "The deposit on one.", in: 0...1_000_000_000, example: Money(150, .usd))
        taxClass = fields.optional(
            "tax_class", "The class its deposit is taxed by; left out where it isn't taxed.",
            length: 1...40, format: .slug, example: "standard", inExample: false)
    }

    init(_ row: inout RowReader) throws(RowError) {
        code = try row.read()
        name = try row.read()
        let amount: Int64 = try row.read()
        let currency: String = try row.read()
        self.amount = Money(amount, Currency(code: currency) ?? .usd)
        taxClass = try row.read()
    }

    func row(_ id: ID<DepositKind>) -> DepositKindRow {
        DepositKindRow(
            id: id.uuid, code: code, currency: amount.currency, amount: amount.amount,
            taxClass: taxClass)
    }
}

/// A kind of container as its seller sees it.
struct DepositKindView: Levy {
    let id: ID<DepositKind>
    var terms: DepositTerms
    let createdAt: Instant
    var updatedAt: Instant
    var version: Int32

    func write(_ out: inout OutputWriter) {
        out("id", id, "The kind's id.")
        out("code", terms.code, "What orders call it.")
        out("name", terms.name, "Its name.")
        out("amount", terms.amount, "The deposit on one.")
        out("tax_class", terms.taxClass, "The class it is taxed by; null where it isn't taxed.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Its version, which If-Match takes.")
    }
}
