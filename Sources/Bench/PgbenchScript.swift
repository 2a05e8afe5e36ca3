import Identity
import Orders
import Platform
import Postgres
import Pricing

/// A transaction for pgbench, made of the server's own statements: their text is taken from the
/// program, each `$n` replaced by a pgbench variable cast to the type the server declares.
struct PgbenchScript {
    /// Values given by `-D`; texts, as pgbench sends them.
    var values: [(name: String, value: String)] = []
    private let name: String
    private var settings = ""
    private var statements: [String] = []

    /// - Parameter name: distinguishes the variables of scripts that run together.
    init(_ name: String) { self.name = name }

    /// Adds a `\set`.
    mutating func set(_ variable: String, _ expression: String) {
        settings += "\\set \(variable) \(expression)\n"
    }

    /// Names a value of this script; the name to use for it.
    mutating func value(_ variable: String, _ text: String) -> String {
        values.append(("\(variable)_\(name)", text))
        return ":\(variable)_\(name)"
    }

    /// Adds a statement as it stands.
    mutating func add(sql: String) { statements.append(sql) }

    /// Adds the server's statement that holds `part`, with an expression for each parameter; an
    /// expression in quotes or `null` is text, and a variable begins with a colon.
    mutating func add(holding part: String, _ expressions: [String]) throws {
        guard let found = Self.all.first(where: { $0.sql.contains(part) }),
            found.types.count == expressions.count
        else { throw BenchFailure("the server has no such statement: \(part)") }
        var sql = ""
        var rest = found.sql[...]
        while let dollar = rest.firstIndex(of: "$") {
            sql += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            let digits = rest.prefix { $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let index = (Int(digits) ?? 1) - 1
            guard let type = Self.names[found.types[index].oid] else {
                throw BenchFailure("type \(found.types[index].oid) has no name here")
            }
            sql += "\(expressions[index])::\(type)"
        }
        statements.append(sql + rest)
    }

    /// The script. The first turn of a client prepares everything outside of the pipeline, which is
    /// where this pgbench can do it.
    var text: String {
        """
        \\if :warm_\(name) = 0
        select 1;
        \\set warm_\(name) 1
        \\endif
        \\set i :i + 1
        \\set n 100000000000 + :client_id * 1000000000 + :i
        \(settings)\\startpipeline
        \(statements.map { $0 + ";" }.joined(separator: "\n"))
        \\endpipeline

        """
    }

    /// What `-D` has to say: the values, and that nothing is prepared.
    var definitions: [(name: String, value: String)] { values + [("warm_\(name)", "0")] }

    private static let all: [(sql: String, types: [PostgresType])] = {
        var all: [(sql: String, types: [PostgresType])] = []
        PlatformStatements.prepare { all.append(($0, $1)) }
        Orders.prepare { all.append(($0, $1)) }
        Pricing.prepare { all.append(($0, $1)) }
        return all
    }()

    private static let names: [UInt32: String] = [
        16: "bool", 17: "bytea", 20: "int8", 21: "int2", 23: "int4", 25: "text", 114: "json",
        1184: "timestamptz", 2950: "uuid", 3802: "jsonb", 1000: "bool[]", 1001: "bytea[]",
        1005: "int2[]", 1007: "int4[]", 1009: "text[]", 1016: "int8[]", 1185: "timestamptz[]",
        2951: "uuid[]",
    ]
}
