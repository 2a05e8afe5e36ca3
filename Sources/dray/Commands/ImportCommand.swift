import Console
import Cryptography
import Glibc
import HTTP
import Wire

/// `dray import`
enum ImportCommand {
    static let help = """
        usage: dray import --kind KIND --file FILE --email EMAIL [FLAGS]

        Imports a CSV file of products, prices, price lists, stock or companies into a running
        server and prints the report: what was read, made, changed, unchanged and bad, with the
        lines of every problem.
        The password is read from DRAY_IMPORT_PASSWORD, else from the terminal.

          --kind KIND            products, prices, price-lists, stock or companies
          --file FILE            the CSV file, UTF-8 or Windows-1252, with a header
          --email EMAIL          who imports
          --mode MODE            skip_bad (default) or all_or_nothing
          --price-list ID        for prices: into which list
          --warehouse ID         for stock: of which warehouse
          --url URL              the server (http://127.0.0.1:8080)

        Exit 0 where it was applied, 1 where it was refused.
        """

    static let entry = CommandEntry(
        name: "import", summary: "Import products, prices, stock or companies from a CSV file.",
        help: help
    ) { arguments in
        await run(arguments)
    }

    private static func run(_ arguments: [String]) async -> Int32 {
        let names = ["kind", "file", "email", "mode", "price-list", "warehouse", "url"]
        guard let flags = Flags.parse(arguments, values: names),
            let kind = flags.required("kind"), let file = flags.required("file"),
            let email = flags.required("email")
        else { return ExitCode.usage }
        guard let path = path(kind, flags) else { return ExitCode.usage }
        guard let bytes = contents(of: file) else {
            let reason = String(cString: strerror(errno))
            Terminal.complain("dray import: \(file) can't be read: \(reason)")
            return ExitCode.failed
        }
        guard let password = password() else { return ExitCode.usage }
        let url = flags.text("url") ?? "http://127.0.0.1:8080"
        // The same file into the same place is the same request, so a lost answer can be asked for.
        let digest = Hexadecimal.encode(SHA256.digest(of: Array(path.utf8) + bytes))
        do {
            return try await CommandLoop.run { loop in
                let client = APIClient(base: url, http: HTTPClient(loop: loop))
                try await client.signIn(email: email, password: password)
                Terminal.complain("sending \(bytes.count) bytes …")
                let answer = try await client.upload(
                    path, bytes, type: "text/csv", key: "import-\(digest)")
                return report(try answer.document())
            }
        } catch {
            Terminal.complain("dray import: \(error)")
            return ExitCode.failed
        }
    }

    private static func path(_ kind: String, _ flags: Flags) -> String? {
        let mode = flags.text("mode") ?? "skip_bad"
        switch kind {
        case "products", "price-lists", "companies": return "/v1/imports/\(kind)?mode=\(mode)"
        case "prices":
            guard let list = flags.required("price-list") else { return nil }
            return "/v1/imports/prices?price_list_id=\(list)&mode=\(mode)"
        case "stock":
            guard let warehouse = flags.required("warehouse") else { return nil }
            return "/v1/imports/stock?warehouse_id=\(warehouse)&mode=\(mode)"
        default:
            Terminal.complain(
                "dray import: --kind is products, prices, price-lists, stock or companies")
            return nil
        }
    }

    private static func password() -> String? {
        if let given = Surroundings.environment["DRAY_IMPORT_PASSWORD"] { return given }
        guard let typed = getpass("Password: ") else { return nil }
        return String(cString: typed)
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes.append(contentsOf: chunk.prefix(count))
            if count < chunk.count { return ferror(file) == 0 ? bytes : nil }
        }
    }

    private static func report(_ document: APIDocument) -> Int32 {
        let figures = ["state", "rows_read", "created", "updated", "unchanged", "bad"].map { name in
            let value = document.json[name]
            return "\(name) \(value?.text ?? value?.integer.map(String.init) ?? "-")"
        }
        Terminal.say(figures.joined(separator: "  "))
        for problem in document.json["problems"]?.items ?? [] {
            let line = problem["line"]?.integer.map(String.init) ?? "?"
            let severity = problem["severity"]?.text ?? ""
            Terminal.say("line \(line)  \(severity)  \(problem["message"]?.text ?? "")")
        }
        return document.json["state"]?.text == "applied" ? ExitCode.ok : ExitCode.failed
    }
}
