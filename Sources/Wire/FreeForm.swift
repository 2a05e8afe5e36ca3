/// A JSON object whose members nobody declared, kept as JSON without white space.
///
/// Numbers beyond 64 bits or with a fraction are kept to 17 significant digits. Names and strings
/// hold no U+0000, which PostgreSQL can't store; names are unique.
public struct FreeForm: Hashable, Sendable {
    /// A JSON object.
    public let bytes: [UInt8]

    /// Takes bytes known to be a JSON object: read before, or a column of that type.
    public init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// `{}`.
    public static let empty = FreeForm(trusted: Array("{}".utf8))
}

extension FreeForm: FieldValue, OutputValue {
    /// Reads an object of at most `rule.length` bytes, 16 KiB if it says nothing.
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> FreeForm? {
        guard case .json(let cursor) = input, cursor.kind == .object else {
            fields.refuse("type", "Must be an object.")
            return nil
        }
        var writer = JSONWriter()
        guard fields.copy(cursor, to: &writer) else { return nil }
        let limit = rule.length?.upperBound ?? 16_384
        guard writer.bytes.count <= limit else {
            fields.refuse("length", "Must have at most \(limit) bytes as JSON.")
            return nil
        }
        return FreeForm(trusted: writer.bytes)
    }

    public static func sample(_ rule: FieldRule) -> FreeForm { empty }

    public static func describe(
        _ rule: FieldRule, example: FreeForm?, _ components: SchemaComponents
    ) -> (schema: Schema, example: JSON) {
        (schema(of: example, components), (example ?? empty).json)
    }

    public static func schema(of example: FreeForm?, _ components: SchemaComponents) -> Schema {
        var schema = Schema(.object)
        schema.isOpen = true
        return schema
    }

    public func append(to out: inout OutputWriter) { out.json.writeVerbatim(bytes) }
}

extension Fields {
    /// Copies a value; false and a violation for what PostgreSQL couldn't store.
    fileprivate mutating func copy(_ cursor: JSONCursor, to writer: inout JSONWriter) -> Bool {
        switch cursor.kind {
        case .yes: writer.write(true)
        case .no: writer.write(false)
        case .integer: writer.write(cursor.integer!)
        case .unsigned: writer.writeVerbatim(Array(String(cursor.unsigned).utf8))
        case .double: writer.write(cursor.double)
        case .string:
            guard admitsFree(cursor) else { return false }
            writer.separate()
            writer.appendQuoted(cursor.bytes)
        case .array: return copyItems(cursor, to: &writer)
        case .object: return copyMembers(cursor, to: &writer)
        default: writer.writeNull()
        }
        return true
    }

    private mutating func copyItems(_ cursor: JSONCursor, to writer: inout JSONWriter) -> Bool {
        writer.beginArray()
        var item = cursor.at(cursor.index + 1)
        while item.index < cursor.end {
            guard copy(item, to: &writer) else { return false }
            item = item.at(item.after)
        }
        writer.endArray()
        return true
    }

    private mutating func copyMembers(_ cursor: JSONCursor, to writer: inout JSONWriter) -> Bool {
        writer.beginObject()
        var names: Set<String> = []
        var name = cursor.at(cursor.index + 1)
        while name.index < cursor.end {
            let value = name.at(name.after)
            path.append(.key(name))
            guard admitsFree(name) else {
                path.removeLast()
                return false
            }
            let text = String(decoding: name.bytes, as: UTF8.self)
            guard names.insert(text).inserted else {
                refuse("duplicate", "Is given more than once.")
                path.removeLast()
                return false
            }
            writer.key(text)
            let copied = copy(value, to: &writer)
            path.removeLast()
            guard copied else { return false }
            name = name.at(value.after)
        }
        writer.endObject()
        return true
    }

    private mutating func admitsFree(_ cursor: JSONCursor) -> Bool {
        if cursor.bytes.contains(0) {
            refuse("characters", "Must not have the character U+0000.")
            return false
        }
        if cursor.string == nil {
            refuse("characters", "Must not have half a surrogate pair.")
            return false
        }
        return true
    }
}
