import Bedrock

/// Compares documents with the schemas of one registry: what the tests hold answers against.
public struct SchemaChecker {
    private let schemas: [String: Schema]

    /// Checks against those components.
    public init(_ schemas: [String: Schema]) { self.schemas = schemas }

    /// What is wrong with a value, each with its JSON pointer; nothing where it conforms.
    public func check(_ value: JSON, against schema: Schema) -> [Violation] {
        var found: [Violation] = []
        check(value, schema, "", &found)
        return found
    }

    private func check(
        _ value: JSON, _ schema: Schema, _ pointer: String, _ found: inout [Violation]
    ) {
        if value.isNull, schema.isNullable { return }
        if let name = schema.reference {
            guard let target = schemas[name] else {
                return refuse("reference", "There is no schema \(name).", pointer, &found)
            }
            return check(value, target, pointer, &found)
        }
        guard let kind = schema.kind else { return }
        switch (kind, value) {
        case (.object, .object(let members)):
            checkMembers(members, schema, pointer, &found)
        case (.array, .array(let items)):
            if let count = schema.count, !count.contains(items.count) {
                refuse("count", "Has \(items.count) items, not \(count).", pointer, &found)
            }
            guard let item = schema.items else { return }
            for (place, value) in items.enumerated() {
                check(value, item, "\(pointer)/\(place)", &found)
            }
        case (.string, .string(let text)): checkText(text, schema, pointer, &found)
        case (.integer, .integer(let value)):
            if let minimum = schema.minimum, value < minimum {
                refuse("range", "\(value) is below \(minimum).", pointer, &found)
            }
            if let maximum = schema.maximum, value > maximum {
                refuse("range", "\(value) is above \(maximum).", pointer, &found)
            }
        case (.number, .integer), (.number, .number), (.boolean, .bool): return
        default:
            refuse("type", "\(value.compact) is no \(kind.rawValue).", pointer, &found)
        }
    }

    private func checkMembers(
        _ members: [JSON.Member], _ schema: Schema, _ pointer: String,
        _ found: inout [Violation]
    ) {
        var names: Set<String> = []
        for member in members {
            let place = "\(pointer)/\(member.name)"
            if !names.insert(member.name).inserted {
                refuse("duplicate", "Stands twice.", place, &found)
            }
            if let property = schema.properties.first(where: { $0.name == member.name }) {
                check(member.value, property.schema, place, &found)
            } else if !schema.isOpen {
                refuse("unknown", "Is not in the schema.", place, &found)
            }
        }
        for name in schema.required where !names.contains(name) {
            refuse("required", "Is missing.", "\(pointer)/\(name)", &found)
        }
    }

    private func checkText(
        _ text: String, _ schema: Schema, _ pointer: String, _ found: inout [Violation]
    ) {
        if let length = schema.length, !length.contains(text.unicodeScalars.count) {
            refuse("length", "\(text) is not of length \(length).", pointer, &found)
        }
        if !schema.choices.isEmpty, !schema.choices.contains(text) {
            refuse("choice", "\(text) is none of \(schema.choices).", pointer, &found)
        }
        if let pattern = schema.pattern, !matches(text, pattern) {
            refuse("pattern", "\(text) does not match \(pattern).", pointer, &found)
        }
        guard let format = schema.format else { return }
        let rule: TextFormat? =
            switch format {
            case "email": .email
            case "date": .day
            default: nil
            }
        var utf8 = text
        let isRight =
            format == "date-time"
            ? Instant(rfc3339: text) != nil : utf8.withUTF8 { rule?.accepts($0) ?? true }
        if !isRight { refuse("format", "\(text) is no \(format).", pointer, &found) }
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? Regex(pattern) else { return false }
        return (try? expression.firstMatch(in: text)) != nil
    }

    private func refuse(
        _ code: String, _ message: String, _ pointer: String, _ found: inout [Violation]
    ) {
        found.append(Violation(pointer: pointer, code: code, message: message))
    }
}
