extension Fields {
    /// A body field that must be there.
    @inlinable
    public mutating func body<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, count: ClosedRange<Int>? = nil,
        format: TextFormat? = nil, example: V? = nil
    ) -> V {
        let rule = FieldRule(range: range, length: length, count: count, format: format)
        guard mode == .reading else {
            return describe(.body, name, doc, rule, example, required: true)
        }
        guard let input = enter(name) else { return V.sample(rule) }
        let value = V.read(input, rule, &self)
        leave()
        return value ?? V.sample(rule)
    }

    /// A body field that may be absent or null, and then is `value`.
    @inlinable
    public mutating func body<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, count: ClosedRange<Int>? = nil,
        format: TextFormat? = nil, default value: V
    ) -> V {
        let rule = FieldRule(range: range, length: length, count: count, format: format)
        guard mode == .reading else {
            return describe(.body, name, doc, rule, value, required: false, fallback: value)
        }
        guard let input = enterOptional(name) else { return value }
        let read = V.read(input, rule, &self)
        leave()
        return read ?? value
    }

    /// A body field that may be absent or null, and then is nil.
    ///
    /// Where two fields shut each other out, one of them is kept out of the example.
    @inlinable
    public mutating func optional<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, count: ClosedRange<Int>? = nil,
        format: TextFormat? = nil, example: V? = nil, inExample: Bool = true
    ) -> V? {
        let rule = FieldRule(range: range, length: length, count: count, format: format)
        guard mode == .reading else {
            let shown = describe(
                .body, name, doc, rule, example, required: false, inExample: inExample)
            return inExample ? shown : nil
        }
        guard let input = enterOptional(name) else { return nil }
        let value = V.read(input, rule, &self)
        leave()
        return value
    }

    /// A body field of a change: absent leaves it, null clears it.
    @inlinable
    public mutating func change<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, count: ClosedRange<Int>? = nil,
        format: TextFormat? = nil, example: V? = nil
    ) -> Change<V> {
        let rule = FieldRule(range: range, length: length, count: count, format: format)
        guard mode == .reading else {
            return .set(
                describe(.body, name, doc, rule, example, required: false, isNullable: true))
        }
        guard let input = enterOptional(name) else {
            return isPresent(name) ? .cleared : .unchanged
        }
        let value = V.read(input, rule, &self)
        leave()
        return value.map(Change.set) ?? .unchanged
    }

    /// Finds a member and steps to it; one that isn't there is a violation.
    @usableFromInline
    mutating func enter(_ name: StaticString) -> FieldInput? {
        path.append(.name(name))
        if let cursor = object?.find(name) { return .json(cursor) }
        refuse("required", "Is required.")
        path.removeLast()
        return nil
    }

    /// Finds a member that is there and not null, and steps to it.
    @usableFromInline
    mutating func enterOptional(_ name: StaticString) -> FieldInput? {
        guard let cursor = object?.find(name), cursor.kind != .null else { return nil }
        path.append(.name(name))
        return .json(cursor)
    }

    @usableFromInline
    mutating func leave() { path.removeLast() }
}
