import Console
import Testing

@testable import dray

@Suite("The flags of a command")
struct FlagsTests {
    @Test("Values stand after a space or an equals sign")
    func values() throws {
        let flags = try #require(
            Flags.parse(
                ["--port", "80", "--name=a=b", "--json"], switches: ["json"],
                values: ["port", "name"]))
        #expect(flags.number("port", in: 1...100, default: 1) == 80)
        #expect(flags.text("name") == "a=b")
        #expect(flags.has("json"))
        #expect(flags.number("port", in: 1...10, default: 1) == nil)
        #expect(flags.required("other") == nil)
    }

    @Test(
        "What makes no sense is refused",
        arguments: [
            ["--unknown"], ["stray"], ["-p"], ["--"], ["--port"], ["--port", "--json"],
            ["--json=1"], ["--port", "1", "--port", "2"],
        ])
    func refused(words: [String]) {
        #expect(Flags.parse(words, switches: ["json"], values: ["port"]) == nil)
    }

    @Test(
        "A code is six digits that stand alone",
        arguments: [
            ("your code is 042917. It holds", "042917"), ("1234567 then 654321", "654321"),
            ("no code, 12345", nil),
        ] as [(String, String?)])
    func code(text: String, code: String?) {
        #expect(Mailbox.code(in: text) == code)
    }
}
