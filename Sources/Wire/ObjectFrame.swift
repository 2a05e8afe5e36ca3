/// The object being read: finds members by name, in order at a stroke, and remembers which.
@usableFromInline
struct ObjectFrame {
    private let first: JSONCursor
    private let end: Int
    let count: Int
    /// How many violations there were before this object.
    let violationsBefore: Int
    private var next: Int
    private var ordinal = 0
    /// A bit for each of the first 64 members that were found; the rest stand in `later`.
    private var found: UInt64 = 0
    private var later: Set<Int> = []

    init(_ cursor: JSONCursor, violationsBefore: Int) {
        self.violationsBefore = violationsBefore
        first = cursor.at(cursor.index + 1)
        end = cursor.end
        count = cursor.count
        next = first.index
    }

    /// The value of the first member of that name.
    mutating func find(_ name: StaticString) -> JSONCursor? {
        if next < end {
            let key = first.at(next)
            if key.isNamed(name) { return take(key) }
        }
        var key = first
        var place = 0
        while key.index < end {
            if key.isNamed(name) {
                ordinal = place
                return take(key)
            }
            key = key.at(key.at(key.after).after)
            place += 1
        }
        return nil
    }

    private mutating func take(_ key: JSONCursor) -> JSONCursor {
        if ordinal < 64 { found |= 1 << UInt64(ordinal) } else { later.insert(ordinal) }
        let value = key.at(key.index + 1)
        next = value.after
        ordinal += 1
        return value
    }

    /// Whether every member was asked for.
    var isExhausted: Bool { found.nonzeroBitCount + later.count == count }

    /// Calls `body` with each member that wasn't asked for, and whether its name is one that was.
    func forEachLeft(_ body: (JSONCursor, _ isDuplicate: Bool) -> Bool) {
        var taken: [JSONCursor] = []
        var left: [JSONCursor] = []
        var key = first
        var place = 0
        while key.index < end {
            let wasFound = place < 64 ? found >> UInt64(place) & 1 == 1 : later.contains(place)
            if wasFound { taken.append(key) } else { left.append(key) }
            key = key.at(key.at(key.after).after)
            place += 1
        }
        for key in left {
            let isDuplicate = taken.contains { $0.bytes.elementsEqual(key.bytes) }
            guard body(key, isDuplicate) else { return }
        }
    }
}

/// A step from the document to the value being read.
enum PathStep {
    case name(StaticString)
    /// A member that no field asked for, by its name on the tape.
    case key(JSONCursor)
    case index(Int)
    /// A parameter: `query`, `limit`.
    case parameter(StaticString, StaticString)
}

extension Fields {
    /// The JSON pointer of the value being read, made only where something is wrong with it.
    func pointer() -> String {
        var text = ""
        for step in path {
            switch step {
            case .name(let name): text += "/\(name)"
            case .index(let index): text += "/\(index)"
            case .key(let key):
                text += "/"
                for scalar in key.shown.unicodeScalars {
                    switch scalar {
                    case "~": text += "~0"
                    case "/": text += "~1"
                    case "\0"..." ": text += " "
                    default: text.unicodeScalars.append(scalar)
                    }
                }
            case .parameter(let place, let name): text += "\(place):\(name)"
            }
        }
        return text
    }
}
