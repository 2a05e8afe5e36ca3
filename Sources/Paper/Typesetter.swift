/// Sets a document: measures its rows, shares them out over pages, then draws each page once.
struct Typesetter {
    let document: PaperDocument
    let canvas: Canvas
    /// Where each column begins and how wide it is.
    let columns: [(x: Double, width: Double)]

    static let margin: Double = 44
    static let padding: Double = 5
    static let footer: Double = 40
    static let small = TextStyle(size: 8, ink: .soft, lines: 2)
    static let body = TextStyle(size: 9, lines: 3)
    static let cell = TextStyle(size: 8.5, lines: PaperLimits.cellLines)
    static let head = TextStyle(size: 8, isBold: true, lines: 2)

    var left: Double { Self.margin }
    var right: Double { canvas.width - Self.margin }
    var bottom: Double { canvas.height - Self.margin - Self.footer / 2 }

    /// The document as PDF.
    static func pdf(_ document: PaperDocument) throws(PaperFault) -> [UInt8] {
        guard document.rows.count <= PaperLimits.rows else {
            throw PaperFault(description: "\(document.rows.count) rows")
        }
        let setter = Typesetter(document)
        setter.draw()
        return try setter.canvas.finish()
    }

    private init(_ document: PaperDocument) {
        self.document = document
        let canvas = Canvas(document)
        self.canvas = canvas
        let room = canvas.width - 2 * Self.margin
        let fixed = document.columns.reduce(0) { $0 + ($1.width ?? 0) }
        let open = max(1, document.columns.count { $0.width == nil })
        var x = Self.margin
        columns = document.columns.map { column in
            let width = column.width ?? max(40, (room - fixed) / Double(open))
            defer { x += width }
            return (x, width)
        }
    }

    /// Which rows stand on which page, and where all that follows them begins.
    private struct Sharing {
        var pages: [Range<Int>] = []
        var heights: [Double] = []
        /// Where the last page's rows end.
        var end: Double = 0
    }

    private func draw() {
        let heading = measureHeading()
        let top = Self.margin + 22
        let sharing = share(first: heading + tableHeadHeight, other: top + tableHeadHeight)
        let tail = Tail(self)
        let tailPages = tail.share(from: sharing.end, top: top)
        let count = sharing.pages.count + tailPages.count - 1
        for (page, rows) in sharing.pages.enumerated() {
            if page > 0 { canvas.endPage() }
            var y = page == 0 ? drawHeading() : drawRunningHead()
            if !document.columns.isEmpty { y = drawTableHead(at: y) }
            for row in rows {
                drawRow(row, y: y, height: sharing.heights[row])
                y += sharing.heights[row]
            }
            drawFooter(page: page + 1, of: count)
        }
        for (place, parts) in tailPages.enumerated() {
            if place > 0 {
                canvas.endPage()
                _ = drawRunningHead()
                drawFooter(page: sharing.pages.count + place, of: count)
            }
            tail.draw(parts)
        }
        canvas.endPage()
    }

    /// Shares the rows out; a page ends before the row that it has no room for.
    private func share(first: Double, other: Double) -> Sharing {
        var sharing = Sharing()
        var begin = 0
        var y = first
        for row in document.rows.indices {
            let height = rowHeight(row)
            sharing.heights.append(height)
            if y + height > bottom, row > begin {
                sharing.pages.append(begin..<row)
                begin = row
                y = other
            }
            y += height
        }
        sharing.pages.append(begin..<document.rows.count)
        sharing.end = y
        return sharing
    }

    private var tableHeadHeight: Double {
        guard !document.columns.isEmpty else { return 0 }
        let heights = zip(document.columns, columns).map { column, place in
            canvas.measure(
                column.heading, Self.head, width: place.width - 2 * Self.padding)
        }
        return (heights.max() ?? 0) + 2 * Self.padding
    }

    private func rowHeight(_ row: Int) -> Double {
        var height: Double = 12
        for (place, text) in document.rows[row].prefix(columns.count).enumerated() {
            guard !text.isEmpty, document.columns[place].kind != .box else { continue }
            height = max(
                height,
                canvas.measure(
                    text, style(place), width: columns[place].width - 2 * Self.padding))
        }
        return height + 2 * Self.padding
    }

    private func style(_ place: Int) -> TextStyle {
        var style = Self.cell
        style.isRight = document.columns[place].kind == .number
        return style
    }

    private func drawTableHead(at y: Double) -> Double {
        let height = tableHeadHeight
        canvas.fill(.wash, x: left, y: y, width: right - left, height: height)
        canvas.rule(.accent, from: left, to: right, y: y + height, thickness: 1)
        for (place, column) in document.columns.enumerated() {
            var style = Self.head
            style.isRight = column.kind == .number
            canvas.draw(
                column.heading, style, x: columns[place].x + Self.padding, y: y + Self.padding,
                width: columns[place].width - 2 * Self.padding)
        }
        return y + height
    }

    private func drawRow(_ row: Int, y: Double, height: Double) {
        for (place, text) in document.rows[row].prefix(columns.count).enumerated() {
            let x = columns[place].x + Self.padding
            if document.columns[place].kind == .box {
                canvas.frame(.soft, x: x, y: y + Self.padding, side: 10)
            } else if !text.isEmpty {
                canvas.draw(
                    text, style(place), x: x, y: y + Self.padding,
                    width: columns[place].width - 2 * Self.padding)
            }
        }
        canvas.rule(.line, from: left, to: right, y: y + height, thickness: 0.5)
    }

    private func drawFooter(page: Int, of count: Int) {
        let y = canvas.height - Self.margin
        canvas.rule(.line, from: left, to: right, y: y - 6, thickness: 0.5)
        var style = TextStyle(size: 7.5, ink: .soft)
        let half = (right - left) / 2
        canvas.draw(
            "\(document.sender.name) · \(document.title) \(document.number)", style, x: left,
            y: y, width: half + 60)
        style.isRight = true
        canvas.draw(
            "Page \(page) of \(count)", style, x: right - half + 60, y: y, width: half - 60)
    }

    /// What stands on top of every page but the first; answers where it ends.
    private func drawRunningHead() -> Double {
        var style = TextStyle(size: 8.5, isBold: true)
        let half = (right - left) / 2
        canvas.draw(document.sender.name, style, x: left, y: Self.margin, width: half - 8)
        style.isRight = true
        canvas.draw(
            "\(document.title) \(document.number)", style, x: left + half, y: Self.margin,
            width: half)
        return Self.margin + 22
    }
}
