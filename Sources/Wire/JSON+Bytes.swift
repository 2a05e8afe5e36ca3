extension JSON {
    /// Reads a document; a duplicated name keeps its first place and is refused by `Fields` only.
    public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        JSON(try JSONDocument(parsing: bytes))
    }

    /// The tree of a document.
    public init(_ document: borrowing JSONDocument) {
        self = document.withRoot { JSON($0) }
    }

    /// Reads a text.
    public static func parse(_ text: String) throws(JSONError) -> JSON {
        try parse(Array(text.utf8))
    }

    init(_ cursor: JSONCursor) {
        switch cursor.kind {
        case .yes: self = .bool(true)
        case .no: self = .bool(false)
        case .integer: self = .integer(cursor.integer!)
        case .unsigned: self = .number(Double(cursor.unsigned))
        case .double: self = .number(cursor.double)
        case .string: self = .string(String(decoding: cursor.bytes, as: UTF8.self))
        case .array:
            var items: [JSON] = []
            var item = cursor.at(cursor.index + 1)
            while item.index < cursor.end {
                items.append(JSON(item))
                item = item.at(item.after)
            }
            self = .array(items)
        case .object:
            var members: [Member] = []
            var name = cursor.at(cursor.index + 1)
            while name.index < cursor.end {
                let value = name.at(name.after)
                members.append(
                    Member(String(decoding: name.bytes, as: UTF8.self), JSON(value)))
                name = name.at(value.after)
            }
            self = .object(members)
        default: self = .null
        }
    }

    /// The document without white space.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The document without white space, as a text.
    public var compact: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONWriter {
    /// Writes a whole tree.
    public mutating func write(_ value: JSON) {
        switch value {
        case .null: writeNull()
        case .bool(let value): write(value)
        case .integer(let value): write(value)
        case .number(let value): write(value)
        case .string(let value): write(value)
        case .array(let items):
            beginArray()
            for item in items { write(item) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(member.name)
                write(member.value)
            }
            endObject()
        }
    }
}
