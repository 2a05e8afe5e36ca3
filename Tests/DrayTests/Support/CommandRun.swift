import Dispatch
import Glibc

/// The built executable with a command, in a process of its own.
final class CommandRun: Sendable {
    let process: pid_t
    private let output: Int32

    /// Starts it, with no more in its environment than that.
    init(_ words: [String], with environment: [String: String] = [:]) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestFailure("there is no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let variables = environment.merging(["PATH": path]) { $1 }
            .map { strdup("\($0.key)=\($0.value)") } + [nil]
        let arguments = ([ServerProcess.executable] + words).map { strdup($0) } + [nil]
        defer { (variables + arguments).forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var process: pid_t = 0
        let code = posix_spawn(
            &process, ServerProcess.executable, &actions, nil, arguments, variables)
        guard code == 0 else { throw TestFailure("dray can't be started: \(code)") }
        self.process = process
        output = ends[0]
    }

    /// What it said and its exit code, 128 and more where a signal ended it, once it has ended.
    func ended() async -> (said: String, code: Int32) {
        // Not on a thread of the tests, which servers in this process answer it on.
        await withCheckedContinuation { waiting in
            DispatchQueue.global().async { [output, process] in
                var said: [UInt8] = []
                var block = [UInt8](repeating: 0, count: 4_096)
                while case let count = read(output, &block, block.count), count > 0 {
                    said += block[..<count]
                }
                close(output)
                var status: Int32 = 0
                while waitpid(process, &status, 0) < 0, errno == EINTR {}
                let signal = status & 0x7F
                waiting.resume(
                    returning: (
                        String(decoding: said, as: UTF8.self),
                        signal == 0 ? status >> 8 & 0xFF : 128 + signal
                    ))
            }
        }
    }
}
