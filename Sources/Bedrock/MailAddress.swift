/// An address that a letter can be sent to or from, in the plain form every mail server takes.
///
/// Quoted local parts, comments, bare IP addresses and anything beyond ASCII are no address here:
/// what is accepted can stand in an envelope and in a header as it is.
public struct MailAddress: Hashable, Sendable {
    /// `ada@example.com`.
    public let text: String
    /// What comes after the `@`.
    public var domain: Substring { text[text.index(after: text.firstIndex(of: "@")!)...] }

    /// Reads an address; nil for anything that isn't one.
    public init?(_ text: String) {
        let halves = text.utf8.split(separator: 0x40, omittingEmptySubsequences: false)
        guard halves.count == 2, text.utf8.count <= 254, (1...64).contains(halves[0].count),
            MailAddress.isLocal(halves[0]), MailAddress.isDomain(halves[1])
        else { return nil }
        self.text = text
    }

    private static func isLocal(_ text: Substring.UTF8View) -> Bool {
        text.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }

    private static func isDomain(_ text: Substring.UTF8View) -> Bool {
        text.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
    }
}

/// Whom letters are from: an address, and the name that mail programs show.
public struct MailSender: Hashable, Sendable {
    public let name: String?
    public let address: MailAddress

    /// Reads `Dray <no-reply@example.com>` or the bare address; nil for anything else.
    public init?(_ text: String) {
        guard let open = text.firstIndex(of: "<") else {
            guard let address = MailAddress(text) else { return nil }
            name = nil
            self.address = address
            return
        }
        guard text.last == ">",
            let address = MailAddress(
                String(text[text.index(after: open)..<text.index(before: text.endIndex)]))
        else { return nil }
        var name = text[..<open]
        while name.last == " " { name.removeLast() }
        guard !name.isEmpty, name.utf8.count <= 100,
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        self.name = String(name)
        self.address = address
    }
}
