public import HTTP

/// Finds what stands at a path: built once, then only read.
///
/// Patterns are grouped by their number of segments; literal segments win over `{names}`.
public struct Router<Target: Sendable>: Sendable {
    struct Entry {
        let route: Route
        let segments: [Segment]
        let target: Target
    }

    enum Segment {
        case literal([UInt8])
        case name(String)
    }

    /// What was found.
    public enum Match {
        case found(Target, path: [(name: String, value: String)])
        /// The path stands, with these methods only.
        case otherMethods([Method])
        case nothing
    }

    private var bySegmentCount: [[Entry]] = []

    public init() {}

    /// Adds a route; two of one method and pattern are a programmer's error.
    public mutating func add(_ route: Route, _ target: Target) {
        let segments = Router.split(route.path).map { part in
            part.first == UInt8(ascii: "{")
                ? Segment.name(String(decoding: part.dropFirst().dropLast(), as: UTF8.self))
                : Segment.literal(Array(part))
        }
        while bySegmentCount.count <= segments.count { bySegmentCount.append([]) }
        precondition(
            !bySegmentCount[segments.count].contains { $0.route == route },
            "\(route.method.rawValue) \(route.path) is declared twice")
        bySegmentCount[segments.count].append(
            Entry(route: route, segments: segments, target: target))
        // Literals first, so that `/v1/me/x` is found before `/v1/{id}/x`.
        bySegmentCount[segments.count].sort { a, b in
            for (left, right) in zip(a.segments, b.segments) {
                switch (left, right) {
                case (.literal, .name): return true
                case (.name, .literal): return false
                default: continue
                }
            }
            return false
        }
    }

    /// What stands at that path for that method; HEAD is served by GET.
    public func find(_ method: Method, _ path: String) -> Match {
        let method = method == .head ? .get : method
        var path = path
        return path.withUTF8 { bytes in
            var parts = PathParts(bytes)
            guard parts.count < bySegmentCount.count else { return .nothing }
            var others: [Method] = []
            for entry in bySegmentCount[parts.count] {
                guard Router.matches(entry, &parts) else { continue }
                guard entry.route.method == method else {
                    others.append(entry.route.method)
                    continue
                }
                guard let names = Router.names(entry, &parts) else { return .nothing }
                return .found(entry.target, path: names)
            }
            return others.isEmpty ? .nothing : .otherMethods(others)
        }
    }

    private static func split(_ path: String) -> [ArraySlice<UInt8>] {
        Array(path.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .dropFirst().map { $0 }
    }

    private static func matches(_ entry: Entry, _ parts: inout PathParts) -> Bool {
        parts.rewind()
        for segment in entry.segments {
            let part = parts.next()
            switch segment {
            case .literal(let literal): if !part.elementsEqual(literal) { return false }
            case .name: if part.isEmpty { return false }
            }
        }
        return true
    }

    private static func names(
        _ entry: Entry, _ parts: inout PathParts
    ) -> [(name: String, value: String)]? {
        var names: [(name: String, value: String)] = []
        parts.rewind()
        for segment in entry.segments {
            let part = parts.next()
            guard case .name(let name) = segment else { continue }
            let text = String(decoding: part, as: UTF8.self)
            guard let value = QueryText.decodeSegment(text[...]) else { return nil }
            names.append((name, value))
        }
        return names
    }
}

/// The segments of a path, one after the other, without a copy of any.
private struct PathParts {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 1
    /// How many there are: slashes, but for a path that begins with none.
    let count: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        count = bytes.reduce(0) { $1 == UInt8(ascii: "/") ? $0 + 1 : $0 }
    }

    mutating func rewind() { at = (bytes.firstIndex(of: UInt8(ascii: "/")) ?? 0) + 1 }

    mutating func next() -> UnsafeBufferPointer<UInt8> {
        var end = at
        while end < bytes.count, bytes[end] != UInt8(ascii: "/") { end += 1 }
        defer { at = end + 1 }
        return UnsafeBufferPointer(rebasing: bytes[at..<end])
    }
}
