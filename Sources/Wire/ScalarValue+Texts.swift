public import Bedrock

extension String: ScalarValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> String? {
        fields.text(input, rule)
    }

    /// The format's own sample, made as long as the rule asks.
    public static func sample(_ rule: FieldRule) -> String {
        let format = rule.format ?? .line
        let length = rule.length ?? format.length
        var text = String(format.sample.prefix(length.upperBound))
        while text.unicodeScalars.count < length.lowerBound { text += "x" }
        return text
    }

    public static func schema(_ rule: FieldRule) -> Schema {
        let format = rule.format ?? .line
        var schema = Schema(.string)
        schema.format = format.format
        schema.pattern = format.pattern
        schema.length = rule.length ?? format.length
        return schema
    }

    public static func schema(of example: String?, _ components: SchemaComponents) -> Schema {
        Schema(.string)
    }

    @inlinable
    public func append(to out: inout OutputWriter) { out.json.write(self) }
}

extension ID: ScalarValue, FieldValue, OutputValue {
    @inlinable
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> ID? {
        guard let uuid = fields.uuid(input, prefix: Subject.idPrefix) else { return nil }
        return ID(uuid: uuid)
    }

    /// The same in every document.
    public static func sample(_ rule: FieldRule) -> ID {
        ID(uuid: UUIDBytes(high: 0x0182_F7B1_2C00_7A3C, low: 0x9F4E_21D0_5B6A_7C81))
    }

    public static func schema(_ rule: FieldRule) -> Schema {
        var schema = Schema(.string)
        schema.pattern = "^\(Subject.idPrefix)_[0-7][0-9a-hjkmnp-tv-z]{25}$"
        return schema
    }

    @inlinable
    public func append(to out: inout OutputWriter) {
        out.json.write(uuid, prefix: Subject.idPrefix)
    }
}

extension Instant: ScalarValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Instant? {
        guard let text = fields.word(input) else { return nil }
        if let instant = Instant(rfc3339: text) { return instant }
        fields.refuse("format", "Must be a time as 2022-09-01T08:00:00Z.")
        return nil
    }

    /// 1 September 2022, 08:00 UTC.
    public static func sample(_ rule: FieldRule) -> Instant {
        Instant(microseconds: 1_662_019_200_000_000)
    }

    public static func schema(_ rule: FieldRule) -> Schema {
        var schema = Schema(.string)
        schema.format = "date-time"
        return schema
    }

    public func append(to out: inout OutputWriter) {
        out.json.writePlain { append(to: &$0) }
    }
}

extension Currency: ScalarValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Currency? {
        guard let text = fields.word(input) else { return nil }
        if let currency = Currency(code: text) { return currency }
        fields.refuse("format", "Must be a currency's three capital letters.")
        return nil
    }

    public static func sample(_ rule: FieldRule) -> Currency { .usd }

    public static func schema(_ rule: FieldRule) -> Schema {
        var schema = Schema(.string)
        schema.pattern = "^[A-Z]{3}$"
        return schema
    }

    public func append(to out: inout OutputWriter) { out.json.write(code) }
}
