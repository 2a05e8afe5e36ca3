/// Members that nobody declared, each a value of one kind: an object in JSON.
///
/// `rule.count` is of its members, a hundred at most if it says nothing; the rest of the rule is of
/// their values. Names have up to 100 characters and no control characters.
extension Dictionary: FieldValue where Key == String, Value: FieldValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> [String: Value]? {
        guard case .json(let cursor) = input, cursor.kind == .object else {
            fields.refuse("type", "Must be an object.")
            return nil
        }
        let count = rule.count ?? 0...100
        guard count.contains(cursor.count) else {
            fields.refuse("count", "Must have at most \(count.upperBound) members.")
            return nil
        }
        var members: [String: Value] = [:]
        var name = cursor.at(cursor.index + 1)
        while name.index < cursor.end {
            let value = name.at(name.after)
            fields.path.append(.key(name))
            if let text = fields.memberName(name) {
                if members[text] != nil {
                    fields.refuse("duplicate", "Is given more than once.")
                } else if let read = Value.read(.json(value), rule, &fields) {
                    members[text] = read
                }
            }
            fields.path.removeLast()
            name = name.at(value.after)
        }
        return members
    }

    public static func sample(_ rule: FieldRule) -> [String: Value] { [:] }

    public static func describe(
        _ rule: FieldRule, example: [String: Value]?, _ components: SchemaComponents
    ) -> (schema: Schema, example: JSON) {
        var schema = Schema(.object)
        schema.isOpen = true
        let members = (example ?? [:]).sorted { $0.key < $1.key }
        return (
            schema,
            .object(
                members.map { name, value in
                    JSON.Member(name, Value.describe(rule, example: value, components).example)
                })
        )
    }
}

extension Fields {
    /// A member's name, where it may be one.
    fileprivate mutating func memberName(_ name: JSONCursor) -> String? {
        let rule = FieldRule(length: 1...100)
        guard let text = text(.json(name), rule), text == name.string else {
            if name.string?.first == " " || name.string?.last == " " {
                refuse("characters", "Its name must not begin or end with a space.")
            }
            return nil
        }
        return text
    }
}
