import Glibc

/// The PostgreSQL a checkout keeps for itself, by way of `script/postgres`, which alone knows how
/// to make, start and stop one. One process at a time uses a folder; PostgreSQL outlives a process
/// that was killed, and the next one takes it over.
package struct Cluster: ~Copyable {
    /// Where to connect: as the owner of the database, who migrates, and as the role that serves,
    /// which owns nothing.
    package struct URLs: Equatable, Sendable {
        package var owner: String
        package var server: String

        package init(owner: String, server: String) {
            self.owner = owner
            self.server = server
        }
    }

    private let script: String
    private let folder: String
    private var lock: Int32 = -1

    /// `folder` is made on the first start; a relative one is under `project`, which is found from
    /// the working directory and from where the executable stands when not given.
    package init(folder: String = ".dray/postgres", project: String? = nil) throws(ClusterError) {
        guard let project = project ?? Self.findProject() else { throw .scriptMissing }
        self.script = project + "/script/postgres"
        self.folder = folder.hasPrefix("/") ? folder : project + "/" + folder
    }

    deinit {
        if lock >= 0 { close(lock) }
    }

    /// Makes what is missing and starts what is stopped: a second the first time, 0.2 s after.
    package mutating func start() throws(ClusterError) -> URLs {
        try takeLock()
        let command = try ChildCommand.run([script, "start", folder])
        guard command.status == 0 else { throw .failed("start", command.status) }
        var urls = URLs(owner: "", server: "")
        for line in command.output.split(separator: "\n") {
            if line.hasPrefix("owner=") { urls.owner = String(line.dropFirst(6)) }
            if line.hasPrefix("server=") { urls.server = String(line.dropFirst(7)) }
        }
        guard !urls.owner.isEmpty, !urls.server.isEmpty else { throw .failed("start", 0) }
        return urls
    }

    /// Stops PostgreSQL if it runs, ending its connections and writing everything out.
    package mutating func stop() throws(ClusterError) {
        let command = try ChildCommand.run([script, "stop", folder])
        guard command.status == 0 else { throw .failed("stop", command.status) }
        if lock >= 0 { close(lock) }
        lock = -1
    }

    /// What stops it in place of `stop` when a signal ends the process.
    package func stopper() -> @Sendable () -> Void {
        let command = [script, "stop", folder]
        return { _ = try? ChildCommand.run(command) }
    }

    /// Kept by the kernel, and so never left behind by a process that was killed.
    private mutating func takeLock() throws(ClusterError) {
        guard lock < 0 else { return }
        let path = folder + ".lock"
        Self.makeFolders(above: path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unusableFolder(path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .inUse(folder)
        }
        lock = descriptor
    }

    private static func makeFolders(above path: String) {
        for (index, byte) in path.utf8.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
            mkdir(String(decoding: path.utf8.prefix(index), as: UTF8.self), 0o755)
        }
    }

    private static func findProject() -> String? {
        if let here = realpath(".", nil) {
            defer { free(here) }
            let path = String(cString: here)
            if access(path + "/script/postgres", X_OK) == 0 { return path }
        }
        guard let executable = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(executable) }
        var path = Substring(String(cString: executable))
        while let slash = path.lastIndex(of: "/") {
            path = path[..<slash]
            if access(path + "/script/postgres", X_OK) == 0 { return String(path) }
        }
        return nil
    }
}
