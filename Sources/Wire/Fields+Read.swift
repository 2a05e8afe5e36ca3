extension Fields {
    /// Reads a group from a request: a value in which nothing is wrong, or every violation at once.
    ///
    /// A body of no bytes is a body without members. `query` is percent-decoded; `header` gives a
    /// header by its lower-case name.
    public static func read<G: FieldGroup>(
        _ type: G.Type, body: [UInt8] = [], path: [(name: String, value: String)] = [],
        query: [(name: String, value: String)] = [],
        header: @escaping (String) -> String? = { _ in nil }
    ) throws(Violations) -> G {
        let sources = FieldSources(path: path, query: query, header: header)
        guard !body.isEmpty else {
            var fields = Fields(reading: sources)
            let group = G(&fields)
            return try fields.finish(group).get()
        }
        let read: Result<G, Violations>
        do throws(JSONError) {
            let document = try JSONDocument(parsing: body)
            read = document.withRoot { root in
                var fields = Fields(reading: sources)
                guard let group = G.read(.json(root), FieldRule(), &fields) else {
                    return .failure(Violations(fields.violations))
                }
                return fields.finish(group)
            }
        } catch {
            throw Violations(malformed: error.message)
        }
        return try read.get()
    }

    private consuming func finish<G>(_ group: G) -> Result<G, Violations> {
        refuseUnknownQuery()
        guard !violations.isEmpty else { return .success(group) }
        var all = violations
        if hasMore {
            all.append(
                Violation(
                    pointer: "", code: "more",
                    message: "There are more; the first \(all.count) are listed."))
        }
        return .failure(Violations(all))
    }

    /// Turns to the members of an object; answers the outer object for `close`.
    @usableFromInline
    mutating func open(_ input: FieldInput) -> ObjectFrame?? {
        guard case .json(let cursor) = input, cursor.kind == .object else {
            refuse("type", "Must be an object.")
            return nil
        }
        let outer = object
        let frame = ObjectFrame(cursor, violationsBefore: violations.count)
        guard frame.count <= WireLimits.members else {
            refuse("count", "Must have at most \(WireLimits.members) members.")
            return nil
        }
        object = frame
        return .some(outer)
    }

    /// Returns to the outer object; members that no field asked for are refused by name.
    @usableFromInline
    mutating func close(_ outer: ObjectFrame?) {
        if let object, !object.isExhausted { refuseLeft(object) }
        object = outer
    }

    private mutating func refuseLeft(_ frame: ObjectFrame) {
        var found: [(JSONCursor, Bool)] = []
        frame.forEachLeft { key, isDuplicate in
            found.append((key, isDuplicate))
            return found.count <= WireLimits.violations
        }
        for (name, isDuplicate) in found {
            path.append(.key(name))
            if isDuplicate {
                refuse("duplicate", "Is given more than once.")
            } else {
                refuse("unknown", "Is not a field of this object.")
            }
            path.removeLast()
        }
    }

    private mutating func refuseUnknownQuery() {
        for (place, pair) in sources.query.enumerated() {
            guard place >= 64 || queried >> UInt64(place) & 1 == 0 else { continue }
            let name = String(pair.name.prefix(100))
            let isDuplicate = sources.query[..<place].contains { $0.name == pair.name }
            add(
                Violation(
                    pointer: "query:\(name)", code: isDuplicate ? "duplicate" : "unknown",
                    message: isDuplicate
                        ? "Is given more than once." : "Is not a parameter of this route."))
        }
    }
}
