import Bedrock
import Platform
import PriceEngine
import Wire

/// A line of a draft or an order, as it is stored and answered.
struct OrderLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let name: String
    let unit: String
    let quantity: Int64
    let baseQuantity: Int64
    let unitAmount: Int64
    let totalAmount: Int64
    var taxAmount: Int64 = 0
    var exciseAmount: Int64 = 0
    var depositAmount: Int64 = 0
    let currency: Currency
    let trace: [UInt8]

    static let example = OrderLine(
        line: 1, variant: ID(uuid: UUIDBytes(high: 1, low: 1)), sku: "BW-1001",
        name: "Harbour Light Gin", unit: "case", quantity: 2, baseQuantity: 24,
        unitAmount: 20_400, totalAmount: 40_800, currency: .usd,
        trace: Array(#"{"list":{"id":"pls_…","name":"Wholesale"}}"#.utf8))

    func write(_ out: inout OutputWriter) {
        out("line", line, "Its number, from 1.")
        out("variant_id", variant, "What is bought.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("unit", unit, "The unit it is bought in.")
        out("quantity", quantity, "How many of the unit.")
        out("base_quantity", baseQuantity, "How many of the base unit, in which stock counts.")
        out("unit_price", Money(unitAmount, currency), "The price of one of the unit.")
        out(
            "net", Money(totalAmount - taxAmount - exciseAmount, currency),
            "The line less the taxes in its price.")
        out("excise", Money(exciseAmount, currency), "The excise on it.")
        out("tax", Money(taxAmount, currency), "The taxes on it.")
        out(
            "deposit", Money(depositAmount, currency),
            "Its containers' deposits, which are lines of their own.")
        out("total", Money(totalAmount, currency), "Net, excise and tax.")
        out(
            "trace", FreeForm(trusted: PriceTrace.withoutMargin(trace)),
            "Why this price: list, break, unit, promotions, excise, tax, deposits, rounding.")
    }
}
