/// A row of a file as it waits to be applied.
struct StagedRow: Sendable {
    /// From 1, broken rows counted.
    let number: Int32
    let line: Int32
    /// What it is about; rows of one key may belong together, or be one too many.
    let key: String
    /// By the columns of its import: nil where the file lacks one.
    let cells: [String?]
    /// Why it could not be read: a code and a message.
    let fault: (code: String, message: String)?
    /// Where its key stood before.
    var firstLine: Int?
    /// Of its cells, as they are stored.
    var bytes = 0

    static let separator: Character = "\u{1F}"
    static let absent = "\u{1E}"

    /// The cells as they are stored.
    var packed: String {
        cells.map { $0 ?? Self.absent }.joined(separator: String(Self.separator))
    }

    static func unpack(_ packed: String) -> [String?] {
        packed.split(separator: separator, omittingEmptySubsequences: false).map {
            $0 == absent ? nil : String($0)
        }
    }

    /// A fault as it is stored.
    var packedFault: String? {
        fault.map { "\($0.code)\(Self.separator)\($0.message)" }
    }

    static func unpackFault(_ packed: String?) -> (code: String, message: String)? {
        guard let parts = packed?.split(separator: separator, maxSplits: 1), parts.count == 2
        else { return nil }
        return (String(parts[0]), String(parts[1]))
    }
}
