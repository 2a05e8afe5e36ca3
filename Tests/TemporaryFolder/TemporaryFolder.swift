import Glibc

/// A folder in /tmp for one test.
package struct TemporaryFolder: Sendable {
    /// It could not be made, or not be read.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let path: String

    /// Makes an empty one, whose name ends differently each time.
    package init(_ name: String) throws {
        var template = Array("/tmp/dray-\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(description: "there is no folder in /tmp")
        }
        let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
        path = String(decoding: bytes, as: UTF8.self)
    }

    /// Every file in it, by its path from there.
    package func files(under folder: String = ".") throws -> [String] {
        guard let listing = popen("cd \(path) && find \(folder) -type f 2>&- | sort", "r") else {
            throw Failure(description: "\(path) can't be listed")
        }
        defer { pclose(listing) }
        var text: [UInt8] = []
        while case let byte = fgetc(listing), byte != EOF {
            text.append(UInt8(truncatingIfNeeded: byte))
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Deletes it with all that is in it.
    package func remove() { system("rm -rf \(path)") }
}
