/// The documentation page.
enum DocsPage {
    static func html(document: [UInt8]) -> [UInt8] { Array("<!doctype html><title>Dray</title>".utf8) }
}
