import TemporaryFolder

/// A folder in /tmp that goes with the test.
final class TestFolder: Sendable {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("storage") }

    deinit { folder.remove() }

    var path: String { folder.path }

    /// Every file under it, by its path from there.
    var files: [String] {
        get throws { try folder.files() }
    }
}
