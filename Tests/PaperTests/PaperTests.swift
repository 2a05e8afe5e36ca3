import Bedrock
import Platform
import PrintedPDF
import Testing

@testable import Paper

@Suite("Documents stand on paper whatever they hold")
struct PaperTests {
    /// A document of rows whose descriptions are those given, over and over.
    static func document(
        rows: Int, names: [String] = ["Harbour Light Gin"], sums: Int = 1, note: String = ""
    ) -> PaperDocument {
        var document = PaperDocument(
            size: .letter, title: "Order confirmation", number: "7K2QD-X9M4A",
            sender: PaperAddress(
                heading: "From", name: names[0], lines: ["1200 Grand Avenue", "Des Moines"]),
            madeAt: .init(microseconds: 1_790_000_000_000_000))
        document.addresses = [
            PaperAddress(heading: "Sold to", name: names[0], lines: [names[0]]),
            PaperAddress(heading: "Deliver to", name: "Bar 42", lines: ["2 Main Street"]),
        ]
        document.facts = [PaperFact("Reference", names[0]), PaperFact("Ordered", "1 Sep 2026")]
        document.columns = [
            PaperColumn("", .box, width: 22), PaperColumn("SKU", width: 80),
            PaperColumn("Description"), PaperColumn("Total USD", .number, width: 80),
        ]
        document.rows = (0..<rows).map { row in
            ["", "SKU-\(row)", names[row % names.count], PaperText.amount(12_345, places: 2)]
        }
        document.sums = (0..<sums).map { PaperSum("Sum \($0)", "1.00", isTotal: $0 + 1 == sums) }
        if !note.isEmpty { document.notes = [PaperNote("Note", note)] }
        document.signatures = ["Received by", "Date"]
        return document
    }

    @Test("a thousand lines stand on many pages, each once, numbered, under the table's head")
    func long() throws {
        let pdf = try PrintedPDF(
            try Typesetter.pdf(Self.document(rows: 1_000)), as: "long")
        #expect(pdf.pages.count > 20)
        for (number, page) in pdf.pages.enumerated() {
            #expect(page.contains("Page \(number + 1) of \(pdf.pages.count)"))
            #expect(page.contains("7K2QD-X9M4A"))
        }
        let words = pdf.pages.flatMap { $0.split(whereSeparator: \.isWhitespace) }
        let skus = words.filter { $0.hasPrefix("SKU-") }.map(String.init)
        #expect(skus == (0..<1_000).map { "SKU-\($0)" })
        #expect(pdf.pages.dropLast().allSatisfy { $0.contains("Description") })
        #expect(pdf.pages.last?.contains("Sum 0") == true)
    }

    @Test("a document without a line, and one of one line, has one page")
    func short() throws {
        for rows in [0, 1] {
            let pdf = try PrintedPDF(try Typesetter.pdf(Self.document(rows: rows)))
            #expect(pdf.pages.count == 1)
            #expect(pdf.pages[0].contains("Page 1 of 1"))
        }
    }

    @Test("the same document is the same file")
    func repeated() throws {
        let first = try Typesetter.pdf(Self.document(rows: 40, sums: 3, note: "Careful."))
        #expect(first == (try Typesetter.pdf(Self.document(rows: 40, sums: 3, note: "Careful."))))
    }

    static let hostile: [String] = [
        String(repeating: "W", count: 10_000),
        String(repeating: "long words ", count: 1_000),
        "نبيذ أحمر من وادي البقاع", "יין אדום מהגליל העליון",
        "Champagne 🍾🥂 👩‍👩‍👧‍👦", "\u{202E}gnp.exe\u{202C} \u{2066}x", "\u{0}\u{1}\u{7F}bell\u{7}",
        "Z" + String(repeating: "\u{0301}\u{0330}", count: 400) + "algo",
        "line\nafter\r\nline\u{2028}and\u{2029}on", "<b>&amp;</b> %PDF-1.7 (\\) endobj", "",
        " ", "\u{FEFF}\u{200B}\u{AD}", "\u{E000}\u{10FFFF}", "日本酒 純米大吟醸", "ขวดไวน์แดง",
        String(repeating: "a\n", count: 5_000),
    ]

    @Test("hostile names are set and harm nothing", arguments: Self.hostile)
    func names(name: String) throws {
        let pdf = try PrintedPDF(
            try Typesetter.pdf(Self.document(rows: 3, names: [name], sums: 2, note: name)))
        #expect((1...2).contains(pdf.pages.count))
        #expect(pdf.pages.joined().contains("SKU-2"))
    }

    @Test("hostile names beside each other leave each other room")
    func mixed() throws {
        let pdf = try PrintedPDF(
            try Typesetter.pdf(Self.document(rows: 60, names: Self.hostile)), as: "hostile")
        let text = pdf.pages.joined()
        #expect((0..<60).allSatisfy { text.contains("SKU-\($0)") })
    }

    @Test("more sums than a page holds go on, on the next")
    func sums() throws {
        let pdf = try PrintedPDF(try Typesetter.pdf(Self.document(rows: 30, sums: 200)))
        #expect(pdf.pages.count > 3)
        for sum in 0..<200 {
            let holding = pdf.pages.filter { page in
                page.contains("Sum \(sum) ") || page.contains("Sum \(sum)\n")
            }
            #expect(holding.count == 1, "Sum \(sum)")
        }
    }

    @Test("more documents than may wait are refused, to be asked for again")
    func full() async {
        let press = PaperPress(metrics: Metrics())
        let problems = await withTaskGroup(of: Problem?.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do throws(Problem) {
                        _ = try await press.pdf(Self.document(rows: 100))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [Problem?]()) { $0.append($1) }
        }
        let refused = problems.compactMap(\.self)
        #expect(!refused.isEmpty && refused.count < 100)
        #expect(refused.allSatisfy { $0.kind == .unavailable && $0.retryAfter == 1 })
        press.stop()
    }

    @Test("values are written in groups of three, with as many places as the currency has")
    func values() {
        #expect(PaperText.amount(123_456_789, places: 2) == "1,234,567.89")
        #expect(PaperText.amount(-5, places: 2) == "−0.05")
        #expect(PaperText.amount(0, places: 3) == "0.000")
        #expect(PaperText.amount(1_000, places: 0) == "1,000")
        #expect(PaperText.whole(.min) == "−9,223,372,036,854,775,808")
        #expect(PaperText.whole(999) == "999")
    }
}
