/// Conventional exit codes (sysexits.h).
package enum ExitCode {
    package static let ok: Int32 = 0
    package static let failed: Int32 = 1
    package static let usage: Int32 = 64
    package static let unavailable: Int32 = 69
    package static let configuration: Int32 = 78
}
