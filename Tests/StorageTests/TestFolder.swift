import Glibc

/// A folder in /tmp that goes with the test.
final class TestFolder: Sendable {
    struct NotMade: Error {}

    let path: String

    init() throws {
        var name = Array("/tmp/dray-storage-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw NotMade() }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { system("rm -rf \(path)") }

    /// Every file under it, by its path from there.
    var files: [String] {
        guard let listing = popen("cd \(path) && find . -type f | sort", "r") else { return [] }
        defer { pclose(listing) }
        var text: [UInt8] = []
        while case let byte = fgetc(listing), byte != EOF {
            text.append(UInt8(truncatingIfNeeded: byte))
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
