import Glibc

/// A file of the checkout, as its own rules see it.
struct SourceFile: Sendable {
    /// From the checkout's folder on.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    var name: Substring { path.split(separator: "/").last ?? "" }

    /// Every file with that ending in a folder and below, in the order of their paths.
    static func all(under folder: String, ending: String = ".swift") throws -> [SourceFile] {
        try paths(under: folder).filter { $0.hasSuffix(ending) }.sorted().map { path in
            SourceFile(path: path, text: try Project.text(path))
        }
    }

    private static func paths(under folder: String) throws -> [String] {
        guard let directory = opendir("\(Project.folder)/\(folder)") else {
            throw TestFailure("\(folder) can't be read")
        }
        defer { closedir(directory) }
        var paths: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name.hasPrefix(".") { continue }
            let path = "\(folder)/\(name)"
            if entry.pointee.d_type == UInt8(DT_DIR) {
                paths += try self.paths(under: path)
            } else {
                paths.append(path)
            }
        }
        return paths
    }

    /// Functions and how many lines each has, by their closing brace's depth.
    var functions: [(name: String, lines: Int)] {
        var found: [(name: String, lines: Int)] = []
        var open: [(name: String, start: Int, indent: Int)] = []
        for (number, line) in lines.enumerated() {
            let indent = line.prefix { $0 == " " }.count
            let words = line.split(separator: " ")
            if let last = open.last, indent == last.indent, line.dropFirst(indent).hasPrefix("}") {
                found.append((last.name, number - last.start + 1))
                open.removeLast()
            }
            guard let place = words.firstIndex(where: { $0 == "func" || $0.hasPrefix("init(") }),
                words.prefix(place).allSatisfy({ !$0.hasPrefix("//") && !$0.contains("=") }),
                !line.hasSuffix("}")
            else { continue }
            // A protocol's requirement has no body.
            let ending = lines[(number + 1)...].first { $0.prefix { $0 == " " }.count <= indent }
            guard line.hasSuffix("{") || ending.map({ $0.contains("{") }) ?? false else { continue }
            let name = words[place] == "func" ? words.dropFirst(place + 1).first : "init"
            open.append((String(name ?? ""), number, indent))
        }
        return found
    }
}
