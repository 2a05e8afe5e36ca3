import Glibc
import Testing
import Wire

@Suite("The benchmark", .serialized)
struct BenchTests {
    @Test("a signal ends it together with the PostgreSQL that it has started", arguments: [
        SIGINT, SIGTERM,
    ])
    func interrupted(signal: Int32) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestFailure("there is no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let process = try start(["--cases", "a", "--seconds", "1"], output: ends[1])
        close(ends[1])
        guard let file = fdopen(ends[0], "r") else { throw TestFailure("the pipe is no file") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 200)
        #expect(fgets(&line, 200, file) != nil)
        let said = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        #expect(said == "PostgreSQL runs in .dray/bench-postgres\n")
        #expect(answers)
        kill(process, signal)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        #expect(status & 0x7F == 0)
        #expect(status >> 8 & 0xFF == 128 + signal)
        #expect(!answers)
    }

    @Test("every case runs beside pgbench, with the server's own statements")
    func everyCase() throws {
        let path = "\(Project.folder)/.dray/bench-figures.json"
        unlink(path)
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        let flags = ["--seconds", "1", "--connections", "2", "--json", path]
        let process = try start(flags, output: nowhere)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        #expect(status == 0)
        let figures = try JSON.parse(Array(Project.text(".dray/bench-figures.json").utf8))
        let cases = figures.items?.compactMap { $0["case"]?.text }
        #expect(cases == ["a", "b", "c", "d", "e", "f", "h"])
        for figure in figures.items ?? [] {
            #expect(figure["requests_per_second"].map { $0 != .integer(0) } == true)
        }
    }

    /// Whether the benchmark's PostgreSQL can be asked.
    private var answers: Bool {
        let script = "\(Project.folder)/script/postgres"
        let folder = "\(Project.folder)/.dray/bench-postgres"
        return system("\(script) psql \(folder) -c 'select 1' > /dev/null 2>&1") == 0
    }

    private func start(_ flags: [String], output: Int32) throws -> pid_t {
        let path = getenv("PATH").map { "PATH=\(String(cString: $0))" } ?? "PATH=/usr/bin:/bin"
        let words = [ServerProcess.executable, "bench"] + flags
        let arguments = words.map { strdup($0) } + [nil]
        let variables = [strdup(path), nil]
        defer { (variables + arguments).forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of a test block every signal, and a child begins with what its parent blocks.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        let code = posix_spawn(
            &process, ServerProcess.executable, &actions, &attributes, arguments, variables)
        guard code == 0 else { throw TestFailure("dray bench can't be started: \(code)") }
        return process
    }
}
