import Bedrock
import Console
import Wire

/// What `dray import` asks for, as its flags say it.
struct ImportRequest: Sendable {
    let file: String
    /// As the API calls it.
    let kind: String
    let mediaType: String
    let path: String
    let isResumed: Bool
    /// Sent with each try of this run, and with no other run: a file that is brought in again is
    /// a request of its own, whatever became of its rows since.
    let key: String

    /// Reads the flags; nil, after a complaint, where they make no sense.
    init?(_ flags: Flags) {
        guard let word = flags.required("kind"), let file = flags.required("file") else {
            return nil
        }
        self.file = file
        var query: [(name: String, value: String)] = []
        switch word {
        case "products", "price-lists", "companies": break
        case "prices":
            guard let list = flags.required("price-list") else { return nil }
            query.append(("price_list_id", list))
        case "stock":
            guard let warehouse = flags.required("warehouse") else { return nil }
            query.append(("warehouse_id", warehouse))
        default:
            Terminal.complain(
                "dray import: --kind is products, prices, price-lists, stock or companies")
            return nil
        }
        guard let type = ImportRequest.mediaType(flags.text("format"), of: file) else {
            Terminal.complain("dray import: --format is csv or jsonl")
            return nil
        }
        mediaType = type
        kind = word.replacing("-", with: "_")
        query.append(("mode", flags.text("mode") ?? "skip_bad"))
        if flags.has("dry-run") { query.append(("dry_run", "true")) }
        if let text = flags.text("mapping") {
            guard let mapping = ImportRequest.mapping(text) else {
                Terminal.complain("dray import: --mapping is 'Title=column; Other='")
                return nil
            }
            query.append(("mapping", mapping))
        }
        isResumed = flags.has("resume")
        if let id = flags.text("resume") { query.append(("resume", id)) }
        let pairs = query.map { "\($0.name)=\($0.value.percentEncoded)" }
        path = "/v1/imports/\(word)?" + pairs.joined(separator: "&")
        key = "import-\(UUIDBytes.version7(at: .now()).text)"
    }

    private static func mediaType(_ format: String?, of file: String) -> String? {
        switch format {
        case "csv": "text/csv"
        case "jsonl": "application/x-ndjson"
        case nil:
            file.hasSuffix(".jsonl") || file.hasSuffix(".ndjson")
                ? "application/x-ndjson" : "text/csv"
        default: nil
        }
    }

    /// The object that the API takes, of pairs between semicolons; nil for what is none.
    static func mapping(_ text: String) -> String? {
        if text.hasPrefix("{") { return text }
        var json = JSONWriter()
        json.beginObject()
        for pair in text.split(separator: ";") where pair.contains(where: { !$0.isWhitespace }) {
            // A title may have the sign, a column here has not.
            guard let sign = pair.lastIndex(of: "=") else { return nil }
            let column = pair[pair.index(after: sign)...].filter { !$0.isWhitespace }
            json.key(String(pair[..<sign]))
            if column.isEmpty { json.writeNull() } else { json.write(column) }
        }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
