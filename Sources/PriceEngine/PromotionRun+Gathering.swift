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

    /// Finds the promotions that are for this buyer now and want any of the lines, in the book's
    /// order.
    mutating func gather() {
        let places = findCandidates()
        if candidates.isEmpty { return }
        wantEverything(places)
        for line in lines.indices {
            for item in book.promotions.range(ofSet: set(of: line)) {
                let selection = book.promotions.setItems[item]
                let place = Int(places[Int(selection >> 1)])
                if place >= 0 { want(line, place, isGiven: selection & 1 == 1) }
            }
        }
        for place in candidates.indices where record(place).givesOther {
            settle(place)
        }
        if candidates.contains(where: { $0.lines.isEmpty && $0.barred.isEmpty }) {
            candidates.removeAll { $0.lines.isEmpty && $0.barred.isEmpty }
        }
    }

    /// What is known of a promotion before its lines are.
    private enum Seen {
        static let never: Int32 = -1
        static let notForThisBuyer: Int32 = -2
    }

    /// Makes candidates of the promotions that are for this buyer and may want a line.
    ///
    /// - Returns: the place of each of the book's promotions among them; negative for the others.
    private mutating func findCandidates() -> [Int32] {
        let given = givenByCode()
        var places = [Int32](repeating: Seen.never, count: book.promotions.promotions.count)
        var met: [Int] = []
        met.reserveCapacity(book.promotions.general.count + 4)
        func meet(_ number: Int) {
            guard places[number] == Seen.never else { return }
            places[number] = Seen.notForThisBuyer
            let promotion = book.promotions.promotions[number]
            if !isQuote || promotion.row.stage == .line,
                promotion.isAddressed(to: request, withCoupon: given.contains(number))
            {
                met.append(number)
            }
        }
        for number in book.promotions.general { meet(number) }
        for line in lines.indices {
            for item in book.promotions.range(ofSet: set(of: line)) {
                meet(Int(book.promotions.setItems[item] >> 1))
            }
        }
        met.sort()
        let minute =
            book.promotions.hasHours
            ? book.promotions.zone.minuteOfWeek(at: request.instant) : 0
        candidates.reserveCapacity(met.count)
        for number in met {
            places[number] = Int32(candidates.count)
            let promotion = book.promotions.promotions[number]
            candidates.append(
                PromotionCandidate(
                    number: number, stage: promotion.row.stage, lane: promotion.lane,
                    isExclusive: promotion.row.isExclusive,
                    refusal: promotion.refusal(request, minuteOfWeek: minute)))
        }
        return places
    }

    private func set(of line: Int) -> Int {
        Int(book.variants[lines[line].line.variant].promotionSet)
    }

    /// Gives the promotions that want everything every line that they may have.
    private mutating func wantEverything(_ places: [Int32]) {
        let all = Array(lines.indices)
        let isAnyAtBreak = lines.contains(where: \.isAtBreak)
        for number in book.promotions.general {
            let place = Int(places[number])
            if place < 0 { continue }
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
