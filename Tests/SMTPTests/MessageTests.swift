import Bedrock
import Platform
import Testing

@testable import SMTP

@Suite("A letter's bytes")
struct MessageTests {
    private static let sender = MailSender("Dray <no-reply@dray.test>")!

    private func lines(subject: String, text: String) throws -> [String] {
        let message = MailMessage(
            ID("mal_0000000000000000000000000g")!, from: Self.sender,
            to: try #require(MailAddress("ada@example.com")), subject: subject, text: text,
            at: Instant(rfc3339: "2024-02-29T23:59:58.75Z")!)
        let text = String(decoding: message.bytes, as: UTF8.self)
        #expect(text.hasSuffix("\r\n"))
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        lines.removeLast()
        for line in lines {
            #expect(!line.unicodeScalars.contains { $0 == "\r" || $0 == "\n" })
            #expect(line.utf8.count <= 78)
        }
        return lines.map(String.init)
    }

    @Test("plain words stand as they are")
    func plain() throws {
        #expect(
            try lines(subject: "042917 is your code", text: "Hi\n") == [
                "Date: Thu, 29 Feb 2024 23:59:58 +0000", "From: Dray <no-reply@dray.test>",
                "To: <ada@example.com>",
                "Message-ID: <mal_0000000000000000000000000g@dray.test>",
                "Subject: 042917 is your code", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
                "Auto-Submitted: auto-generated", "", "SGkNCg==",
            ])
    }

    @Test(
        "a subject can't end its header",
        arguments: [
            "a\r\nBcc: b@c.d", "a\nb", "a\rb", "a\u{85}b", "=?utf-8?B?QQ==?=", "é", " a", "",
        ])
    func subjects(subject: String) throws {
        let lines = try lines(subject: subject, text: "Hi")
        #expect(lines.filter { $0.hasPrefix("Subject: ") }.count == 1)
        #expect(!lines.contains { $0.hasPrefix("Bcc") || $0.hasPrefix("b") })
        #expect(lines.count == 11)
        let isPlain = lines[4].utf8.allSatisfy { (0x20...0x7E).contains($0) }
        #expect(isPlain && !lines[4].hasSuffix(" ") && !lines[4].contains("=?utf-8?B?QQ==?="))
    }

    @Test("a long subject is folded between characters")
    func folded() throws {
        let lines = try lines(subject: String(repeating: "酒🍷", count: 40), text: "Hi")
        let words = lines.drop { !$0.hasPrefix("Subject: ") }.prefix { $0 != "MIME-Version: 1.0" }
        #expect(words.count > 5)
        #expect(words.dropFirst().allSatisfy { $0.hasPrefix(" =?utf-8?B?") })
    }

    @Test(
        "what isn't an address in its plain form is none",
        arguments: [
            "", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a\r\n@c", "<a@b>", "a@b,c@d", "\"a\"@b",
            "a@[127.0.0.1]", "ä@b.de", "a@ä.de", "a..b@c", ".a@c", "a.@c", "a@-b", "a@b-", "a@b..c",
            "a@b ", "a;b@c", String(repeating: "a", count: 65) + "@b",
            "a@" + String(repeating: "b", count: 64),
        ])
    func addresses(text: String) { #expect(MailAddress(text) == nil) }

    @Test("the sender has a name or none")
    func senders() {
        #expect(MailSender("a@b.c")?.name == nil)
        #expect(MailSender("A & B <a@b.c>")?.name == "A & B")
        for text in ["A <a@b.c", "<a@b.c>", "A <b>", "A\r\nB <a@b.c>", ""] {
            #expect(MailSender(text) == nil, "\(text)")
        }
    }

    @Test("each pause is longer than the one before, up to an hour")
    func pauses() {
        let pauses = (1...MailLimits.attempts).map { MailLimits.pause(after: $0) }
        #expect(pauses.prefix(4) == [.seconds(30), .seconds(120), .seconds(480), .seconds(1920)])
        #expect(pauses.dropFirst(4).allSatisfy { $0 == .seconds(3600) })
    }
}
