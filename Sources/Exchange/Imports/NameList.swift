/// Names in one cell: between semicolons, one that stands in a name doubled.
public enum NameList {
    /// The names, each once, in their order.
    public static func read(_ cell: String) -> [String] {
        var names = [""]
        var rest = cell[...]
        while let character = rest.popFirst() {
            guard character == ";" else {
                names[names.count - 1].append(character)
                continue
            }
            if rest.first == ";" {
                rest.removeFirst()
                names[names.count - 1].append(";")
            } else {
                names.append("")
            }
        }
        return Set(names.map(\.collapsed).filter { !$0.isEmpty }).sorted()
    }

    /// The cell that `read` takes apart.
    public static func write(_ names: [String]) -> String {
        names.map { $0.replacing(";", with: ";;") }.joined(separator: "; ")
    }
}

extension String {
    /// With single spaces, as rows of files have names.
    public var collapsed: String {
        split { $0.isWhitespace }.joined(separator: " ")
    }
}
