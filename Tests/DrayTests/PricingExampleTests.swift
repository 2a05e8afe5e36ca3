import Testing

@Suite("Every paragraph on pricing has its examples")
struct PricingExampleTests {
    /// Of the page on prices, in its order.
    private static let paragraphs = [
        "One pure engine", "Numbers: money", "Numbers: rates and quantities", "Numbers: rounding",
        "Which price 1: price lists", "Which price 2: resolution mode",
        "Which price 3: price breaks", "Which price 3: cases and bottles",
        "Which price 4: quantity rules", "Promotions: order and kinds", "Promotions: conditions",
        "Promotions: limits", "Combination is declared", "Deposits", "Excise and tax",
        "Price freeze", "The trace", "Speed: memory, servers, versions",
    ]

    @Test("the table has every paragraph, and every test that it names is there")
    func table() throws {
        let text = try Project.text("docs/pricing-examples.md")
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
            .map { $0.dropFirst(2).dropLast(2).split(separator: " | ", maxSplits: 1) }
        #expect(rows.map { String($0[0]) } == Self.paragraphs)
        let files = try SourceFile.all(under: "Tests")
        for row in rows {
            // A name may have semicolons of its own: a next one begins with its file.
            let examples = row[1].split(separator: "`").map(String.init)
            #expect(examples.count >= 4, "\(row[0]) has fewer than two")
            for place in stride(from: 0, to: examples.count - 1, by: 2) {
                let file = files.first { $0.name == "\(examples[place]).swift" }
                var title = examples[place + 1].dropFirst(2)
                if title.hasSuffix("; ") { title = title.dropLast(2) }
                #expect(
                    file?.text.contains("\"\(title)\"") == true,
                    "\(row[0]): \(examples[place]) has no '\(title)'")
            }
        }
    }
}
