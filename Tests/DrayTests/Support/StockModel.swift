/// A small model in memory of what two warehouses hold and promise, against which the database is
/// held after every step.
struct StockModel: Equatable {
    /// A lot by its number, in the order in which they end; the last is over already.
    static let lots = ["OVER", "SOON", "LATE"]
    static let expiries = ["OVER": "2020-01-31", "SOON": "2038-01-31", "LATE": "2039-01-31"]

    struct Level: Equatable {
        var onHand = 0
        var reserved = 0
        var allocated = 0
        var safety = 0
        var lots: [String: Int] = [:]

        var inLots: Int { lots.values.reduce(0, +) }
        var good: Int { onHand - (lots["OVER"] ?? 0) }
        var available: Int { onHand - reserved - allocated }

        /// What a channel may take, where so much of it is the caller's own.
        func free(_ own: Int) -> Int { max(0, good - reserved - allocated - safety + own) }

        /// What leaves, in the order in which it does.
        mutating func pick(_ quantity: Int, overToo: Bool = false) -> [(lot: String?, count: Int)] {
            var left = quantity
            var picked: [(lot: String?, count: Int)] = []
            for lot in StockModel.lots where overToo || lot != "OVER" {
                let taken = min(left, lots[lot] ?? 0)
                guard taken > 0 else { continue }
                lots[lot, default: 0] -= taken
                picked.append((lot, taken))
                left -= taken
            }
            if left > 0 { picked.append((nil, left)) }
            onHand -= quantity
            return picked
        }
    }

    /// By warehouse, then by variant.
    var levels: [[Level]]
    let splits: Bool

    /// What serves the lines, each so many of a variant: by warehouse, then by variant; nil where
    /// not all of it can be had. One warehouse where one can.
    func choose(_ wanted: [Int: Int], own: [[Int]]) -> [[Int]]? {
        let none = levels.map { $0.map { _ in 0 } }
        func free(_ warehouse: Int, _ variant: Int) -> Int {
            levels[warehouse][variant].free(own[warehouse][variant])
        }
        for warehouse in levels.indices
        where wanted.allSatisfy({ free(warehouse, $0.key) >= $0.value }) {
            var takes = none
            for (variant, quantity) in wanted { takes[warehouse][variant] = quantity }
            return takes
        }
        guard splits else { return nil }
        var takes = none
        for (variant, quantity) in wanted {
            var left = quantity
            for warehouse in levels.indices {
                takes[warehouse][variant] = min(left, free(warehouse, variant))
                left -= takes[warehouse][variant]
            }
            if left > 0 { return nil }
        }
        return takes
    }

    /// Adds to one number of every level.
    mutating func add(_ takes: [[Int]], times sign: Int, to number: WritableKeyPath<Level, Int>) {
        for warehouse in levels.indices {
            for variant in levels[warehouse].indices {
                levels[warehouse][variant][keyPath: number] += sign * takes[warehouse][variant]
            }
        }
    }
}
