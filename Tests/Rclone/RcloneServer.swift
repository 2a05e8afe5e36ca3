import Glibc
import Synchronization

/// Somebody else's S3 server, on loopback, with a key and a bucket: `rclone serve s3`.
package final class RcloneServer: Sendable {
    package static let accessKey = "STORAGETESTS"
    package static let secretKey = "a-secret-of-the-storage-tests"
    package static let bucket = "objects"

    package struct NotStarted: Error { package let log: String }

    package let endpoint: String
    /// Where it listens, to start another one there.
    package var port: String { String(endpoint.split(separator: ":").last ?? "0") }
    private let process: pid_t
    private let isRunning = Atomic(true)

    /// Starts one on the files of a folder, and on a port of its own choosing if none is given;
    /// returns once it listens.
    package init(folder: String, port: String = "0") throws {
        mkdir("\(folder)/\(Self.bucket)", 0o700)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw NotStarted(log: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let words = [
            Self.executable, "serve", "s3", "--addr", "127.0.0.1:\(port)", "--auth-key",
            "\(Self.accessKey),\(Self.secretKey)", "--config", "/dev/null", folder,
        ]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        let arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, Self.executable, &actions, nil, arguments, environ)
        close(ends[1])
        self.process = process
        // Kept open until the server ends: what it says later has to go somewhere.
        guard code == 0, let log = fdopen(ends[0], "r") else {
            throw NotStarted(log: "\(Self.executable): \(code); script/setup installs it")
        }
        guard let found = Self.address(in: log) else {
            kill(process, SIGKILL)
            throw NotStarted(log: "it ended before it listened")
        }
        endpoint = found
    }

    deinit { end() }

    /// Ends it as a power cut does.
    package func end() {
        guard isRunning.exchange(false, ordering: .relaxed) else { return }
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    private static func address(in log: UnsafeMutablePointer<FILE>) -> String? {
        var line: [UInt8] = []
        while true {
            let byte = fgetc(log)
            if byte == EOF { return nil }
            line.append(UInt8(truncatingIfNeeded: byte))
            guard byte == 0x0A else { continue }
            let text = String(decoding: line, as: UTF8.self)
            line = []
            guard text.contains("Starting s3 server") else { continue }
            let parts = text.split { "[]".contains($0) }
            let url = parts.first { $0.hasPrefix("http://") }
            return url.map { $0.hasSuffix("/") ? String($0.dropLast()) : String($0) }
        }
    }

    private static var executable: String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/.dray/python/bin/rclone"
    }
}
