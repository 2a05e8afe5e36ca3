import Dispatch
import Glibc
import Synchronization
import Wire

/// A mail server from outside (aiosmtpd) in a process of its own; see Tests/mail_server.py.
final class MailServer: Sendable {
    let port: UInt16
    private let process: pid_t
    private let input: Int32
    private let news: AsyncStream<JSON>

    /// Starts one and returns once it listens; on a port that was another's, where one is given.
    init(port: UInt16 = 0, _ words: String...) throws {
        var output: [Int32] = [0, 0], input: [Int32] = [0, 0]
        guard pipe(&output) == 0, pipe(&input) == 0 else { throw TestFailure("no pipe") }
        for end in output + input { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let all = ["--port", "\(port)"] + words
        process = try Self.spawn(all, input: input[0], output: output[1])
        close(output[1])
        close(input[0])
        self.input = input[1]
        guard let file = fdopen(output[0], "r") else { throw TestFailure("the pipe is no file") }
        guard let ready = Self.line(file), let number = ready["port"]?.integer else {
            throw TestFailure("the mail server doesn't start; script/setup installs it")
        }
        self.port = UInt16(number)
        let (news, report) = AsyncStream.makeStream(of: JSON.self)
        self.news = news
        nonisolated(unsafe) let rest = file
        DispatchQueue.global().async {
            while let line = Self.line(rest) { report.yield(line) }
            report.finish()
            fclose(rest)
        }
    }

    deinit { stop() }

    /// Ends it at once, in the middle of whatever it does.
    func stop() {
        guard kill(process, SIGKILL) == 0 else { return }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        close(input)
    }

    /// What a server is told to hand its letters here.
    func settings(_ more: [String: String] = [:]) -> [String: String] {
        [
            "DRAY_MAIL": "smtp", "DRAY_SMTP_URL": "smtp://127.0.0.1:\(port)",
            "DRAY_SMTP_SECURITY": "none", "DRAY_MAIL_SENDER": "Dray & Söhne <no-reply@dray.test>",
        ].merging(more) { $1 }
    }

    /// The next thing it says of one recipient; what it says of others meanwhile is skipped.
    func next(_ event: String, to recipient: String) async throws -> JSON {
        for await line in news
        where line["event"]?.text == event && line["to"]?.text == recipient {
            return line
        }
        throw TestFailure("the mail server ended before \(recipient) had a letter")
    }

    /// The next letters, whoever they are to.
    func next(_ count: Int) async throws -> [JSON] {
        var letters: [JSON] = []
        for await line in news where line["event"]?.text == "letter" {
            letters.append(line)
            if letters.count == count { return letters }
        }
        throw TestFailure("the mail server ended after \(letters.count) letters")
    }

    private static func line(_ file: UnsafeMutablePointer<FILE>) -> JSON? {
        var line: [UInt8] = []
        while true {
            let byte = fgetc(file)
            if byte == EOF { return nil }
            if byte == 0x0A { return try? JSON.parse(line) }
            line.append(UInt8(truncatingIfNeeded: byte))
        }
    }

    private static func spawn(
        _ words: [String], input: Int32, output: Int32
    ) throws -> pid_t {
        let python = Project.folder + "/.dray/python/bin/python"
        let script = Project.folder + "/Tests/mail_server.py"
        let arguments = ([python, script] + words).map { strdup($0) } + [nil]
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin"
        let variables = [strdup("PATH=\(path)"), nil]
        defer { (arguments + variables).forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var process: pid_t = 0
        let code = posix_spawn(&process, python, &actions, nil, arguments, variables)
        guard code == 0 else { throw TestFailure("\(python) can't be started: \(code)") }
        return process
    }
}
