// The head of a document's first page: whose it is, what it is, for whom, what is said once.
extension Typesetter {
    private static let sender = TextStyle(size: 14, isBold: true, lines: 2)
    private static let title = TextStyle(
        size: 20, isBold: true, ink: .accent, isRight: true, lines: 2)
    private static let number = TextStyle(size: 10.5, isRight: true)
    private static let label = TextStyle(size: 7.5, isBold: true, ink: .soft)
    private static let name = TextStyle(size: 9, isBold: true, lines: 2)
    private static let gap: Double = 16

    /// Where the table begins, once all of it is drawn.
    func measureHeading() -> Double { heading(draws: false) }

    func drawHeading() -> Double { heading(draws: true) }

    private func put(
        _ draws: Bool, _ text: String, _ style: TextStyle, x: Double, y: inout Double,
        width: Double
    ) {
        guard !text.isEmpty else { return }
        y += draws
            ? canvas.draw(text, style, x: x, y: y, width: width)
            : canvas.measure(text, style, width: width)
    }

    private func heading(draws: Bool) -> Double {
        let half = (right - left) / 2
        var y = Self.margin
        put(draws, document.sender.name, Self.sender, x: left, y: &y, width: half - Self.gap)
        y += 3
        for line in document.sender.lines {
            put(draws, line, Self.small, x: left, y: &y, width: half - Self.gap)
        }
        var other = Self.margin - 3
        put(draws, document.title, Self.title, x: left + half, y: &other, width: half)
        put(draws, document.number, Self.number, x: left + half, y: &other, width: half)
        y = max(y, other) + 12
        if draws { canvas.rule(.accent, from: left, to: right, y: y, thickness: 1.6) }
        y += 12
        return blocks(draws, from: y) + Self.gap
    }

    /// The addresses beside each other, and the facts beside them.
    private func blocks(_ draws: Bool, from top: Double) -> Double {
        let count = document.addresses.count + (document.facts.isEmpty ? 0 : 1)
        guard count > 0 else { return top }
        let factsWidth: Double = document.facts.isEmpty ? 0 : 196
        let each = (right - left - factsWidth) / Double(max(1, document.addresses.count))
        var end = top
        for (place, address) in document.addresses.enumerated() {
            var y = top
            let x = left + Double(place) * each
            put(draws, address.heading, Self.label, x: x, y: &y, width: each - Self.gap)
            y += 2
            put(draws, address.name, Self.name, x: x, y: &y, width: each - Self.gap)
            for line in address.lines {
                put(draws, line, Self.body, x: x, y: &y, width: each - Self.gap)
            }
            end = max(end, y)
        }
        var y = top
        for fact in document.facts {
            var beside = y
            let x = right - factsWidth
            put(draws, fact.label, Self.label, x: x, y: &beside, width: 78)
            put(draws, fact.value, Self.body, x: x + 82, y: &y, width: factsWidth - 82)
            y = max(y, beside) + 3
        }
        return max(end, y)
    }
}
