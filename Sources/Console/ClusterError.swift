import Glibc

/// Why a checkout's own PostgreSQL can't be used, with the way out.
package enum ClusterError: Error, CustomStringConvertible {
    case scriptMissing
    case inUse(String)
    case unusableFolder(String, Int32)
    case notRun(String, Int32)
    case failed(String, Int32)

    package var description: String {
        switch self {
        case .scriptMissing:
            """
            script/postgres is neither here nor above the executable. Run from a checkout of Dray, \
            or name a PostgreSQL in DATABASE_URL.
            """
        case .inUse(let folder):
            "Another `dray` uses the PostgreSQL in \(folder). Stop that one first."
        case .unusableFolder(let path, let code):
            "Can't write \(path): \(String(cString: strerror(code)))."
        case .notRun(let path, let code):
            "Can't run \(path): \(String(cString: strerror(code)))."
        case .failed(let action, let status):
            "`script/postgres \(action)` ended with \(status); what it said stands above."
        }
    }
}
