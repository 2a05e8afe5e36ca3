import Testing

@Suite("The sources keep the style guide")
struct StyleTests {
    private static let sources: [SourceFile] = {
        let sources = (try? SourceFile.all(under: "Sources")) ?? []
        return sources + ((try? SourceFile.all(under: "Tests")) ?? [])
    }()

    @Test("lines have 100 columns at most, no tabs, and nothing at their ends")
    func columns() {
        #expect(Self.sources.count > 200)
        for file in Self.sources {
            for (number, line) in file.lines.enumerated() {
                let place = "\(file.path):\(number + 1)"
                #expect(line.count <= 100, "\(place) has \(line.count) columns")
                #expect(!line.contains("\t"), "\(place) has a tab")
                #expect(line.last != " ", "\(place) ends in a space")
            }
        }
    }

    @Test("files have 400 lines at most, with a median near 80")
    func files() {
        for file in Self.sources {
            #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count) lines")
        }
        let product = Self.sources.filter { $0.path.hasPrefix("Sources/") }
        let sorted = product.map(\.lines.count).sorted()
        #expect((40...110).contains(sorted[sorted.count / 2]))
    }

    @Test("functions have 70 lines at most")
    func functions() {
        var count = 0
        for file in Self.sources {
            for function in file.functions {
                count += 1
                #expect(
                    function.lines <= 70,
                    "\(file.path): \(function.name) has \(function.lines) lines")
            }
        }
        #expect(count > 1_000)
    }

    @Test("a module has at most about 60 files, each of a name of its own")
    func modules() {
        let modules = Dictionary(grouping: Self.sources) { file in
            file.path.split(separator: "/").prefix(2).joined(separator: "/")
        }
        for (module, files) in modules {
            // The suites that share one server are one module, whatever they are about.
            let limit = module.hasPrefix("Tests/") ? 140 : 66
            #expect(files.count <= limit, "\(module) has \(files.count) files")
            #expect(Set(files.map(\.name)).count == files.count, "\(module)")
        }
    }

    @Test("nothing is called Common, Utils, Helpers, Core or Shared, and nothing is left to do")
    func names() {
        let vague = ["Common", "Utils", "Util", "Helpers", "Helper", "Core", "Shared", "Misc"]
        for file in Self.sources {
            for part in file.path.split(separator: "/") {
                #expect(!vague.contains(part.split(separator: ".").first.map(String.init) ?? ""))
            }
            for mark in ["TO" + "DO", "FIX" + "ME", "XX" + "X "] {
                #expect(!file.text.contains(mark), "\(file.path) has a \(mark)")
            }
        }
    }

    @Test("a context writes on its own schema alone")
    func writes() {
        // Apps are rows beside the organizations that use them; what is in one is of Permissions.
        let admitted = ["Permissions writes organizations"]
        let modules = Set(Self.sources.compactMap(Self.module))
        let schemas = Set(modules.map(Self.schema))
        var count = 0
        for file in Self.sources where file.text.contains("Statement<") {
            guard let module = Self.module(file) else { continue }
            let words = file.text.split { " \n\"(".contains($0) }
            for (place, word) in words.enumerated().dropFirst(2) {
                let before = words[place - 1]
                let isWritten =
                    before == "update" || before == "into" && words[place - 2] == "insert"
                    || before == "from" && words[place - 2] == "delete"
                guard isWritten, let dot = word.firstIndex(of: "."),
                    schemas.contains(String(word[..<dot]))
                else { continue }
                count += 1
                let writes = "\(module) writes \(word[..<dot])"
                #expect(
                    word[..<dot] == Self.schema(module) || admitted.contains(writes),
                    "\(file.path): \(writes)")
            }
        }
        #expect(count > 80)
    }

    private static func module(_ file: SourceFile) -> String? {
        let parts = file.path.split(separator: "/")
        return parts.first == "Sources" && parts.count > 2 ? String(parts[1]) : nil
    }

    /// `standing_orders` of `StandingOrders`.
    private static func schema(_ module: String) -> String {
        var schema = ""
        for letter in module {
            if letter.isUppercase, !schema.isEmpty { schema += "_" }
            schema += letter.lowercased()
        }
        return schema
    }

    @Test("every public declaration has a doc comment")
    func documented() {
        var missing: [String] = []
        for file in Self.sources where file.path.hasPrefix("Sources/") {
            let lines = file.lines
            for (number, line) in lines.enumerated() {
                let text = line.drop { $0 == " " }
                let kinds = ["struct ", "final class ", "enum ", "protocol ", "actor "]
                guard kinds.contains(where: { text.hasPrefix("public \($0)") }) else { continue }
                var above = number - 1
                while above >= 0, lines[above].drop(while: { $0 == " " }).hasPrefix("@") {
                    above -= 1
                }
                if above < 0 || !lines[above].drop(while: { $0 == " " }).hasPrefix("///") {
                    missing.append("\(file.path):\(number + 1)")
                }
            }
        }
        #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
    }
}
