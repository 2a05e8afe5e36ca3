package import Bedrock
import Cryptography
package import Platform

/// A letter as bytes (RFC 5322): headers of ours and a text in base64.
///
/// Nothing that was given becomes a header line of its own: addresses are of the strict form, the
/// subject is encoded wherever it isn't plain, and the text is base64.
package struct MailMessage: Sendable {
    let sender: MailSender
    let recipient: MailAddress
    let id: ID<Mail>
    let subject: String
    let text: String
    let writtenAt: Instant

    package init(
        _ id: ID<Mail>, from sender: MailSender, to recipient: MailAddress, subject: String,
        text: String, at writtenAt: Instant
    ) {
        self.id = id
        self.sender = sender
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.writtenAt = writtenAt
    }

    /// The whole letter, lines ending in CRLF.
    package var bytes: [UInt8] {
        var lines: [String] = []
        lines.append("Date: \(MailMessage.date(writtenAt))")
        lines.append("From: \(from)")
        lines.append("To: <\(recipient.text)>")
        lines.append("Message-ID: <\(id.text)@\(sender.address.domain)>")
        lines.append("Subject: \(MailMessage.encoded(subject))")
        lines.append("MIME-Version: 1.0")
        lines.append("Content-Type: text/plain; charset=utf-8")
        lines.append("Content-Transfer-Encoding: base64")
        lines.append("Auto-Submitted: auto-generated")
        lines.append("")
        lines.append(contentsOf: MailMessage.wrapped(Base64.encode(Array(canonical.utf8))))
        lines.append("")
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private var from: String {
        guard let name = sender.name else { return "<\(sender.address.text)>" }
        return "\(MailMessage.encoded(name, always: true)) <\(sender.address.text)>"
    }

    /// The text with the line ends that mail has.
    private var canonical: String {
        var canonical = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\n", previous != "\r" { canonical.unicodeScalars.append("\r") }
            if previous == "\r", scalar != "\n" { canonical.unicodeScalars.append("\n") }
            canonical.unicodeScalars.append(scalar)
            previous = scalar
        }
        if previous == "\r" { canonical.unicodeScalars.append("\n") }
        return canonical
    }

    /// Lines of 76 characters.
    private static func wrapped(_ base64: String) -> [String] {
        let bytes = Array(base64.utf8)
        return stride(from: 0, to: bytes.count, by: 76).map { start in
            String(decoding: bytes[start..<min(start + 76, bytes.count)], as: UTF8.self)
        }
    }

    /// A header's text: as it is where it is short and plain, else in encoded words (RFC 2047), of
    /// which none splits a character.
    static func encoded(_ text: String, always: Bool = false) -> String {
        let text = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar
                }))
        let isPlain = text.utf8.count <= 60
            && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && !text.contains("=?") && text.first != " " && text.last != " " && !text.isEmpty
        let isAtoms = text.utf8.allSatisfy {
            $0 == 0x20 || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                || (0x61...0x7A).contains($0)
        }
        if isPlain, isAtoms || !always { return text }
        var words: [String] = []
        var piece: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // 39 bytes are 52 characters, 73 with `Subject: ` and what stands around them; a line
            // may have 76.
            if piece.count + bytes.count > 39 {
                words.append(Base64.encode(piece))
                piece = []
            }
            piece += bytes
        }
        words.append(Base64.encode(piece))
        return words.map { "=?utf-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }

    /// `Sat, 21 Nov 2026 09:30:00 +0000`.
    static func date(_ instant: Instant) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        // 1970-01-01 was a Thursday.
        let text = Instant(microseconds: instant.seconds * 1_000_000).rfc3339
        let parts = text.dropLast().split { $0 == "-" || $0 == "T" }
        let day = days[Int((instant.seconds / 86_400) % 7)]
        let month = months[(Int(parts[1]) ?? 1) - 1]
        return "\(day), \(parts[2]) \(month) \(parts[0]) \(parts[3]) +0000"
    }
}
