public import Bedrock

extension Int64: ScalarValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Int64? {
        fields.wholeNumber(input, rule)
    }

    /// One, or the nearest to it that the range admits.
    public static func sample(_ rule: FieldRule) -> Int64 {
        guard let range = rule.range else { return 1 }
        return Int64(Swift.min(Swift.max(1, range.lowerBound), range.upperBound))
    }

    public static func schema(_ rule: FieldRule) -> Schema { .integer(rule) }

    public func append(to out: inout OutputWriter) { out.json.write(self) }
}

extension Int: ScalarValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Int? {
        fields.wholeNumber(input, rule).map { Int($0) }
    }

    public static func sample(_ rule: FieldRule) -> Int { Int(Int64.sample(rule)) }

    public static func schema(_ rule: FieldRule) -> Schema { .integer(rule) }

    public func append(to out: inout OutputWriter) { out.json.write(Int64(self)) }
}

extension Int32: ScalarValue {
    private static func within(_ rule: FieldRule) -> FieldRule {
        var rule = rule
        rule.range = (rule.range ?? .min ... .max).clamped(to: Int(Int32.min)...Int(Int32.max))
        return rule
    }

    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Int32? {
        fields.wholeNumber(input, within(rule)).map { Int32($0) }
    }

    public static func sample(_ rule: FieldRule) -> Int32 { Int32(Int64.sample(rule)) }

    public static func schema(_ rule: FieldRule) -> Schema { .integer(within(rule)) }

    public func append(to out: inout OutputWriter) { out.json.write(Int64(self)) }
}

extension Quantity: ScalarValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Quantity? {
        fields.wholeNumber(input, rule).map { Quantity($0) }
    }

    public static func sample(_ rule: FieldRule) -> Quantity { Quantity(Int64.sample(rule)) }

    public static func schema(_ rule: FieldRule) -> Schema { .integer(rule) }

    public func append(to out: inout OutputWriter) { out.json.write(count) }
}

extension Rate: ScalarValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Rate? {
        fields.wholeNumber(input, rule).map { Rate(basisPoints: $0) }
    }

    public static func sample(_ rule: FieldRule) -> Rate {
        Rate(basisPoints: Int64.sample(rule))
    }

    public static func schema(_ rule: FieldRule) -> Schema { .integer(rule) }

    public func append(to out: inout OutputWriter) { out.json.write(basisPoints) }
}

extension Bool: ScalarValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Bool? {
        switch input {
        case .text("true"): return true
        case .text("false"): return false
        case .json(let cursor) where cursor.kind == .yes: return true
        case .json(let cursor) where cursor.kind == .no: return false
        default:
            fields.refuse("type", "Must be true or false.")
            return nil
        }
    }

    public static func sample(_ rule: FieldRule) -> Bool { true }

    public static func schema(_ rule: FieldRule) -> Schema { Schema(.boolean) }

    public func append(to out: inout OutputWriter) { out.json.write(self) }
}
