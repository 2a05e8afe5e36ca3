public import Platform
import Cryptography
import Glibc

/// The folder `Policies/`: the hard catalog as files, read, checked and applied.
public enum PolicyFiles {
    /// Privileges that a catalog has at most: a token carries one bit of each, in one kilobyte.
    package static let mostPrivileges = 1_024

    /// Reads a folder and checks it.
    ///
    /// Throws with every fault of the files: a malformed row, a name given twice, a cell of a role
    /// or privilege there is none of.
    public static func load(_ folder: String) throws(PolicyFault) -> PrivilegeCatalog {
        let number = try version(folder)
        let privileges = try rows("privileges.csv", ["name", "summary"], in: folder)
        let roles = try rows("roles.csv", ["name", "assignable", "denies", "summary"], in: folder)
        let cells = try rows("cells.csv", ["role", "privilege", "active", "immutable"], in: folder)
        let catalog = PrivilegeCatalog(
            version: number, privileges: privileges.map { (name: $0[0], summary: $0[1]) },
            roles: roles.map { row in
                .init(
                    name: row[0], assignable: row[1] == "yes", denies: row[2] == "yes",
                    summary: row[3])
            },
            cells: cells.map { row in
                .init(
                    role: row[0], privilege: row[1], active: row[2] == "yes",
                    immutable: row[3] == "yes")
            })
        let flags = roles.map { ($0[0], [$0[1], $0[2]]) }
            + cells.map { ("\($0[0]) × \($0[1])", [$0[2], $0[3]]) }
        let faults = flags.filter { !$0.1.allSatisfy { $0 == "yes" || $0 == "no" } }
            .map { "\($0.0): a flag is yes or no" } + check(catalog)
        if !faults.isEmpty { throw PolicyFault(faults) }
        return catalog
    }

    /// The number of everything in the folder.
    package static func version(_ folder: String) throws(PolicyFault) -> Int {
        let version = try text("version", in: folder)
        guard let number = Int(version.filter { !$0.isWhitespace }), number > 0 else {
            throw PolicyFault(["version: it takes one whole number from 1 on"])
        }
        return number
    }

    /// What a catalog contradicts itself in.
    public static func check(_ catalog: PrivilegeCatalog) -> [String] {
        var faults: [String] = []
        func unique(_ names: [String], _ what: String) {
            var seen: Set<String> = []
            for name in names where !seen.insert(name).inserted {
                faults.append("\(what) \(name) stands twice")
            }
        }
        unique(catalog.privileges.map(\.name), "privilege")
        unique(catalog.roles.map(\.name), "role")
        unique(catalog.cells.map { "\($0.role) × \($0.privilege)" }, "cell")
        if catalog.privileges.count > mostPrivileges {
            faults.append("there are more than \(mostPrivileges) privileges")
        }
        let privileges = Set(catalog.privileges.map(\.name))
        let roles = Set(catalog.roles.map(\.name))
        for name in catalog.roles.map(\.name) + catalog.privileges.map(\.name)
        where name.hasPrefix("app.") {
            faults.append("\(name): names that begin with `app.` are the apps' own")
        }
        for cell in catalog.cells {
            if !roles.contains(cell.role) { faults.append("there is no role \(cell.role)") }
            if !privileges.contains(cell.privilege) {
                faults.append("there is no privilege \(cell.privilege)")
            }
        }
        return faults
    }

    /// A digest over everything a catalog says but its version.
    public static func checksum(of catalog: PrivilegeCatalog) -> String {
        var text = ""
        for privilege in catalog.privileges {
            text += "privilege\t\(privilege.name)\t\(privilege.summary)\n"
        }
        for role in catalog.roles {
            text += "role\t\(role.name)\t\(role.assignable)\t\(role.denies)\t\(role.summary)\n"
        }
        for cell in catalog.cells {
            text += "cell\t\(cell.role)\t\(cell.privilege)\t\(cell.active)\t\(cell.immutable)\n"
        }
        return Hexadecimal.encode(SHA256.digest(of: text))
    }

    /// The rows of a file behind its header, each with as many columns.
    package static func rows(
        _ name: String, _ header: [String], in folder: String
    ) throws(PolicyFault) -> [[String]] {
        var rows = PolicyRows(try text(name, in: folder)).rows
        guard !rows.isEmpty, rows.removeFirst() == header else {
            throw PolicyFault(["\(name): the first row is \(header.joined(separator: ","))"])
        }
        let short = rows.indices.filter { rows[$0].count != header.count || rows[$0][0].isEmpty }
        guard short.isEmpty else {
            throw PolicyFault(short.map { "\(name): row \($0 + 2) hasn't \(header.count) columns" })
        }
        return rows
    }

    private static func text(_ name: String, in folder: String) throws(PolicyFault) -> String {
        guard let file = fopen("\(folder)/\(name)", "rb") else {
            throw PolicyFault(["\(folder)/\(name) can't be read"])
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes.append(contentsOf: chunk[..<count])
            if count < chunk.count { break }
        }
        guard ferror(file) == 0, let text = String(validating: bytes, as: UTF8.self) else {
            throw PolicyFault(["\(folder)/\(name) can't be read as UTF-8"])
        }
        return text
    }
}

/// What is wrong with policy files, or why they can't be applied.
public struct PolicyFault: Error, CustomStringConvertible {
    /// Every fault, each a sentence.
    public let faults: [String]

    /// At least one fault.
    package init(_ faults: [String]) {
        self.faults = faults
    }

    /// All of them, a line each.
    public var description: String { faults.joined(separator: "\n") }
}

/// Rows of comma-separated values, quoted where they hold commas; small files only.
struct PolicyRows {
    private(set) var rows: [[String]] = []

    init(_ text: String) {
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var wasQuote = false
        for character in text {
            if isQuoted, character == "\"" {
                isQuoted = false
                wasQuote = true
            } else if isQuoted {
                field.append(character)
            } else if character == "\"" {
                if wasQuote { field.append(character) }
                isQuoted = true
            } else if character == "," {
                row.append(field)
                field = ""
            } else if character.isNewline {
                row.append(field)
                if row != [""] { rows.append(row) }
                row = []
                field = ""
            } else {
                field.append(character)
            }
            if character != "\"" { wasQuote = false }
        }
        row.append(field)
        if row != [""] { rows.append(row) }
    }
}
