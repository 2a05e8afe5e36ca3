import Bedrock
import Platform
import Postgres
import PriceEngine
import Wire

/// A list's order minimum that a draft doesn't reach: at the list's prices, before promotions.
struct OrderMinimumShortfall: Output, Sendable, Equatable {
    let list: ID<PriceList>
    /// What the list wants, and what is missing: an amount or a quantity, in `currency` if an
    /// amount.
    let minimum: Int64
    let missing: Int64
    let currency: Currency?

    static let example = OrderMinimumShortfall(
        list: ID(uuid: UUIDBytes(high: 1, low: 31)), minimum: 50_000, missing: 9_200,
        currency: .usd)

    /// Nil for a problem of another kind.
    init?(_ problem: LineProblem) {
        switch problem {
        case .belowOrderAmount(let list, let minimum, let missing):
            self.init(
                list: ID(uuid: list), minimum: minimum.amount, missing: missing.amount,
                currency: minimum.currency)
        case .belowOrderQuantity(let list, let minimum, let missing):
            self.init(list: ID(uuid: list), minimum: minimum, missing: missing, currency: nil)
        default: return nil
        }
    }

    /// As a column keeps it; nil where that is not one.
    init?(_ json: JSON) {
        guard let list = json["price_list_id"]?.text.flatMap({ ID<PriceList>($0) }) else {
            return nil
        }
        if let amount = json["minimum"]?["amount"]?.integer,
            let missing = json["missing"]?["amount"]?.integer,
            let currency = json["minimum"]?["currency"]?.text.flatMap({ Currency(code: $0) })
        {
            self.init(list: list, minimum: amount, missing: missing, currency: currency)
        } else if let minimum = json["minimum_quantity"]?.integer,
            let missing = json["missing_quantity"]?.integer
        {
            self.init(list: list, minimum: minimum, missing: missing, currency: nil)
        } else {
            return nil
        }
    }

    private init(
        list: ID<PriceList>, minimum: Int64, missing: Int64, currency: Currency?
    ) {
        self.list = list
        self.minimum = minimum
        self.missing = missing
        self.currency = currency
    }

    func write(_ out: inout OutputWriter) {
        out(
            "code", currency == nil ? "below_order_quantity" : "below_order_amount",
            "below_order_amount or below_order_quantity.")
        out("price_list_id", list, "The list whose minimum it is.")
        out("minimum", currency.map { Money(minimum, $0) }, "What lines of the list must come to.")
        out("missing", currency.map { Money(missing, $0) }, "What is missing of that.")
        out(
            "minimum_quantity", currency == nil ? minimum : nil,
            "How many base units of the list must be ordered.")
        out("missing_quantity", currency == nil ? missing : nil, "How many of them are missing.")
    }
}

extension [OrderMinimumShortfall] {
    /// What a column keeps of them; nil of none.
    var json: String? {
        isEmpty ? nil : String(decoding: OutputWriter.bytes(self), as: UTF8.self)
    }
}

extension RowReader {
    mutating func readShortfalls() throws(RowError) -> [OrderMinimumShortfall] {
        let text: String? = try read()
        guard let text, let json = try? JSON.parse(text) else { return [] }
        return (json.items ?? []).compactMap(OrderMinimumShortfall.init)
    }
}
