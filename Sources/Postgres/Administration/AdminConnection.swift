import CPostgres
import Glibc

/// A blocking connection for command-line tasks; never used on an event loop.
public final class AdminConnection {
    private let connection: OpaquePointer

    /// Connects.
    /// - Throws: `DatabaseError.server` with 08001 when there is no PostgreSQL or it refuses.
    public init(_ settings: ConnectionSettings) throws(DatabaseError) {
        let started = settings.withParameters { PQconnectdbParams($0, $1, 1) }
        guard let started, PQstatus(started) == CONNECTION_OK else {
            let message = errorMessage(of: started)
            PQfinish(started)
            throw .server(ServerError(sqlstate: "08001", message: message))
        }
        PQsetNoticeProcessor(started, { _, _ in }, nil)
        connection = started
    }

    deinit {
        PQfinish(connection)
    }

    /// Whether a transaction is open, sound or failed.
    public var isInTransaction: Bool { PQtransactionStatus(connection) != PQTRANS_IDLE }

    /// Whether a transaction is open in which a statement has failed.
    public var hasFailedTransaction: Bool {
        PQtransactionStatus(connection) == PQTRANS_INERROR
    }

    /// Runs any number of statements; one transaction, unless they say otherwise themselves.
    public func execute(_ script: String) throws(DatabaseError) {
        PQclear(try checked(PQexec(connection, script)))
    }

    /// Runs one statement with parameters in text form.
    /// - Returns: its rows in text form, nil for NULL.
    public func query(
        _ sql: String, _ parameters: [String?] = []
    ) throws(DatabaseError) -> [[String?]] {
        let copies = parameters.map { value in value.map { strdup($0) } ?? nil }
        defer { copies.forEach { free($0) } }
        let values = copies.map { UnsafePointer($0) }
        let result = try checked(
            PQexecParams(connection, sql, Int32(values.count), nil, values, nil, nil, 0))
        defer { PQclear(result) }
        return rows(of: result)
    }

    /// Runs a statement whose parameters are arrays of bytes, in binary form.
    func query(_ sql: String, arrays: [ParameterBytes]) throws(DatabaseError) -> [[String?]] {
        let values = arrays.map { array in
            let copy = UnsafeMutableRawPointer.allocate(
                byteCount: max(array.count, 1), alignment: 1)
            array.bytes.withUnsafeBytes { bytes in
                if let base = bytes.baseAddress {
                    copy.copyMemory(from: base, byteCount: bytes.count)
                }
            }
            return UnsafePointer(copy.assumingMemoryBound(to: CChar.self))
        }
        defer { values.forEach { $0.deallocate() } }
        let pointers = values.map { Optional($0) }
        let lengths = arrays.map { Int32($0.count) }
        let formats = arrays.map { _ in 1 as Int32 }
        let result = try checked(
            PQexecParams(
                connection, sql, Int32(pointers.count), nil, pointers, lengths, formats, 0))
        defer { PQclear(result) }
        return rows(of: result)
    }

    /// Prepares a statement and says what the server makes of it.
    public func describe(
        _ statement: any PreparableStatement
    ) throws(DatabaseError) -> StatementDescription {
        let types = statement.parameterTypes.map(\.oid)
        PQclear(
            try checked(
                PQprepare(connection, "", statement.sql, Int32(types.count), types)))
        let result = try checked(PQdescribePrepared(connection, ""))
        defer { PQclear(result) }
        return StatementDescription(
            parameters: (0..<PQnparams(result)).map { index in
                PostgresType(oid: PQparamtype(result, index))
            },
            columns: (0..<PQnfields(result)).map { index in
                StatementDescription.Column(
                    name: PQfname(result, index).map { String(cString: $0) } ?? "",
                    type: PostgresType(oid: PQftype(result, index)))
            })
    }

    private func rows(of result: OpaquePointer) -> [[String?]] {
        let columns = PQnfields(result)
        return (0..<PQntuples(result)).map { row in
            (0..<columns).map { column in
                guard PQgetisnull(result, row, column) == 0,
                    let value = PQgetvalue(result, row, column)
                else { return nil }
                return String(cString: value)
            }
        }
    }

    private func checked(_ result: OpaquePointer?) throws(DatabaseError) -> OpaquePointer {
        guard let result else {
            throw .server(
                ServerError(sqlstate: "08006", message: errorMessage(of: connection)))
        }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return result
        default:
            let error = ServerError(result)
            PQclear(result)
            throw .server(error)
        }
    }
}
