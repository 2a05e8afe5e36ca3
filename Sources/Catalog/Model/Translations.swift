import Bedrock
import Exchange
import Postgres
public import Wire

/// Texts by language tag: `de`, `pt-br`.
public typealias Translations = [String: String]

extension Fields {
    /// Texts in other languages than the organization's own, where the body has them.
    mutating func translations(
        _ name: StaticString, _ doc: StaticString, length: ClosedRange<Int>,
        format: TextFormat? = nil
    ) -> Translations? {
        let texts: Translations? = optional(
            name, doc, length: length, count: 0...CatalogLimits.languages, format: format,
            example: ["de": "Text"])
        require(
            texts?.keys.allSatisfy(LanguagePreference.isTag) ?? true, name, "language",
            "Must have language tags in lower case as its names: `de`, `pt-br`.")
        return texts
    }
}

extension [String: FreeScalar] {
    /// From a column; what isn't a scalar is passed over.
    init(column: JSONText) {
        self = [:]
        guard column.bytes.count > 2, let json = try? JSON.parse(column.bytes) else { return }
        for member in json.members ?? [] { self[member.name] = FreeScalar(member.value) }
    }

    /// As the column keeps them.
    var column: JSONText { JSONText(OutputWriter.bytes(self)) }
}

extension Translations {
    /// From a column; what isn't a text is passed over.
    init(column: JSONText) {
        self = [:]
        guard column.bytes.count > 2, let json = try? JSON.parse(column.bytes) else { return }
        for member in json.members ?? [] { self[member.name] = member.value.text }
    }
}

/// The languages a caller would like, the dearest first.
public struct LanguagePreference: Sendable {
    /// Tags in lower case, each followed by what is left of it without its last part.
    public private(set) var tags: [String] = []

    /// As a browser's `Accept-Language` says it; what can't be read is passed over.
    public init(_ text: some StringProtocol) {
        var ranges: [(tag: String, quality: Int64)] = []
        for part in text.split(separator: ",").prefix(20) {
            let pieces = part.split(separator: ";")
            guard let tag = pieces.first.map({ String($0.filter { $0 != " " }).lowercased() }),
                LanguagePreference.isTag(tag)
            else { continue }
            let quality = pieces.dropFirst().compactMap { piece -> Int64? in
                let text = String(piece.filter { $0 != " " })
                guard text.hasPrefix("q=") else { return nil }
                return DecimalText.read(text.dropFirst(2), places: 3)
            }.first
            if quality != 0 { ranges.append((tag, quality ?? 1_000)) }
        }
        let sorted = ranges.enumerated().sorted {
            ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset)
        }
        for (_, range) in sorted {
            var tag = range.tag[...]
            while true {
                if !tags.contains(String(tag)) { tags.append(String(tag)) }
                guard let hyphen = tag.lastIndex(of: "-") else { break }
                tag = tag[..<hyphen]
            }
        }
    }

    private init() {}

    /// No wish: the organization's own words.
    public static let none = LanguagePreference()

    /// The text in the dearest language there is; nil for the organization's own.
    public func choose(from texts: Translations) -> String? {
        for tag in tags {
            if let text = texts[tag] { return text }
        }
        return nil
    }

    /// Whether that is a language tag in lower case: letters, then parts of letters and digits.
    static func isTag(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 35, let first = parts.first, (2...8).contains(first.count) else {
            return false
        }
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
        return first.allSatisfy(isLetter)
            && parts.dropFirst().allSatisfy { part in
                (1...8).contains(part.count)
                    && part.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
            }
    }
}

extension LanguagePreference: ScalarValue {
    /// Never refused: who says nothing that can be read gets the organization's own words.
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> LanguagePreference? {
        guard case .text(let text) = input else { return LanguagePreference.none }
        return LanguagePreference(text.prefix(1_000))
    }

    public static func sample(_ rule: FieldRule) -> LanguagePreference { LanguagePreference("de") }

    public static func schema(_ rule: FieldRule) -> Schema { Schema(.string) }

    public func append(to out: inout OutputWriter) {
        out.json.write(tags.joined(separator: ","))
    }
}

extension Fields {
    /// Which languages the caller would like: the parameter's, or the browser's.
    public mutating func language() -> LanguagePreference {
        let asked: LanguagePreference? = query(
            "language", "In which language names are wanted; `Accept-Language` if none.")
        require(
            asked?.tags.isEmpty != true, "query:language", "format",
            "Must be language tags: `de`, `pt-br,en`.")
        let accepted: LanguagePreference? = header(
            "accept-language", "In which languages names are wanted, the dearest first.")
        return asked ?? accepted ?? .none
    }
}
