import API
import Bedrock
import Console
import Cryptography
import Glibc
import Platform
import Postgres

/// What every command that touches a database begins with.
enum Setting {
    /// The configuration; complains about everything that is wrong with it at once.
    static func configuration(isDevelopment: Bool) -> Configuration? {
        do throws(ConfigProblems) {
            return try Configuration.load(Surroundings.environment, isDevelopment: isDevelopment)
        } catch {
            Terminal.complain("dray: the configuration can't be used:\n\(error)")
            return nil
        }
    }

    /// The address to migrate with: the owner's, or the server's where none is given apart.
    static func ownerURL(_ configuration: Configuration) -> String? {
        (configuration.databaseOwnerURL ?? configuration.databaseURL)?.reveal()
    }

    /// The server's secrets; in development they are made once and kept in the project.
    static func keys(
        _ configuration: Configuration, developmentFolder: String?
    ) -> ServerKeys? {
        var tokenKeys = configuration.tokenKeys?.reveal()
        var pepper = configuration.passwordPepper?.reveal()
        if let folder = developmentFolder {
            tokenKeys = tokenKeys ?? kept(folder + "/token-keys") { "dev:\(Random.token())" }
            pepper = pepper ?? kept(folder + "/pepper") { Random.token() }
        }
        guard let tokenKeys, let pepper else { return nil }
        do throws(KeyRingError) {
            return try ServerKeys(tokenKeys: tokenKeys, pepper: pepper)
        } catch {
            Terminal.complain("dray: DRAY_TOKEN_KEYS: \(error)")
            return nil
        }
    }

    /// A secret kept in a file that only its owner reads.
    private static func kept(_ path: String, _ make: () -> String) -> String? {
        if let file = fopen(path, "r") {
            defer { fclose(file) }
            var buffer = [UInt8](repeating: 0, count: 512)
            let count = fread(&buffer, 1, buffer.count, file)
            let text = String(decoding: buffer.prefix(count), as: UTF8.self)
            if let line = text.split(separator: "\n").first { return String(line) }
        }
        let secret = make()
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else {
            Terminal.complain("dray: can't write \(path): \(String(cString: strerror(errno)))")
            return nil
        }
        defer { close(descriptor) }
        let bytes = Array((secret + "\n").utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { return nil }
        return secret
    }

    /// Brings the schema up to date; says what it did.
    static func migrate(_ url: String, folder: String) throws(MigrationProblem) -> [String] {
        let migrator = try Migrator(
            folder: folder + "/Migrations", settings: ConnectionSettings(url))
        return try migrator.run()
    }
}
