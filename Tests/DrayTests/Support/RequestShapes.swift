import HTTP
import Platform
import Wire

/// A request made from an operation's description, with ids of somebody's choosing.
struct RequestShape: Sendable {
    let path: String
    let body: [UInt8]
    /// Whether an id of the other organization stands in the path or the body.
    let namesTheirs: Bool
}

/// Whose ids a request names: by prefix such as `var`, and SKUs under `sku`.
typealias Names = [String: String]

/// Makes requests of every shape that an operation's description allows.
struct RequestShapes {
    let operation: DeclaredOperation
    let theirs: Names
    let own: Names

    private static let subsets = 32

    /// Every place an id can stand holds one of theirs, all at once and then one by one among our
    /// own; members that may be left out are left out in every combination.
    var all: [RequestShape] {
        let input = operation.describeInput()
        let bodies = bodies(of: input)
        var shapes: [RequestShape] = []
        for body in bodies {
            let places = places(of: input)
            let count = places.count + body.idCount
            shapes.append(shape(input, places, body) { _ in true })
            guard count > 1 else { continue }
            for place in 0..<min(count, 12) {
                shapes.append(shape(input, places, body) { $0 == place })
            }
        }
        return shapes
    }

    /// The example with our own ids in every place.
    var ownExample: RequestShape {
        let input = operation.describeInput()
        return shape(input, places(of: input), bodies(of: input)[0]) { _ in false }
    }

    /// The parameters that hold ids.
    private func places(of input: Description) -> [String] {
        input.parameters.filter { $0.place == .path || $0.place == .query }
            .map(\.name).filter { parameterPrefix($0, input) != nil }
    }

    private func shape(
        _ input: Description, _ places: [String], _ body: JSON, isTheirs: (Int) -> Bool
    ) -> RequestShape {
        var path = operation.route.path
        var query: [String] = []
        var namesTheirs = false
        for parameter in input.parameters {
            let place = places.firstIndex(of: parameter.name)
            let prefix = parameterPrefix(parameter.name, input)
            var value = parameter.example.text ?? parameter.example.compact
            if let place, let prefix {
                let theirs = isTheirs(place)
                value = (theirs ? self.theirs : own)[prefix] ?? value
                if theirs, parameter.place == .path { namesTheirs = true }
            }
            switch parameter.place {
            case .path:
                path = path.split(separator: "/", omittingEmptySubsequences: false)
                    .map { $0 == "{\(parameter.name)}" ? value : String($0) }
                    .joined(separator: "/")
            case .query where prefix != nil || parameter.isRequired:
                query.append("\(parameter.name)=\(value)")
            default: break
            }
        }
        if !query.isEmpty { path += "?\(query.joined(separator: "&"))" }
        var next = places.count
        let filled = body.replacingIDs { prefix, value in
            defer { next += 1 }
            let theirs = isTheirs(next)
            // Two organizations may call things by one SKU.
            if theirs, prefix != "sku" { namesTheirs = true }
            return (theirs ? self.theirs : own)[prefix] ?? value
        }
        return RequestShape(
            path: path, body: input.body == nil ? [] : filled.bytes, namesTheirs: namesTheirs)
    }

    private func parameterPrefix(_ name: String, _ input: Description) -> String? {
        input.parameters.first { $0.name == name }?.schema.idPrefix
    }

    /// The body with everything in it, and with what may be left out left out.
    func bodies(of input: Description) -> [JSON] {
        guard let schema = input.body, let example = try? JSON.parse(input.bodyExample) else {
            return [.object([])]
        }
        let full = schema.completed(example, input.components)
        let optional = schema.optionalIDs(input.components, at: [])
        let shown = optional.prefix(5)
        return (0..<min(1 << shown.count, Self.subsets)).map { subset in
            var body = full
            for (place, path) in shown.enumerated() where subset & (1 << place) != 0 {
                body = body.removing(path[...])
            }
            return body
        }
    }
}

extension Schema {
    /// `var` for the pattern of a variant's id.
    var idPrefix: String? {
        guard let pattern, pattern.hasPrefix("^"), pattern.hasSuffix("{25}$") else { return nil }
        return pattern.dropFirst().split(separator: "_").first.map(String.init)
    }

    private func resolved(_ components: [String: Schema]) -> Schema {
        reference.flatMap { components[$0] } ?? self
    }

    /// The example with ids where it leaves them out.
    func completed(_ example: JSON, _ components: [String: Schema]) -> JSON {
        let schema = resolved(components)
        switch example {
        case .object(var members):
            for property in schema.properties {
                let target = property.schema.resolved(components)
                if let place = members.firstIndex(where: { $0.name == property.name }) {
                    members[place].value = property.schema.completed(
                        members[place].value, components)
                } else if let prefix = target.idPrefix {
                    members.append(.init(property.name, .string("\(prefix)_missing")))
                }
            }
            return .object(members)
        case .array(let items):
            guard let item = schema.items else { return example }
            return .array(items.map { item.completed($0, components) })
        default: return schema.idPrefix.map { .string("\($0)_missing") } ?? example
        }
    }

    /// Where members stand that may be left out and name something: ids and SKUs.
    func optionalIDs(_ components: [String: Schema], at path: [String]) -> [[String]] {
        let schema = resolved(components)
        var found: [[String]] = []
        for property in schema.properties {
            let inner = property.schema.resolved(components)
            let here = path + [property.name]
            if !schema.required.contains(property.name),
                inner.idPrefix != nil || property.name == "sku"
            {
                found.append(here)
            }
            found += inner.optionalIDs(components, at: here)
            if let items = inner.items { found += items.optionalIDs(components, at: here) }
        }
        return found
    }
}

extension JSON {
    /// The prefix of what looks like an id made by `completed` or an example.
    static func idPrefix(_ text: String) -> String? {
        let parts = text.split(separator: "_")
        guard parts.count == 2, parts[0].count == 3,
            parts[1] == "missing" || parts[1].count == 26
        else { return nil }
        return String(parts[0])
    }

    var idCount: Int {
        var count = 0
        _ = replacingIDs { _, value in
            count += 1
            return value
        }
        return count
    }

    /// The same with every id, and every SKU, replaced.
    func replacingIDs(_ replace: (String, String) -> String) -> JSON {
        switch self {
        case .object(let members):
            return .object(
                members.map { member in
                    if member.name == "sku", let sku = member.value.text {
                        return .init(member.name, .string(replace("sku", sku)))
                    }
                    return .init(member.name, member.value.replacingIDs(replace))
                })
        case .array(let items): return .array(items.map { $0.replacingIDs(replace) })
        case .string(let text):
            guard let prefix = JSON.idPrefix(text) else { return self }
            return .string(replace(prefix, text))
        default: return self
        }
    }

    /// The same without the member at that path, in every item of arrays on the way.
    func removing(_ path: ArraySlice<String>) -> JSON {
        switch self {
        case .object(let members):
            guard let name = path.first else { return self }
            if path.count == 1 { return .object(members.filter { $0.name != name }) }
            return .object(
                members.map { member in
                    member.name == name
                        ? .init(name, member.value.removing(path.dropFirst())) : member
                })
        case .array(let items): return .array(items.map { $0.removing(path) })
        default: return self
        }
    }
}
