import Glibc

/// One long flag of a command.
struct Flag: Sendable {
    /// With its two dashes.
    let name: String
    /// What stands for its value in the help; nil for a flag that takes none.
    let value: String?
    let doc: String

    /// A flag that takes a value: `--port PORT` or `--port=PORT`.
    init(_ name: String, _ value: String, _ doc: String) {
        self.name = name
        self.value = value
        self.doc = doc
    }

    /// A flag that is there or isn't.
    init(_ name: String, _ doc: String) {
        self.name = name
        self.value = nil
        self.doc = doc
    }
}

/// What a command does and the flags it takes: its help, and what `Flags` holds words against.
struct CommandHelp: Sendable {
    /// The word after `dray`.
    let command: String
    let summary: String
    let flags: [Flag]

    /// The help as it is printed.
    var text: String {
        var text = "usage: dray \(command)\(flags.isEmpty ? "" : " [flags]")\n\n\(summary)\n"
        let shown = flags.map { "  \($0.name)\($0.value.map { " " + $0 } ?? "")" }
        let width = shown.map(\.count).max() ?? 0
        if !flags.isEmpty { text += "\n" }
        for (flag, left) in zip(flags, shown) {
            let gap = String(repeating: " ", count: width - left.count + 2)
            text += left + gap + flag.doc + "\n"
        }
        return text
    }
}

/// Words that aren't what the command takes; ends with exit code 64.
struct FlagError: Error, CustomStringConvertible {
    let description: String

    init(_ command: String, _ complaint: String) {
        description = "dray \(command): \(complaint) `dray \(command) --help` lists what it takes."
    }
}

/// The flags given to a command. Strict: an unknown, a repeated or a stray word is an error.
struct Flags {
    private let help: CommandHelp
    private var values: [String: String] = [:]

    /// Whether the help was asked for, with `--help` or `-h`; nothing else is checked then.
    let wantsHelp: Bool

    /// Reads the words after the command's name.
    init(_ words: [String], _ help: CommandHelp) throws(FlagError) {
        self.help = help
        wantsHelp = words.contains("--help") || words.contains("-h")
        guard !wantsHelp else { return }
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard name.hasPrefix("--") else {
                throw FlagError(help.command, "'\(word)' isn't a flag.")
            }
            guard let flag = help.flags.first(where: { $0.name == name }) else {
                throw FlagError(help.command, "There is no flag \(name).")
            }
            guard values[name] == nil else { throw FlagError(help.command, "\(name) comes twice.") }
            values[name] = try Self.value(of: flag, parts.count > 1 ? parts[1] : nil, &rest, help)
        }
    }

    private static func value(
        of flag: Flag, _ attached: Substring?, _ rest: inout ArraySlice<String>,
        _ help: CommandHelp
    ) throws(FlagError) -> String {
        guard let value = flag.value else {
            if attached != nil { throw FlagError(help.command, "\(flag.name) takes no value.") }
            return ""
        }
        if let attached { return String(attached) }
        guard let next = rest.first, !next.hasPrefix("--") else {
            throw FlagError(help.command, "\(flag.name) takes a value: \(value).")
        }
        rest.removeFirst()
        return next
    }

    /// Whether the flag is there.
    func isSet(_ name: String) -> Bool { values[name] != nil }

    /// The value given.
    func text(_ name: String) -> String? { values[name] }

    /// The value of a flag that has to be there.
    func required(_ name: String) throws(FlagError) -> String {
        guard let value = values[name], !value.isEmpty else {
            throw FlagError(help.command, "It takes \(name).")
        }
        return value
    }

    /// The value as a whole number within bounds.
    func number(_ name: String, in range: ClosedRange<Int>) throws(FlagError) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw FlagError(
                help.command,
                "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}

extension Flags {
    /// The exit code for words that make no sense (EX_USAGE).
    static let usageError: Int32 = 64

    /// Reads a command's words and runs it: prints the help where asked, and complaints with 64.
    static func run(
        _ words: [String], _ help: CommandHelp, _ body: (Flags) throws -> Int32
    ) -> Int32 {
        do {
            let flags = try Flags(words, help)
            if flags.wantsHelp {
                fputs(help.text, stdout)
                return 0
            }
            return try body(flags)
        } catch let error as FlagError {
            fputs("\(error)\n", stderr)
            return usageError
        } catch {
            fputs("dray \(help.command): \(error)\n", stderr)
            return 1
        }
    }
}
