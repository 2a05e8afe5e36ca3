import Console
import Loop

/// Says on standard error how far a long piece of work is, about once a second.
final class Progress: @unchecked Sendable {
    // Unchecked: touched on one loop only.

    private let what: String
    private let total: Int
    private let started = Monotonic.nanoseconds
    private var shown = Monotonic.nanoseconds
    private var done = 0
    private var detail = ""

    init(_ what: String, of total: Int) {
        self.what = what
        self.total = total
    }

    /// One more is done; `detail` stands at the end of the line.
    func step(_ detail: @autoclosure () -> String = "") {
        done += 1
        let now = Monotonic.nanoseconds
        guard done == total || now - shown >= 1_000_000_000 else { return }
        shown = now
        let seconds = max(Double(now - started) / 1e9, 0.001)
        let rate = Double(done) / seconds
        let left = Double(total - done) / max(rate, 0.001)
        let rest = done == total ? "in \(Self.rounded(seconds)) s" : "\(Int(left)) s to go"
        let more = detail()
        Self.say(
            "  \(what): \(done) of \(total), \(Self.rounded(rate))/s, \(rest)"
                + (more.isEmpty ? "" : ", \(more)"))
    }

    /// A line on standard error.
    static func say(_ line: String) { Terminal.complain(line) }

    /// A number with one decimal.
    static func rounded(_ number: Double) -> String {
        let tenths = Int64((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
