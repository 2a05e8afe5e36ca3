/// What follows a document's table: sums, notes, and lines to sign; kept together where they fit.
struct Tail {
    /// A part of it, where it stands on its page.
    struct Part {
        let piece: Piece
        let y: Double
    }

    /// What is never torn apart.
    enum Piece {
        case sum(PaperSum)
        case note(PaperNote)
        case signatures
    }

    private static let sumsWidth: Double = 250
    private static let gap: Double = 12
    private static let signing: Double = 56

    private let setter: Typesetter
    private let pieces: [(piece: Piece, height: Double)]

    init(_ setter: Typesetter) {
        self.setter = setter
        var pieces: [(Piece, Double)] = setter.document.sums.map { sum in
            let style = Self.style(sum)
            let height = setter.canvas.measure(
                sum.label, style, width: Self.sumsWidth * 0.6)
            return (.sum(sum), height + (sum.isTotal ? 12 : 5))
        }
        let width = setter.right - setter.left
        pieces += setter.document.notes.map { note in
            let height = setter.canvas.measure(note.text, Self.text, width: width)
            return (.note(note), min(height, Self.longest(setter)) + 24)
        }
        if !setter.document.signatures.isEmpty { pieces.append((.signatures, Self.signing)) }
        self.pieces = pieces
    }

    private static let text = TextStyle(size: 8.5, lines: PaperLimits.noteLines)

    /// What a page has room for.
    private static func longest(_ setter: Typesetter) -> Double {
        setter.bottom - Typesetter.margin - 60
    }

    private static func style(_ sum: PaperSum) -> TextStyle {
        TextStyle(size: sum.isTotal ? 11 : 9, isBold: sum.isTotal, lines: 2)
    }

    /// Shares the parts out over pages, the first of which is the table's last.
    func share(from end: Double, top: Double) -> [[Part]] {
        var pages: [[Part]] = [[]]
        var y = end + Self.gap
        let sums = pieces.reduce(0) { sum, each in
            if case .sum = each.piece { sum + each.height } else { sum }
        }
        // The sums stand together, wherever they fit together.
        if sums > 0, y + sums > setter.bottom, top + sums <= setter.bottom {
            pages.append([])
            y = top
        }
        for (piece, height) in pieces {
            if y + height > setter.bottom, y > top {
                pages.append([])
                y = top
            }
            pages[pages.count - 1].append(Part(piece: piece, y: y))
            y += height
        }
        return pages
    }

    func draw(_ parts: [Part]) {
        for part in parts {
            switch part.piece {
            case .sum(let sum): draw(sum, at: part.y)
            case .note(let note): draw(note, at: part.y)
            case .signatures: drawSignatures(at: part.y)
            }
        }
    }

    private func draw(_ sum: PaperSum, at y: Double) {
        let x = setter.right - Self.sumsWidth
        var style = Self.style(sum)
        var y = y
        if sum.isTotal {
            setter.canvas.rule(.accent, from: x, to: setter.right, y: y + 2, thickness: 1)
            y += 7
        }
        setter.canvas.draw(sum.label, style, x: x, y: y, width: Self.sumsWidth * 0.6)
        style.isRight = true
        style.lines = 1
        setter.canvas.draw(
            sum.value, style, x: x + Self.sumsWidth * 0.6, y: y,
            width: Self.sumsWidth * 0.4 - Typesetter.padding)
    }

    private func draw(_ note: PaperNote, at y: Double) {
        let width = setter.right - setter.left
        let label = TextStyle(size: 7.5, isBold: true, ink: .soft)
        setter.canvas.draw(note.heading, label, x: setter.left, y: y + 6, width: width)
        setter.canvas.draw(note.text, Self.text, x: setter.left, y: y + 17, width: width)
    }

    private func drawSignatures(at y: Double) {
        let names = setter.document.signatures
        let each = (setter.right - setter.left) / Double(names.count)
        for (place, name) in names.enumerated() {
            let x = setter.left + Double(place) * each
            setter.canvas.rule(
                .soft, from: x, to: x + each - 16, y: y + 38, thickness: 0.6)
            setter.canvas.draw(
                name, TextStyle(size: 7.5, ink: .soft), x: x, y: y + 42, width: each - 16)
        }
    }
}
