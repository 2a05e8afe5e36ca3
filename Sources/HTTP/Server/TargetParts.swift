/// The two halves of a request target.
struct TargetParts {
    let path: String
    let query: String

    /// - Returns: nil unless the target is a path, an absolute URL of one, or a star.
    init?(_ target: String) {
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            return nil
        }
        var rest = target[...]
        // The usual case first: only a proxy is sent absolute URLs.
        for scheme in ["http://", "https://"]
        where rest.utf8.first == UInt8(ascii: "h") && rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            rest = rest[slash...]
        }
        guard rest.utf8.first == UInt8(ascii: "/") || rest == "*" else { return nil }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = String(rest[..<mark])
            query = String(rest[rest.index(after: mark)...])
        } else {
            path = String(rest)
            query = ""
        }
    }
}
