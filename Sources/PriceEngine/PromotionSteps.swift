import Bedrock

/// What promotions did on one line, or why they didn't, in the order of their turns.
///
/// One pricing writes all its lines' steps down at once; a line has a range of them, and a step is
/// made of what stands there when it is asked for.
public struct PromotionSteps: RandomAccessCollection, Hashable, Sendable {
    private let log: PricedLog
    private let first: Int32
    private let last: Int32

    init(_ log: PricedLog, _ range: Range<Int>) {
        self.log = log
        first = Int32(range.lowerBound)
        last = Int32(range.upperBound)
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { Int(last - first) }

    public subscript(place: Int) -> PromotionStep {
        precondition(place >= 0 && place < endIndex, "a step of this line")
        return log.step(Int(first) + place)
    }

    public static func == (a: PromotionSteps, b: PromotionSteps) -> Bool { a.elementsEqual(b) }

    public func hash(into hasher: inout Hasher) {
        for step in self { hasher.combine(step) }
    }
}

extension PricedLog {
    func step(_ place: Int) -> PromotionStep {
        let mark = marks[place]
        let row = book.promotions.promotions[Int(mark.number)].row
        return PromotionStep(
            promotion: row.id, name: row.name, stage: row.stage,
            outcome: mark.why.map { .refused($0) } ?? .applied(saved: Money(mark.saved, currency)))
    }
}

/// A step in few plain bytes: which of the book's promotions, and what came of it.
struct PromotionMark: Sendable {
    let number: UInt32
    /// Nil where it holds.
    let why: PromotionRefusal?
    let saved: Int64
}
