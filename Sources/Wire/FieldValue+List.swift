/// A list: an array in JSON, words joined by commas in a parameter.
extension Array: FieldValue where Element: FieldValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> [Element]? {
        switch input {
        case .json(let cursor):
            guard cursor.kind == .array else {
                fields.refuse("type", "Must be an array.")
                return nil
            }
            guard fields.admits(cursor.count, rule) else { return nil }
            return read(cursor, rule, &fields)
        case .text(let text):
            let words = text.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.admits(words.count, rule) else { return nil }
            return words.compactMap { Element.read(.text(String($0)), rule, &fields) }
        }
    }

    private static func read(
        _ cursor: JSONCursor, _ rule: FieldRule, _ fields: inout Fields
    ) -> [Element] {
        var items: [Element] = []
        items.reserveCapacity(cursor.count)
        let place = fields.path.count
        fields.path.append(.index(0))
        var item = cursor.at(cursor.index + 1)
        var index = 0
        while item.index < cursor.end {
            fields.path[place] = .index(index)
            if let value = Element.read(.json(item), rule, &fields) { items.append(value) }
            item = item.at(item.after)
            index += 1
        }
        fields.path.removeLast()
        return items
    }

    /// As many items as the rule asks for, and one if it admits one.
    public static func sample(_ rule: FieldRule) -> [Element] {
        let count = rule.count ?? 0...1_000
        let items = Swift.min(Swift.max(1, count.lowerBound), count.upperBound)
        return (0..<items).map { _ in Element.sample(rule) }
    }

    public static func describe(
        _ rule: FieldRule, example: [Element]?, _ components: SchemaComponents
    ) -> (schema: Schema, example: JSON) {
        let items = example ?? sample(rule)
        let described = Element.describe(rule, example: items.first, components)
        var schema = Schema.array(of: described.schema)
        schema.count = rule.count ?? 0...1_000
        let examples = items.map { Element.describe(rule, example: $0, components).example }
        return (schema, .array(examples))
    }
}

extension Fields {
    /// Whether a list may have that many items; by default a thousand.
    fileprivate mutating func admits(_ items: Int, _ rule: FieldRule) -> Bool {
        let count = rule.count ?? 0...1_000
        if count.contains(items) { return true }
        if items < count.lowerBound {
            refuse("count", "Must have at least \(count.lowerBound) items, has \(items).")
        } else {
            refuse("count", "Must have at most \(count.upperBound) items, has \(items).")
        }
        return false
    }
}
