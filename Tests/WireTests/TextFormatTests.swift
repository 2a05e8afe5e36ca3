import Testing
import Wire

@Suite("Texts have the shape their field asks for")
struct TextFormatTests {
    struct Email: FieldGroup {
        let value: String
        init(_ fields: inout Fields) { value = fields.body("value", "", format: .email) }
    }

    struct Slug: FieldGroup {
        let value: String
        init(_ fields: inout Fields) { value = fields.body("value", "", format: .slug) }
    }

    struct Code: FieldGroup {
        let value: String
        init(_ fields: inout Fields) { value = fields.body("value", "", format: .code) }
    }

    struct Digits: FieldGroup {
        let value: String
        init(_ fields: inout Fields) { value = fields.body("value", "", format: .digits) }
    }

    struct Day: FieldGroup {
        let value: String
        init(_ fields: inout Fields) { value = fields.body("value", "", format: .day) }
    }

    struct Secret: FieldGroup {
        let value: String
        init(_ fields: inout Fields) { value = fields.body("value", "", format: .secret) }
    }

    struct Essay: FieldGroup {
        let value: String
        init(_ fields: inout Fields) { value = fields.body("value", "", format: .multiline) }
    }

    private func admits<G: FieldGroup>(_ type: G.Type, _ text: String) -> Bool {
        let body = JSON.object([.init("value", .string(text))]).compact
        return violations(type, body).isEmpty
    }

    @Test(
        "e-mail addresses",
        arguments: [
            ("a@b.example", true), ("first.last+tag@sub.b-c.example", true),
            ("é@ü.example", true),
            ("a@b", false), ("@b.example", false), ("a@", false), ("a@@b.example", false),
            ("a b@c.example", false), ("a@b..example", false), ("a@-b.example", false),
            ("a@b.example.", false), ("a@b_c.example", false),
            (String(repeating: "a", count: 65) + "@b.example", false),
        ])
    func email(text: String, expected: Bool) { #expect(admits(Email.self, text) == expected) }

    @Test(
        "slugs",
        arguments: [
            ("a", true), ("corner-store-2", true), ("Corner", false), ("-a", false), ("a-", false),
            ("a--b", false), ("a b", false), ("é", false),
        ])
    func slug(text: String, expected: Bool) { #expect(admits(Slug.self, text) == expected) }

    @Test(
        "codes",
        arguments: [
            ("SKU-1001", true), ("a/b_c.d", true), ("-a", false), ("a b", false), ("é", false),
            (String(repeating: "a", count: 64), true), (String(repeating: "a", count: 65), false),
        ])
    func code(text: String, expected: Bool) { #expect(admits(Code.self, text) == expected) }

    @Test("digits keep to digits", arguments: [("0012", true), ("12a", false), ("-1", false)])
    func digits(text: String, expected: Bool) { #expect(admits(Digits.self, text) == expected) }

    @Test(
        "days exist in the calendar",
        arguments: [
            ("2024-02-29", true), ("2023-02-29", false), ("2022-9-1", false), ("2022-09-31", false),
        ])
    func day(text: String, expected: Bool) { #expect(admits(Day.self, text) == expected) }

    @Test("secrets are taken as they are, long texts have their lines")
    func whole() throws {
        let body = Array(#"{"value":"  p w  "}"#.utf8)
        #expect(try Fields.read(Secret.self, body: body).value == "  p w  ")
        let essay = Array(#"{"value":"a\n\tb\n"}"#.utf8)
        #expect(try Fields.read(Essay.self, body: essay).value == "a\n\tb")
        #expect(!admits(Essay.self, "a\u{7}"))
    }
}
