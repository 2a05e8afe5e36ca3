import Wire

/// A run of random commands on orders, against the model and the server.
struct OrderWalk {
    let buyer: Buyer
    var model: OrderModel
    var random: SeededRandom
    var refused = 0

    var seller: Person { buyer.seller.person }

    mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }

    /// One of so many, mostly of the newest.
    private mutating func pick(_ count: Int) -> Int? {
        count == 0 ? nil : max(number(0...count - 1), number(0...count - 1))
    }

    /// One of those that fit three times out of four, else any.
    mutating func pick<Element>(_ all: [Element], fitting: (Element) -> Bool) -> Int? {
        let fit = all.indices.filter { fitting(all[$0]) }
        guard !fit.isEmpty, number(0...3) > 0 else { return pick(all.count) }
        return fit[number(0...fit.count - 1)]
    }

    mutating func step() async throws -> String {
        switch number(0...23) {
        case 0, 1: return try await place()
        case 2: return try await decide("confirm")
        case 3, 4, 5: return try await begin()
        case 6, 7, 8: return try await pack()
        case 9, 10, 11, 12: return try await ship()
        case 13, 14: return try await deliver()
        case 15: return try await cancel()
        case 16: return try await decide("complete")
        case 17: return number(0...1) == 0 ? try await giveUp() : try await withdraw()
        case 18, 19: return try await requestReturn()
        case 20: return try await decideReturn()
        case 21, 22: return try await receiveReturn()
        default: return try await receiveGoods()
        }
    }

    /// Holds an answer against what the model says of it.
    private mutating func check(_ answer: Answer, _ fits: Bool, _ what: String) throws -> String {
        guard fits == (answer.status < 300), fits || [403, 409].contains(answer.status) else {
            throw TestFailure(
                "\(what): the model says \(fits), the answer is \(answer.status) "
                    + answer.bodyText)
        }
        if !fits { refused += 1 }
        return fits ? what : "\(what), refused"
    }

    /// Some of what there is, as lines of a request; `excess` asks for one too many of the first.
    private mutating func some(
        _ counts: [Int: Int], excess: Bool
    ) -> (chosen: [Int: Int], json: String) {
        var chosen: [Int: Int] = [:]
        for (place, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 {
            if chosen.isEmpty || number(0...1) == 0 { chosen[place] = number(1...count) }
        }
        if excess, let first = chosen.keys.min() { chosen[first] = (counts[first] ?? 0) + 1 }
        let rows = chosen.sorted { $0.key < $1.key }.map {
            #"{"line":\#($0.key + 1),"base_quantity":\#($0.value)}"#
        }
        return (chosen, "[\(rows.joined(separator: ","))]")
    }

    private mutating func place() async throws -> String {
        let wanted = (0..<number(1...3)).map { _ in
            number(0...2) == 0
                ? (place: number(0...1), unit: "case", quantity: number(1...2))
                : (place: number(0...1), unit: "bottle", quantity: number(1...20))
        }
        let draft = try await buyer.draft(wanted)
        let answer = try await buyer.place(try draft.text("id"))
        let lines = try wanted.indices.map { place in
            OrderModel.Line(
                variant: wanted[place].place,
                base: Int(try draft.integer("lines.\(place).base_quantity")),
                total: Int(try draft.integer("lines.\(place).total.amount")))
        }
        let fits = model.place(answer["id"]?.text ?? "", lines)
        return try check(answer, fits, "place \(wanted)")
    }

    private mutating func decide(_ move: String) async throws -> String {
        guard let place = pick(model.orders, fitting: {
            $0.state == (move == "confirm" ? "placed" : "delivered")
        }) else { return "no order" }
        let order = model.orders[place]
        let fits = order.state == (move == "confirm" ? "placed" : "delivered")
        let answer = try await seller.post("/v1/orders/\(order.id)/\(move)")
        if fits, move == "confirm" { model.orders[place].isConfirmed = true }
        if fits, move == "complete" { model.orders[place].isCompleted = true }
        return try check(answer, fits, "\(move) order \(place)")
    }

    private mutating func begin() async throws -> String {
        guard let place = pick(model.orders, fitting: { $0.open > 0 }) else {
            return "no order"
        }
        let order = model.orders[place]
        let open = Dictionary(
            uniqueKeysWithValues: order.lines.enumerated().map { ($0, $1.open) }
        ).filter { $0.value > 0 }
        let isAll = number(0...1) == 0
        let excess = number(0...5) == 0
        let some = some(open, excess: excess)
        let isNothing = some.chosen.isEmpty
        let isOver = ["cancelled", "shipped", "delivered", "completed"].contains(order.state)
        let answer = try await seller.post(
            "/v1/orders/\(order.id)/fulfillments",
            isAll || isNothing ? "{}" : #"{"lines":\#(some.json)}"#)
        let fits = !isOver && !open.isEmpty && (isAll || !excess)
        if fits { model.begin(try answer.text("id"), of: place, isAll ? open : some.chosen) }
        return try check(answer, fits, "begin order \(place) \(isAll ? open : some.chosen)")
    }

    private mutating func pack() async throws -> String {
        guard let place = pick(model.parts, fitting: { $0.state == "picking" }) else {
            return "no part"
        }
        let part = model.parts[place]
        let fits = part.state == "picking"
        let answer = try await seller.post("/v1/fulfillments/\(part.id)/pack")
        if fits { model.pack(place) }
        return try check(answer, fits, "pack part \(place)")
    }

    private mutating func giveUp() async throws -> String {
        guard let place = pick(model.parts.count) else { return "no part" }
        let part = model.parts[place]
        let fits = part.state == "picking" || part.state == "packed"
        let answer = try await seller.post("/v1/fulfillments/\(part.id)/cancel")
        if fits { model.giveUp(place) }
        return try check(answer, fits, "give part \(place) up")
    }

    private mutating func ship() async throws -> String {
        guard let place = pick(model.parts, fitting: { $0.state == "packed" }) else {
            return "no part"
        }
        let part = model.parts[place]
        let isAll = number(0...1) == 0 || part.left.isEmpty
        let excess = number(0...5) == 0
        let some = some(part.left, excess: excess)
        let answer = try await seller.post(
            "/v1/fulfillments/\(part.id)/shipments", isAll ? "{}" : #"{"lines":\#(some.json)}"#)
        let fits = part.state == "packed" && (isAll || !excess)
        if fits {
            model.ship(try answer.text("id"), from: place, isAll ? part.left : some.chosen)
        }
        return try check(answer, fits, "ship part \(place) \(isAll ? part.left : some.chosen)")
    }

    private mutating func deliver() async throws -> String {
        guard let place = pick(model.parcels, fitting: { !$0.isDelivered }) else {
            return "no parcel"
        }
        let fits = !model.parcels[place].isDelivered
        let answer = try await seller.post("/v1/shipments/\(model.parcels[place].id)/deliver")
        if fits { model.deliver(place) }
        return try check(answer, fits, "deliver parcel \(place)")
    }

    private mutating func cancel() async throws -> String {
        guard let place = pick(model.orders.count) else { return "no order" }
        let order = model.orders[place]
        let open = Dictionary(
            uniqueKeysWithValues: order.lines.enumerated().map { ($0, $1.open) }
        ).filter { $0.value > 0 }
        let isAll = number(0...2) == 0 || open.isEmpty
        let excess = number(0...5) == 0
        let some = some(open, excess: excess)
        let answer = try await seller.post(
            "/v1/orders/\(order.id)/cancel",
            #"{"reason":"Broken."\#(isAll ? "" : #","lines":\#(some.json)"#)}"#)
        let fits = !open.isEmpty && (isAll || !excess)
        if fits { model.cancel(place, isAll ? open : some.chosen) }
        return try check(answer, fits, "cancel of order \(place) \(isAll ? open : some.chosen)")
    }

    private mutating func withdraw() async throws -> String {
        guard let place = pick(model.orders.count) else { return "no order" }
        let order = model.orders[place]
        let fits = order.state == "placed"
        let answer = try await buyer.person.post(
            "/v1/orders/\(order.id)/withdraw", #"{"reason":"Mistake."}"#)
        if fits {
            model.cancel(
                place,
                Dictionary(uniqueKeysWithValues: order.lines.enumerated().map { ($0, $1.open) }))
        }
        return try check(answer, fits, "withdraw order \(place)")
    }
}
