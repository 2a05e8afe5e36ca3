import Glibc

/// What a command finds where it is started.
package enum Surroundings {
    /// The environment's variables.
    package static var environment: [String: String] {
        var values: [String: String] = [:]
        var at = environ
        while let entry = at.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                values[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            at += 1
        }
        return values
    }

    /// The folder with Migrations, Policies and Seeds: this one, or one above the executable.
    package static func projectFolder() -> String? {
        func holds(_ path: String) -> Bool { access(path + "/Migrations", R_OK) == 0 }
        if holds(".") { return "." }
        guard let resolved = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(resolved) }
        var path = Substring(String(cString: resolved))
        while let slash = path.lastIndex(of: "/") {
            path = path[..<slash]
            if holds(String(path)) { return String(path) }
        }
        return nil
    }
}
