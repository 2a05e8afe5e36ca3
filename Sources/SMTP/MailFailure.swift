/// Why a letter was not taken.
package struct MailFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whether asking again is of no use: the server refuses this very letter.
    package let isFinal: Bool
    /// What happened, with the server's own words where it said any.
    package let description: String

    package init(_ description: String, isFinal: Bool = false) {
        self.isFinal = isFinal
        let plain = description.unicodeScalars.map { scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: plain.prefix(MailLimits.error))
        self.description = String(text)
    }
}
