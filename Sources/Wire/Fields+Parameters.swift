extension Fields {
    /// A parameter of the route: always there, as the route says so.
    @inlinable
    public mutating func path<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, format: TextFormat? = nil, example: V? = nil
    ) -> V {
        let rule = FieldRule(range: range, length: length, format: format)
        guard mode == .reading else {
            return describe(.path, name, doc, rule, example, required: true)
        }
        return parameter("path", name, pathText(name), rule, required: true) ?? V.sample(rule)
    }

    /// A query parameter that may be absent.
    @inlinable
    public mutating func query<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, count: ClosedRange<Int>? = nil,
        format: TextFormat? = nil, example: V? = nil
    ) -> V? {
        let rule = FieldRule(range: range, length: length, count: count, format: format)
        guard mode == .reading else {
            return describe(.query, name, doc, rule, example, required: false)
        }
        return parameter("query", name, queryText(name), rule, required: false)
    }

    /// A query parameter that may be absent, and then is `value`.
    @inlinable
    public mutating func query<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, count: ClosedRange<Int>? = nil,
        format: TextFormat? = nil, default value: V
    ) -> V {
        let rule = FieldRule(range: range, length: length, count: count, format: format)
        guard mode == .reading else {
            return describe(.query, name, doc, rule, value, required: false, fallback: value)
        }
        return parameter("query", name, queryText(name), rule, required: false) ?? value
    }

    /// A query parameter that must be there.
    @inlinable
    public mutating func requiredQuery<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, count: ClosedRange<Int>? = nil,
        format: TextFormat? = nil, example: V? = nil
    ) -> V {
        let rule = FieldRule(range: range, length: length, count: count, format: format)
        guard mode == .reading else {
            return describe(.query, name, doc, rule, example, required: true)
        }
        return parameter("query", name, queryText(name), rule, required: true) ?? V.sample(rule)
    }

    /// A header, by its lower-case name, that may be absent.
    @inlinable
    public mutating func header<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, format: TextFormat? = nil, example: V? = nil
    ) -> V? {
        let rule = FieldRule(range: range, length: length, format: format)
        guard mode == .reading else {
            return describe(.header, name, doc, rule, example, required: false)
        }
        return parameter("header", name, headerText(name), rule, required: false)
    }

    /// A header, by its lower-case name, that must be there.
    @inlinable
    public mutating func requiredHeader<V: FieldValue>(
        _ name: StaticString, _ doc: StaticString, in range: ClosedRange<Int>? = nil,
        length: ClosedRange<Int>? = nil, format: TextFormat? = nil, example: V? = nil
    ) -> V {
        let rule = FieldRule(range: range, length: length, format: format)
        guard mode == .reading else {
            return describe(.header, name, doc, rule, example, required: true)
        }
        let text = headerText(name)
        return parameter("header", name, text, rule, required: true) ?? V.sample(rule)
    }

    @usableFromInline
    mutating func parameter<V: FieldValue>(
        _ place: StaticString, _ name: StaticString, _ text: String?, _ rule: FieldRule,
        required: Bool
    ) -> V? {
        let outer = path
        path = [.parameter(place, name)]
        defer { path = outer }
        guard let text else {
            if required { refuse("required", "Is required.") }
            return nil
        }
        return V.read(.text(text), rule, &self)
    }

    @usableFromInline
    func pathText(_ name: StaticString) -> String? {
        sources.path.first { $0.name.isNamed(name) }?.value
    }

    @usableFromInline
    mutating func queryText(_ name: StaticString) -> String? {
        guard let place = sources.query.firstIndex(where: { $0.name.isNamed(name) }) else {
            return nil
        }
        if place < 64 { queried |= 1 << UInt64(place) }
        return sources.query[place].value
    }

    @usableFromInline
    func headerText(_ name: StaticString) -> String? { sources.header(name.description) }
}

extension String {
    fileprivate func isNamed(_ name: StaticString) -> Bool {
        utf8.count == name.utf8CodeUnitCount
            && utf8.elementsEqual(
                UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }
}
