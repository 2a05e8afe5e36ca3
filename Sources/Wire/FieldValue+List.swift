/// A list: an array in JSON, words joined by commas in a parameter.
extension Array: FieldValue where Element: FieldValue {
    @inlinable
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> [Element]? {
        guard case .text(let text) = input else { return readArray(input, rule, &fields) }
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.admits(words.count, rule) else { return nil }
        return words.compactMap { Element.read(.text(String($0)), rule, &fields) }
    }

    @inlinable
    static func readArray(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> [Element]? {
        guard let cursor = fields.enterArray(input, rule) else { return nil }
        var items: [Element] = []
        items.reserveCapacity(cursor.count)
        var item = cursor.firstItem
        while let value = item {
            if let read = Element.read(.json(value), rule, &fields) { items.append(read) }
            item = fields.nextItem(value, in: cursor)
        }
        fields.leave()
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
    /// Steps to the first item of an array, if there may be that many.
    @usableFromInline
    mutating func enterArray(_ input: FieldInput, _ rule: FieldRule) -> JSONCursor? {
        guard case .json(let cursor) = input, cursor.kind == .array else {
            refuse("type", "Must be an array.")
            return nil
        }
        guard admits(cursor.count, rule) else { return nil }
        path.append(.index(0))
        return cursor
    }

    /// Steps to the next item.
    @usableFromInline
    mutating func nextItem(_ item: JSONCursor, in list: JSONCursor) -> JSONCursor? {
        let next = item.at(item.after)
        guard next.index < list.end, case .index(let index) = path.last else { return nil }
        path[path.count - 1] = .index(index + 1)
        return next
    }

    /// Whether a list may have that many items; by default a thousand.
    @usableFromInline
    mutating func admits(_ items: Int, _ rule: FieldRule) -> Bool {
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
