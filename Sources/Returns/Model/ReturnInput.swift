import Bedrock
import Platform
import Wire

/// So many base units of a line of an order, and why they come back.
struct ReturnedLine: FieldGroup {
    let line: Int32
    let quantity: Int64
    let reason: String

    init(_ fields: inout Fields) {
        line = fields.body("line", "The order's line, by its number.", in: 1...10_000, example: 1)
        quantity = fields.body(
            "base_quantity", "How many base units.", in: 1...ReturnLimits.quantity, example: 12)
        reason = fields.body(
            "reason", "Why they come back.", length: 1...500, format: .multiline,
            example: "Ordered too many.")
    }
}

/// So many containers of a kind.
struct ReturnedContainers: FieldGroup {
    let kind: ID<DepositKind>
    let quantity: Int64

    init(_ fields: inout Fields) {
        kind = fields.body("deposit_kind_id", "The kind of container.")
        quantity = fields.body(
            "quantity", "How many of them.", in: 1...ReturnLimits.quantity, example: 14)
    }
}

/// Goods at an amount that the seller states.
struct StatedLine: FieldGroup {
    let variant: ID<Variant>?
    let sku: String?
    let quantity: Int64
    let amount: Money
    let reason: String
    let chargedBefore: Int64
    let document: String?

    init(_ fields: inout Fields) {
        variant = fields.optional("variant_id", "What comes back.", inExample: false)
        sku = fields.optional(
            "sku", "Its SKU, instead of the id.", length: 1...100, example: "BW-1001")
        quantity = fields.body(
            "base_quantity", "How many base units.", in: 1...ReturnLimits.quantity, example: 12)
        amount = fields.body(
            "amount", "What is given back for all of them.", in: 0...ReturnLimits.amount)
        reason = fields.body(
            "reason", "Why they come back.", length: 1...500, format: .multiline,
            example: "Sold before the move.")
        let before: Money? = fields.optional(
            "charged_before", "What a document of another system says was charged for them.",
            in: 0...ReturnLimits.amount, inExample: false)
        document = fields.optional(
            "charged_document", "That document's number.", length: 1...200, inExample: false)
        chargedBefore = before?.amount ?? 0
        fields.require(
            (variant == nil) != (sku == nil), "sku", "choice", "Give variant_id or sku.")
        fields.require(
            before == nil || before?.currency == amount.currency, "charged_before", "currency",
            "Must be of the amount's currency.")
        fields.require(
            (before == nil) == (document == nil), "charged_document", "required",
            "What was charged elsewhere and the document that says so come together.")
    }
}

/// What came of a line in one condition.
struct ReceivedLine: FieldGroup {
    let line: Int32
    let condition: String
    let quantity: Int64

    init(_ fields: inout Fields) {
        line = fields.body("line", "The return's line, by its number.", in: 1...10_000, example: 1)
        condition = fields.body(
            "condition", "The code of the condition they are in.", length: 1...40,
            example: "sellable")
        quantity = fields.body(
            "base_quantity", "How many.", in: 1...ReturnLimits.quantity, example: 12)
    }
}
