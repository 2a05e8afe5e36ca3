import Console
import Glibc
import Loop

/// The server that is measured: this program's own `serve`, as a process apart.
final class BenchServer {
    let process: pid_t
    let port: UInt16
    /// From being started until it answered that it is ready.
    let startUp: Duration

    /// Starts it and waits until it is ready.
    init(settings: [String: String], log: String) throws {
        let port = LoopbackSocket.freePort()
        var settings = settings
        settings["DRAY_PORT"] = "\(port)"
        settings["DRAY_HOST"] = "127.0.0.1"
        let began = Monotonic.nanoseconds
        process = try Interruption.starting { ends in
            let process = try Self.spawn(settings, log)
            ends.server = process
            return process
        }
        self.port = port
        while true {
            if let answer = try? LoopbackSocket.exchange(port, Self.readyRequest),
                answer.count > 9, answer[9] == UInt8(ascii: "2")
            {
                break
            }
            var status: Int32 = 0
            guard waitpid(process, &status, WNOHANG) == 0,
                Monotonic.nanoseconds - began < 20_000_000_000
            else { throw BenchFailure("the server didn't start; see \(log)") }
            usleep(1000)
        }
        startUp = .nanoseconds(Int64(Monotonic.nanoseconds - began))
    }

    private static let readyRequest = Array(
        "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)

    /// Ends it and waits until it has ended.
    func stop() {
        kill(process, SIGTERM)
        var status: Int32 = 0
        Interruption.starting { $0.server = nil }
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    }

    private static func spawn(_ settings: [String: String], _ log: String) throws -> pid_t {
        guard let path = realpath("/proc/self/exe", nil) else {
            throw BenchFailure("the executable is gone")
        }
        defer { free(path) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var environment = Surroundings.environment
        for (name, value) in settings { environment[name] = value }
        var words: [UnsafeMutablePointer<CChar>?] = [path, strdup("serve"), nil]
        var values: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") }
        values.append(nil)
        defer {
            free(words[1])
            for value in values { free(value) }
        }
        var process: pid_t = 0
        let code = posix_spawn(&process, path, &actions, nil, &words, &values)
        guard code == 0 else { throw BenchFailure("can't start the server: \(code)") }
        return process
    }
}
