import Bedrock

extension PromotionRun {
    /// The promotions that the buyer's codes open.
    private func givenByCode() -> Set<Int> {
        var given: Set<Int> = []
        for code in request.coupons { given.formUnion(book.promotions.coupons[code] ?? []) }
        for coupon in request.opened {
            if let number = book.promotions.stored[coupon.promotion] { given.insert(number) }
        }
        return given
    }

    /// Finds the promotions that are for this buyer now and want any of the lines.
    mutating func gather() {
        let given = givenByCode()
        let minute =
            book.promotions.hasHours
            ? book.promotions.zone.minuteOfWeek(at: request.instant) : 0
        var places = [Int32](repeating: Seen.never, count: book.promotions.promotions.count)
        let all = Array(lines.indices)
        candidates.reserveCapacity(book.promotions.general.count + 4)
        let isAnyAtBreak = lines.contains(where: \.isAtBreak)
        for number in book.promotions.general {
            guard let place = place(of: number, given, minute, &places) else { continue }
            let record = book.promotions.promotions[number]
            if record.unit == 0 && (record.row.combinesWithBreaks || !isAnyAtBreak) {
                // Nothing bars any line: all the candidates share one array of them.
                if record.givesEverything {
                    candidates[place].gives = all
                } else {
                    candidates[place].lines = all
                }
                continue
            }
            for line in lines.indices {
                if record.givesEverything {
                    want(line, place, isGiven: true)
                } else if record.matchesEverything {
                    want(line, place, isGiven: false)
                }
            }
        }
        for line in lines.indices {
            let set = Int(book.variants[lines[line].line.variant].promotionSet)
            if set == 0 { continue }
            for item in book.promotions.range(ofSet: set) {
                let selection = book.promotions.setItems[item]
                guard let place = place(of: Int(selection >> 1), given, minute, &places) else {
                    continue
                }
                want(line, place, isGiven: selection & 1 == 1)
            }
        }
        for place in candidates.indices where record(place).givesOther {
            settle(place)
        }
        if candidates.contains(where: { $0.lines.isEmpty && $0.barred.isEmpty }) {
            candidates.removeAll { $0.lines.isEmpty && $0.barred.isEmpty }
        }
        if candidates.count > 1 { putInOrder() }
    }

    /// Puts the candidates in the book's order; they are moved once, when their places are known.
    private mutating func putInOrder() {
        var order = Array(candidates.indices)
        order.sort { candidates[$0].number < candidates[$1].number }
        for start in order.indices {
            var place = start
            while order[place] != start {
                let from = order[place]
                candidates.swapAt(place, from)
                order[place] = place
                place = from
            }
            order[place] = place
        }
    }

    /// Has each line once: what is both bought and given counts as given.
    private mutating func settle(_ place: Int) {
        let gives = candidates[place].gives
        candidates[place].lines.removeAll(where: gives.contains)
        var barred: [BarredLine] = []
        for one in candidates[place].barred where !barred.contains(where: { $0.line == one.line }) {
            barred.append(one)
        }
        candidates[place].barred = barred
    }

    private enum Seen {
        static let never: Int32 = -1
        static let notForThisBuyer: Int32 = -2
    }

    /// The place of a promotion among the candidates, where it goes when it is met first.
    private mutating func place(
        of number: Int, _ given: Set<Int>, _ minute: Int, _ places: inout [Int32]
    ) -> Int? {
        if places[number] != Seen.never { return places[number] < 0 ? nil : Int(places[number]) }
        let promotion = book.promotions.promotions[number]
        guard !isQuote || promotion.row.stage == .line,
            promotion.isAddressed(to: request, withCoupon: given.contains(number))
        else {
            places[number] = Seen.notForThisBuyer
            return nil
        }
        places[number] = Int32(candidates.count)
        candidates.append(
            PromotionCandidate(
                number: number, stage: promotion.row.stage, lane: promotion.lane,
                isExclusive: promotion.row.isExclusive,
                refusal: promotion.refusal(request, minuteOfWeek: minute)))
        return candidates.count - 1
    }

    private mutating func want(_ line: Int, _ place: Int, isGiven: Bool) {
        let promotion = record(place)
        if units(promotion, line) == nil {
            candidates[place].barred.append(BarredLine(line: line, why: .otherUnit))
        } else if lines[line].isAtBreak && !promotion.row.combinesWithBreaks {
            candidates[place].barred.append(BarredLine(line: line, why: .atBreak))
        } else if isGiven {
            candidates[place].gives.append(line)
        } else {
            candidates[place].lines.append(line)
        }
    }

    /// What a line counts for a promotion, in the promotion's unit; nil where that isn't the
    /// line's.
    func units(_ promotion: PromotionRecord, _ line: Int) -> Int64? {
        let asked = lines[line].line
        if promotion.unit == 0 { return asked.base }
        if promotion.unit == book.variants[asked.variant].baseName { return asked.base }
        return asked.unit == promotion.unit ? asked.quantity : nil
    }

    /// The promotion's units in one of the line's.
    func unitSize(_ promotion: PromotionRecord, _ line: Int) -> Int64 {
        let asked = lines[line].line
        let countsBase =
            promotion.unit == 0 || promotion.unit == book.variants[asked.variant].baseName
        return countsBase ? asked.size : 1
    }
}
