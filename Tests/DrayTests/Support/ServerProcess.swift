import Dispatch
import Glibc
import Synchronization
import Wire

/// `dray serve` in a process of its own, which can be killed.
final class ServerProcess: Sendable {
    let process: pid_t
    let client: Client

    /// Starts it on that database and returns once it serves.
    init(database: String, with settings: [String: String] = [:]) throws {
        // Its clocks would do what other tests wait for, and it would take roles of theirs away.
        guard TestServer.sharedAddress.withLock({ $0 }) != database else {
            throw TestFailure("no second server stands on the database that tests share")
        }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestFailure("there is no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let process = try Self.spawn(database, settings, output: ends[1])
        close(ends[1])
        self.process = process
        guard let file = fdopen(ends[0], "r") else { throw TestFailure("the pipe is no file") }
        var log = ""
        guard let port = Self.port(in: file, &log) else {
            kill(process, SIGKILL)
            throw TestFailure("dray serve ended before it served: \(log)")
        }
        client = Client(port: port)
        // What nobody reads would one day hold up whoever writes.
        nonisolated(unsafe) let rest = file
        DispatchQueue.global().async {
            while fgetc(rest) != EOF {}
            fclose(rest)
        }
    }

    /// As a power cut does it; returns when nothing of it is left.
    func killAtOnce() {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// Asks it to end; answers its exit code, nil when it died otherwise.
    func end() -> Int32? {
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
    }

    /// The executable that was built together with these tests.
    static var executable: String {
        var path = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let bytes = path[..<max(0, count)].map { UInt8(bitPattern: $0) }
        let own = String(decoding: bytes, as: UTF8.self)
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/") + "/dray"
    }

    private static func spawn(
        _ database: String, _ settings: [String: String], output: Int32
    ) throws -> pid_t {
        var environment = TestServer.environment.merging(settings) { $1 }
        environment["DATABASE_URL"] = database
        environment["DRAY_LOG_LEVEL"] = "info"
        environment["PATH"] = getenv("PATH").map { String(cString: $0) }
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        let arguments = [strdup(executable), strdup("serve"), nil]
        defer { (variables + arguments).forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var process: pid_t = 0
        let code = posix_spawn(&process, executable, &actions, nil, arguments, variables)
        guard code == 0 else { throw TestFailure("\(executable) can't be started: \(code)") }
        return process
    }

    /// Reads the log up to the line that says where it serves.
    private static func port(
        in file: UnsafeMutablePointer<FILE>, _ log: inout String
    ) -> UInt16? {
        var line = [UInt8]()
        while true {
            let byte = fgetc(file)
            if byte == EOF { return nil }
            guard byte == 0x0A else {
                line.append(UInt8(truncatingIfNeeded: byte))
                continue
            }
            if let entry = try? JSON.parse(line), entry["event"]?.text == "serving" {
                return entry["port"]?.integer.flatMap { UInt16(exactly: $0) }
            }
            log += String(decoding: line, as: UTF8.self) + "\n"
            line = []
        }
    }
}
