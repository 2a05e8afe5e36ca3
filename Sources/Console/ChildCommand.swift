import Glibc

/// A program that was run to its end: what it wrote to its standard output, and how it ended.
package struct ChildCommand {
    package var output: String
    /// The exit status; 128 + n when signal n ended it.
    package var status: Int32

    /// Runs a program in a process group of its own, so that a Ctrl-C meant for this process does
    /// not reach it. It reads nothing; its complaints go to our standard error.
    package static func run(_ words: [String]) throws(ClusterError) -> ChildCommand {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .notRun(words[0], errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let started = spawn(words, output: ends[1])
        close(ends[1])
        guard started.code == 0 else { throw .notRun(words[0], started.code) }
        let output = readAll(ends[0])
        var ending: Int32 = 0
        while waitpid(started.process, &ending, 0) < 0 && errno == EINTR {}
        let signal = ending & 0x7f
        return ChildCommand(
            output: output, status: signal == 0 ? (ending >> 8) & 0xff : 128 + signal)
    }

    private static func spawn(
        _ words: [String], output: Int32
    ) -> (process: pid_t, code: Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A blocked signal stays blocked in a child, and PostgreSQL is one that needs them all.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, words[0], &actions, &attributes, arguments, environ)
        return (process, code)
    }

    private static func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &block, block.count)
            if count > 0 { bytes += block[..<count] } else if count == 0 || errno != EINTR { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
