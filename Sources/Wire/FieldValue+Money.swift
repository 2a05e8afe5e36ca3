public import Bedrock

/// `{"amount": 1250, "currency": "USD"}`: minor units and a currency.
extension Money: FieldValue, OutputValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Money? {
        guard let outer = fields.open(input) else { return nil }
        let amount: Int64 = fields.body("amount", "Minor units.", in: rule.range)
        let currency: Currency = fields.body("currency", "ISO 4217.")
        fields.close(outer)
        return Money(amount, currency)
    }

    /// 12.50 US dollars, or the nearest to it that the range admits.
    public static func sample(_ rule: FieldRule) -> Money {
        guard let range = rule.range else { return Money(1_250, .usd) }
        return Money(Int64(min(max(1_250, range.lowerBound), range.upperBound)), .usd)
    }

    private static func object(_ rule: FieldRule) -> Schema {
        var schema = Schema(.object)
        let amount = Schema.integer(rule).documented(
            "Minor units of the currency: cents of USD, yen of JPY.")
        let currency = Currency.schema(FieldRule()).documented("ISO 4217 code.")
        schema.properties = [
            .init(name: "amount", schema: amount), .init(name: "currency", schema: currency),
        ]
        schema.required = ["amount", "currency"]
        return schema
    }

    public static func describe(
        _ rule: FieldRule, example: Money?, _ components: SchemaComponents
    ) -> (schema: Schema, example: JSON) {
        let schema = rule.range == nil ? Self.schema(of: example, components) : object(rule)
        return (schema, (example ?? sample(rule)).json)
    }

    public static func schema(of example: Money?, _ components: SchemaComponents) -> Schema {
        components.reference("Money", for: Money.self) { object(FieldRule()) }
    }

    public func append(to out: inout OutputWriter) {
        out.json.beginObject()
        out.json.key("amount")
        out.json.write(amount)
        out.json.key("currency")
        out.json.write(currency.code)
        out.json.endObject()
    }
}
