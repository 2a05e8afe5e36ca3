import Bedrock
import Testing

@Suite("Settings are declared once and checked all at once")
struct ConfigTests {
    private static let key = "k1:" + String(repeating: "A", count: 43)
    private static let production = [
        "DRAY_TOKEN_KEYS": key, "DRAY_PASSWORD_PEPPER": String(repeating: "B", count: 22),
    ]

    private func problems(
        _ environment: [String: String], isDevelopment: Bool = true
    ) -> [String: String] {
        do throws(ConfigProblems) {
            _ = try Configuration.load(environment, isDevelopment: isDevelopment)
            return [:]
        } catch {
            return Dictionary(uniqueKeysWithValues: error.problems.map { ($0.name, $0.message) })
        }
    }

    @Test("an empty environment gives the defaults, in development")
    func defaults() throws {
        let settings = try Configuration.load([:], isDevelopment: true)
        #expect(settings.databaseURL == nil)
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8080)
        #expect(settings.maxBody == 1 << 20)
        #expect(settings.maxUpload == 64 << 20)
        #expect(settings.maxHeader == 16 << 10)
        #expect(settings.requestDeadline == .seconds(30))
        #expect(settings.passwordMemoryKiB == 65_536)
        #expect(settings.logLevel == .info)
        #expect(settings.usesNamedStatements)
        #expect(settings.platformAdmins.isEmpty)
    }

    @Test("outside development the secrets are required")
    func required() throws {
        #expect(
            Set(problems([:], isDevelopment: false).keys)
                == ["DRAY_TOKEN_KEYS", "DRAY_PASSWORD_PEPPER"])
        let settings = try Configuration.load(Self.production)
        #expect(settings.tokenKeys?.reveal() == Self.key)
    }

    @Test("values are read in their units")
    func values() throws {
        let settings = try Configuration.load(
            [
                "DATABASE_URL": "postgres://dray@db/dray", "DRAY_PORT": "0", "DRAY_LOOPS": "4",
                "DRAY_MAX_BODY": "2MiB", "DRAY_MAX_HEADER": "8192", "DRAY_BODY_TIMEOUT": "1500ms",
                "DRAY_IDLE_TIMEOUT": "2m", "DRAY_LOG_LEVEL": "debug", "DRAY_MAIL": "none",
                "DRAY_NAMED_STATEMENTS": "off", "DRAY_PUBLIC_URL": "https://dray.example/x",
                "DRAY_PLATFORM_ADMINS": "Ann@Example.org, bo@example.org", "DRAY_HOST": "",
                "PATH": "/usr/bin", "DRAY_SHARED_DATA": "/tmp",
            ], isDevelopment: true)
        #expect(settings.databaseURL?.reveal() == "postgres://dray@db/dray")
        #expect(settings.port == 0)
        #expect(settings.loops == 4)
        #expect(settings.maxBody == 2 << 20)
        #expect(settings.maxHeader == 8192)
        #expect(settings.bodyTimeout == .milliseconds(1500))
        #expect(settings.idleTimeout == .seconds(120))
        #expect(settings.logLevel == .debug)
        #expect(settings.mail == .none)
        #expect(!settings.usesNamedStatements)
        #expect(settings.publicURL == "https://dray.example/x")
        #expect(settings.platformAdmins == ["ann@example.org", "bo@example.org"])
        #expect(settings.host == "127.0.0.1")
    }

    @Test(
        "a bad value is named with what would be right",
        arguments: [
            ("DRAY_PORT", "65536", "0…65535"), ("DRAY_PORT", "http", "whole number"),
            ("DRAY_PORT", "8080 ", "whole number"), ("DRAY_PORT", "1e3", "whole number"),
            ("DRAY_LOOPS", "-1", "0…256"), ("DRAY_MAX_BODY", "1MB", "1KiB…1GiB"),
            ("DRAY_MAX_BODY", "99999999999999999999", "1KiB…1GiB"),
            ("DRAY_MAX_BODY", "12", "1KiB…1GiB"), ("DRAY_BODY_TIMEOUT", "30", "30s"),
            ("DRAY_BODY_TIMEOUT", "0s", "100ms…1h"), ("DRAY_BODY_TIMEOUT", "1d", "30s"),
            ("DRAY_BODY_TIMEOUT", "9223372036854775807h", "a duration"),
            ("DRAY_LOG_LEVEL", "verbose", "debug, info, warning, error"),
            ("DRAY_NAMED_STATEMENTS", "maybe", "true or false"),
            ("DRAY_PUBLIC_URL", "dray.example", "http://"),
            ("DRAY_PUBLIC_URL", "https://dray.example/", "without a slash"),
            ("DRAY_HOST", "not a host", "host name"),
            ("DRAY_PLATFORM_ADMINS", "ann", "addresses"), ("DATABASE_URL", "mysql", "postgres://"),
            ("DRAY_SMTP_URL", "http://mail", "smtp://host"),
            ("DRAY_SMTP_URL", "smtp://user:secret@mail", "smtp://host"),
            ("DRAY_SMTP_URL", "smtp://mail:0", "smtp://host"),
            ("DRAY_SMTP_URL", "smtp://mail/path", "smtp://host"),
            ("DRAY_MAIL_SENDER", "Dray", "Name <address>"),
            ("DRAY_SMTP_SECURITY", "maybe", "required, opportunistic, none"),
            ("DRAY_SMTP_USER", "dray", "goes together"),
            ("DRAY_TOKEN_KEYS", "secret", "id:base64url"),
            ("DRAY_TOKEN_KEYS", "k1:short", "32 bytes"), ("DRAY_PASSWORD_PEPPER", "x", "16 bytes"),
        ])
    func badValues(name: String, value: String, expected: String) throws {
        let found = problems([name: value])
        #expect(found.count == 1)
        #expect(try #require(found[name]).contains(expected))
    }

    @Test("letters are sent only where it is said where to and from whom")
    func mail() throws {
        let missing = problems(["DRAY_MAIL": "smtp"])
        #expect(Set(missing.keys) == ["DRAY_SMTP_URL", "DRAY_MAIL_SENDER"])
        var settings = [
            "DRAY_MAIL": "smtp", "DRAY_SMTP_URL": "smtp://mail.example:587",
            "DRAY_MAIL_SENDER": "Dray <no-reply@dray.example>", "DRAY_SMTP_USER": "dray",
            "DRAY_SMTP_PASSWORD": "hunter2",
        ]
        let server = try Configuration.load(settings, isDevelopment: true).mailServer
        #expect(server?.security == .required)
        #expect(server?.sender.address.text == "no-reply@dray.example")
        settings["DRAY_SMTP_SECURITY"] = "none"
        #expect(Set(problems(settings).keys) == ["DRAY_SMTP_SECURITY"])
    }

    @Test("an S3 server is given whole or not at all, and its secret is never repeated")
    func s3() throws {
        let whole = [
            "DRAY_S3_ENDPOINT": "https://s3.example.com", "DRAY_S3_BUCKET": "papers.of-dray",
            "DRAY_S3_ACCESS_KEY": "AKIA123", "DRAY_S3_SECRET_KEY": "s3cret/+of=the-bucket",
        ]
        let settings = try Configuration.load(whole, isDevelopment: true)
        #expect(settings.storage.s3?.endpoint == "https://s3.example.com")
        #expect(settings.storage.s3?.region == "us-east-1")
        #expect(settings.storage.documentLimit == 10 << 20)
        for name in whole.keys {
            var part = whole
            part[name] = nil
            #expect(Array(problems(part).keys) == [name])
        }
        let wrong: [(String, String)] = [
            ("DRAY_S3_ENDPOINT", "s3.example.com"), ("DRAY_S3_ENDPOINT", "https://s3.example.com/"),
            ("DRAY_S3_BUCKET", "Papers"), ("DRAY_S3_BUCKET", "a/b"), ("DRAY_S3_BUCKET", "a..b"),
            ("DRAY_S3_REGION", "eu west"), ("DRAY_S3_ACCESS_KEY", "a:b"),
            ("DRAY_S3_SECRET_KEY", "two words"), ("DRAY_STORAGE_DIR", "a\nb"),
            ("DRAY_STORAGE_SWEEP", "0s"), ("DRAY_DOCUMENT_LIMIT", "1GiB"),
        ]
        for (name, value) in wrong {
            let found = problems(whole.merging([name: value]) { $1 })
            #expect(found[name] != nil, "\(name)=\(value)")
            #expect(!found.values.contains { $0.contains("two words") })
        }
        #expect(!"\(settings.storage)".contains("s3cret"))
    }

    @Test("all problems come at once")
    func atOnce() {
        let found = problems([
            "DRAY_PORT": "x", "DRAY_LOOPS": "x", "DRAY_MAIL": "x", "DRAY_TYPO": "x",
            "DATABASE_URL": "x",
        ])
        #expect(found.count == 5)
    }

    @Test(
        "an unknown name is a problem, with the nearest known one",
        arguments: [
            ("DRAY_PROT", "DRAY_PORT"), ("DRAY_TOKEN_KEY", "DRAY_TOKEN_KEYS"),
            ("DRAY_LOGLEVEL", "DRAY_LOG_LEVEL"), ("DRAY_SOMETHING_ELSE_ALTOGETHER", nil),
        ])
    func unknown(name: String, suggestion: String?) throws {
        let message = try #require(problems([name: "1"])[name])
        if let suggestion {
            #expect(message == "is no setting; did you mean \(suggestion)?")
        } else {
            #expect(message == "is no setting")
        }
    }

    @Test("no problem repeats a secret, and no dump of the settings does")
    func secrets() throws {
        for setting in Configuration.settings where setting.isSecret {
            let message = try #require(problems([setting.name: "hunter2"])[setting.name])
            #expect(!message.contains("hunter2"))
        }
        var dumped = ""
        dump(try Configuration.load(Self.production), to: &dumped)
        #expect(!dumped.contains("AAAAAAAA"))
        #expect(!dumped.contains("BBBBBBBB"))
    }

    @Test("every setting is documented, and has a row in the table")
    func table() {
        let settings = Configuration.settings
        #expect(settings.count >= 25)
        let rows = Configuration.markdown.split(separator: "\n")
        #expect(rows.count == settings.count + 2)
        for setting in settings {
            #expect(setting.documentation.hasSuffix("."))
            #expect(rows.contains { $0.hasPrefix("| `\(setting.name)` |") })
        }
        #expect(rows.contains { $0.hasPrefix("| `DRAY_MAX_BODY` |") && $0.hasSuffix("| `1MiB` |") })
    }
}
