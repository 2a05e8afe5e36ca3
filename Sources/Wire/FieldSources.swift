/// What came with a request beside its body.
struct FieldSources {
    var path: [(name: String, value: String)] = []
    var query: [(name: String, value: String)] = []
    /// A header by its lower-case name.
    var header: (String) -> String? = { _ in nil }
}
