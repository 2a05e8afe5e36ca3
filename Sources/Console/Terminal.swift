import Glibc

/// Words for the person at the terminal: results on standard output, the rest on standard error.
package enum Terminal {
    package static func complain(_ text: String) {
        put(text, on: 2)
    }

    /// Prints at once, also into a pipe.
    package static func say(_ text: String) {
        put(text, on: 1)
    }

    private static func put(_ text: String, on descriptor: Int32) {
        var rest = Array((text + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
