import Console
import Glibc
import HTTP
import Wire

/// `dray import`
enum ImportCommand {
    static let help = """
        usage: dray import --kind KIND --file FILE --email EMAIL [FLAGS]

        Imports a file of products, prices, price lists, stock or companies into a running server
        and prints the report: what was read, made, changed, unchanged and bad, with the lines of
        the problems. The same file again changes nothing.
        The password is read from DRAY_IMPORT_PASSWORD, else from the terminal.

          --kind KIND            products, prices, price-lists, stock or companies
          --file FILE            CSV, UTF-8 or Windows-1252, with a header; or lines of JSON
          --format FORMAT        csv or jsonl, where the file's name doesn't say it
          --email EMAIL          who imports
          --mode MODE            skip_bad (default) or all_or_nothing
          --dry-run              check everything and write nothing; the report is the same
          --mapping COLUMNS      what the file's columns are here: 'Nr=code; Firma=name; Notiz='
                                 leaves Notiz out; or a JSON object, as the API takes it
          --resume ID            go on with an import that broke off: the same file and flags
          --price-list ID        for prices: into which list
          --warehouse ID         for stock: of which warehouse
          --url URL              the server (http://127.0.0.1:8080)

        Exit 0 where it was applied, or checked by a dry run; 1 where it was refused.
        """

    static let entry = CommandEntry(
        name: "import", summary: "Import products, prices, lists, stock or companies from a file.",
        help: help
    ) { arguments in
        await run(arguments)
    }

    private static func run(_ arguments: [String]) async -> Int32 {
        let names = [
            "kind", "file", "format", "email", "mode", "mapping", "resume", "price-list",
            "warehouse", "url",
        ]
        guard let flags = Flags.parse(arguments, switches: ["dry-run"], values: names),
            let email = flags.required("email"), let request = ImportRequest(flags)
        else { return ExitCode.usage }
        guard let bytes = contents(of: request.file) else {
            let reason = String(cString: strerror(errno))
            Terminal.complain("dray import: \(request.file) can't be read: \(reason)")
            return ExitCode.failed
        }
        guard let password = password() else { return ExitCode.usage }
        let url = flags.text("url") ?? "http://127.0.0.1:8080"
        do {
            return try await CommandLoop.run { loop in
                let client = APIClient(base: url, http: HTTPClient(loop: loop))
                try await client.signIn(email: email, password: password)
                if !request.isResumed { await nameWaiting(request, client) }
                Terminal.complain("sending \(bytes.count) bytes …")
                let answer = try await client.upload(
                    request.path, bytes, type: request.mediaType, key: request.key)
                return report(try answer.document())
            }
        } catch {
            Terminal.complain("dray import: \(error)")
            if (error as? APIProblem)?.status == 0 {
                Terminal.complain("What came waits: with --resume its import goes on from there.")
            }
            return ExitCode.failed
        }
    }

    /// Says which imports of the kind have not ended. Who may not see them imports all the same.
    private static func nameWaiting(_ request: ImportRequest, _ client: APIClient) async {
        let list = try? await client.get("/v1/imports?limit=20")
        for item in list?.json["items"]?.items ?? [] where item["kind"]?.text == request.kind {
            guard let state = item["state"]?.text, ["running", "interrupted"].contains(state),
                let id = item["id"]?.text, let row = item["next_row"]?.integer
            else { continue }
            let mode = item["mode"]?.text ?? ""
            let isDry = item["dry_run"]?.bool == true ? ", a dry run" : ""
            Terminal.complain(
                "import \(id) (\(mode)\(isDry)) is \(state) at row \(row): if it broke off, "
                    + "--resume \(id) goes on with it.")
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
        let problems = document.json["problems"]?.items ?? []
        for problem in problems {
            let line = problem["line"]?.integer.map(String.init) ?? "?"
            let severity = problem["severity"]?.text ?? ""
            let field = problem["field"]?.text.map { "\($0): " } ?? ""
            Terminal.say("line \(line)  \(severity)  \(field)\(problem["message"]?.text ?? "")")
        }
        let count = document.json["problems_count"]?.integer ?? 0
        if count > Int64(problems.count), let id = document.json["id"]?.text {
            Terminal.say("and \(count - Int64(problems.count)) more: /v1/imports/\(id)/problems")
        }
        let state = document.json["state"]?.text ?? ""
        return ["applied", "checked"].contains(state) ? ExitCode.ok : ExitCode.failed
    }
}
