import Glibc
import Rclone
import TemporaryFolder
import Testing

@Suite("The doctor asks the storage itself")
struct DoctorTests {
    /// What `dray doctor` says with such settings, without a database, and its exit code.
    private func examine(_ settings: [String: String]) throws -> (said: String, code: Int32) {
        var environment = TestServer.environment.merging(settings) { $1 }
        environment["PATH"] = "/usr/bin:/bin"
        let words = environment.map { "'\($0.key)=\($0.value)'" }.joined(separator: " ")
        let command = "cd '\(Project.folder)' && env -i \(words) "
            + "'\(ServerProcess.executable)' doctor 2>&1"
        guard let output = popen(command, "r") else { throw TestFailure("no \(command)") }
        var said: [UInt8] = []
        while case let byte = fgetc(output), byte != EOF {
            said.append(UInt8(truncatingIfNeeded: byte))
        }
        return (String(decoding: said, as: UTF8.self), pclose(output) >> 8 & 0xFF)
    }

    @Test("a folder takes an object and gives it up; one that can't be a folder is named")
    func folder() throws {
        let folder = try TemporaryFolder("doctor")
        defer { folder.remove() }
        let good = try examine(folder.settings)
        #expect(good.said.contains("ok     the storage in the folder \(folder.path) takes objects"))
        #expect(good.code == 0, "\(good.said)")
        #expect(try folder.files().isEmpty)
        let path = "\(folder.path)/file"
        #expect(system("touch \(path)") == 0)
        let bad = try examine(["DRAY_STORAGE_DIR": "\(path)/below"])
        #expect(bad.said.contains("wrong  the storage in the folder \(path)/below can't be used"))
        #expect(bad.said.contains("mend: check DRAY_STORAGE_DIR"))
        #expect(bad.code == 1)
        let full = try examine(
            folder.settings.merging(["DRAY_STORAGE_RESERVE": "1048576GiB"]) { $1 })
        #expect(full.said.contains("less room than DRAY_STORAGE_RESERVE"))
        #expect(full.code == 1)
    }

    @Test("a bucket takes an object; a wrong secret, no bucket and no server are told apart")
    func bucket() throws {
        let folder = try TemporaryFolder("doctor")
        defer { folder.remove() }
        mkdir("\(folder.path)/s3", 0o700)
        let server = try RcloneServer(folder: "\(folder.path)/s3")
        defer { server.end() }
        var settings = folder.settings
        settings["DRAY_S3_ENDPOINT"] = server.endpoint
        settings["DRAY_S3_BUCKET"] = RcloneServer.bucket
        settings["DRAY_S3_ACCESS_KEY"] = RcloneServer.accessKey
        settings["DRAY_S3_SECRET_KEY"] = RcloneServer.secretKey
        let good = try examine(settings)
        #expect(good.said.contains("ok     the storage in the bucket \(RcloneServer.bucket)"))
        #expect(good.code == 0, "\(good.said)")
        #expect(try folder.files().isEmpty)
        let secret = "not-the-secret-of-that-server"
        let wrong = try examine(settings.merging(["DRAY_S3_SECRET_KEY": secret]) { $1 })
        #expect(wrong.said.contains("it refuses: PUT: 403 SignatureDoesNotMatch"))
        #expect(wrong.said.contains("mend: check DRAY_S3_ENDPOINT"))
        #expect(!wrong.said.contains(secret) && !wrong.said.contains(RcloneServer.secretKey))
        #expect(wrong.code == 1)
        let missing = try examine(settings.merging(["DRAY_S3_BUCKET": "another"]) { $1 })
        #expect(missing.said.contains("can't be used: it refuses: PUT: 404 NoSuchBucket"))
        server.end()
        let away = try examine(settings)
        #expect(away.said.contains("can't be used: it can't be reached: PUT:"))
        #expect(away.code == 1)
    }
}
