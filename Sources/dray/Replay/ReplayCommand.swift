import Console
import Glibc
import Loop
import Wire

/// `dray replay`: a month of real trade through a running server.
struct ReplayCommand {
    static let help = """
        usage: dray replay --products FILE --stores FILE --sales FILE [FLAGS]

        Drives a running server through its public API as the parties would: onboards a
        wholesaler and the stores, imports the price book, makes the price lists that the lines
        show, posts every invoice as its store's draft order, places it, and holds the result
        against the file. Started again it goes on where it was; nothing doubles. Files may be
        packed with gzip. Ends with 0 only when every figure is equal.

          --products FILE        the price book (CSV)
          --stores FILE          the stores: store, name, address, city, state, zip
          --sales FILE           the lines: date, invoice_item, store, item, bottles, sale_cents
          --url URL              the server (http://127.0.0.1:8080)
          --concurrency N        requests under way at a time (8)
          --name NAME            the set's name, from which its accounts are named (iowa)
          --admin-email E-MAIL   who approves businesses (the demo's platform admin)
          --admin-password WORD  their password
          --mailbox URL          where letters can be read (the server's /dev/mailbox)
          --database-url URL     for the SQL figures (DATABASE_URL, or the project's PostgreSQL)
          --json FILE            write the reconciliation there
          --limit-days N         only the first days, for a trial
          --limit-invoices N     only the first invoices, for a trial
        """

    private static let values = [
        "products", "stores", "sales", "url", "concurrency", "name", "admin-email",
        "admin-password", "mailbox", "database-url", "json", "limit-days", "limit-invoices",
    ]

    /// Runs the command; the exit code says whether everything is equal.
    static func run(arguments: [String], environment: [String: String]) async -> Int32 {
        guard let flags = Flags.parse(arguments, values: values),
            let settings = settings(flags, environment)
        else { return ExitCode.usage }
        do {
            let result = try await CommandLoop.run { loop in
                try await Replay(settings, on: loop).run()
            }
            Terminal.say(result.text)
            if let path = flags.text("json") { try write(result.json, to: path) }
            return result.isEqual ? ExitCode.ok : ExitCode.failed
        } catch {
            Terminal.complain("dray replay: \(error)")
            return ExitCode.failed
        }
    }

    private static func settings(
        _ flags: Flags, _ environment: [String: String]
    ) -> ReplaySettings? {
        guard let products = flags.required("products"), let stores = flags.required("stores"),
            let sales = flags.required("sales"),
            let concurrency = flags.number("concurrency", in: 1...256, default: 8),
            let days = flags.number("limit-days", in: 1...366, default: 366),
            let invoices = flags.number("limit-invoices", in: 1...10_000_000, default: .max)
        else { return nil }
        let name = flags.text("name") ?? "iowa"
        guard name.utf8.count <= 32, name.first?.isLetter == true,
            name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber) })
        else {
            Terminal.complain("dray replay: --name takes small letters and digits, a letter first.")
            return nil
        }
        return ReplaySettings(
            products: products, stores: stores, sales: sales,
            url: flags.text("url") ?? "http://127.0.0.1:8080", mailbox: flags.text("mailbox"),
            name: name, concurrency: concurrency,
            admin: (
                email: flags.text("admin-email") ?? "admin@platform.example.com",
                password: flags.text("admin-password") ?? "three-lanterns-on-the-quay"
            ),
            database: flags.text("database-url") ?? environment["DATABASE_URL"]
                ?? ProjectDatabase.url(),
            days: days, invoices: invoices)
    }

    private static func write(_ json: JSON, to path: String) throws {
        guard let file = fopen(path, "w") else {
            throw FileProblem(path, String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        let bytes = json.bytes + [0x0A]
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw FileProblem(path, "it can't be written")
        }
    }
}

/// The PostgreSQL that a checkout keeps for itself.
enum ProjectDatabase {
    /// Where it is reached; nil outside a checkout.
    static func url() -> String? {
        guard let folder = Surroundings.projectFolder() else { return nil }
        let words = [folder + "/script/postgres", "url", folder + "/.dray/postgres"]
        guard let command = try? ChildCommand.run(words), command.status == 0 else { return nil }
        return command.output.split(separator: "\n").first.map(String.init)
    }
}
