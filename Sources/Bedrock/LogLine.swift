/// Appends JSON: what a log line is made of.
enum LogLine {
    /// The longest text of a field in bytes; the rest is cut and marked by `…`.
    static let textLimit = 4096

    private static let hexadecimal: [UInt8] = Array("0123456789abcdef".utf8)

    static func append(_ field: LogField, to line: inout [UInt8]) {
        line.append(UInt8(ascii: ","))
        line.append(UInt8(ascii: "\""))
        append(field.name, to: &line)
        line.append(UInt8(ascii: "\""))
        line.append(UInt8(ascii: ":"))
        switch field.value {
        case .text(let text):
            if Log.isSecretName(field.name) {
                append("\"***\"", to: &line)
            } else {
                appendQuoted(text, to: &line)
            }
        case .number(let number): line.append(contentsOf: String(number).utf8)
        case .flag(let flag): append(flag ? "true" : "false", to: &line)
        case .redacted: append("\"***\"", to: &line)
        }
    }

    static func append(_ text: StaticString, to line: inout [UInt8]) {
        text.withUTF8Buffer { line.append(contentsOf: $0) }
    }

    /// A JSON string: control characters escaped, so that a line stays one line.
    static func appendQuoted(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        let cut = text.utf8.count > textLimit
        for byte in cut ? prefix(of: text)[...] : text[...].utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                line.append(UInt8(ascii: "\\"))
                line.append(byte)
            case UInt8(ascii: "\n"): append("\\n", to: &line)
            case UInt8(ascii: "\r"): append("\\r", to: &line)
            case UInt8(ascii: "\t"): append("\\t", to: &line)
            case 0..<0x20, 0x7F:
                append("\\u00", to: &line)
                line.append(hexadecimal[Int(byte >> 4)])
                line.append(hexadecimal[Int(byte & 15)])
            default: line.append(byte)
            }
        }
        if cut { line.append(contentsOf: "…".utf8) }
        line.append(UInt8(ascii: "\""))
    }

    /// As many bytes as fit without splitting a character.
    private static func prefix(of text: String) -> Substring.UTF8View {
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: textLimit)
        while end > text.startIndex, text.utf8[end] & 0xC0 == 0x80 {
            end = text.utf8.index(before: end)
        }
        return text[..<end].utf8
    }
}
