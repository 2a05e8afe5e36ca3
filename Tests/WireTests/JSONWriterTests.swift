import Testing

import Wire

@Suite("JSON is written once, escaped where it must be")
struct JSONWriterTests {
    @Test(
        "whole numbers are written in full",
        arguments: [0, 1, -1, 9, 10, 99, 100, 1_234_567_890, .max, .min] as [Int64])
    func wholeNumbers(value: Int64) {
        var bytes: [UInt8] = []
        bytes.appendDecimal(value)
        #expect(String(decoding: bytes, as: UTF8.self) == value.description)
    }

    @Test(
        "strings are escaped",
        arguments: [
            ("", #""""#), ("plain", #""plain""#), ("a\"b", #""a\"b""#), ("a\\b", #""a\\b""#),
            ("\n\r\t", #""\n\r\t""#), ("\0\u{1F}\u{7F}", #""\u0000\u001f\u007f""#),
            ("é😀", "\"é😀\""), ("</script>", #""</script>""#),
        ])
    func strings(text: String, expected: String) {
        #expect(JSON.string(text).compact == expected)
    }

    @Test("numbers that are not finite become null")
    func notFinite() {
        #expect(JSON.array([.number(.infinity), .number(.nan)]).compact == "[null,null]")
    }

    @Test("commas stand between values and nowhere else")
    func commas() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.write(1 as Int64)
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.writeNull()
        writer.endArray()
        writer.key("b\"" as String)
        writer.write("x")
        writer.key("c")
        writer.writeVerbatim(Array("{}".utf8))
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"a":[1,{},[],null],"b\"":"x","c":{}}"#)
    }
}
