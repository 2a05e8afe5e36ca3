import Bedrock

// The trace as it is stored on an order line and shown in the API: an object with one member for
// each step that touched the line, in the steps' order.
extension PriceTrace {
    /// Appends the trace as compact JSON: ids with their prefixes, money as minor units.
    public func append(to out: inout [UInt8]) {
        if let agreed {
            appendAgreed(agreed, to: &out)
            return
        }
        out.append("{\"list\":{\"id\":\"pls_")
        Base32.append(list.list, to: &out)
        out.append("\",\"name\":")
        out.appendQuoted(list.name)
        out.append(",\"audience\":\"")
        out.append(word: list.audience.slug)
        if let over = list.over {
            out.append("\",\"over\":\"pls_")
            Base32.append(over.list, to: &out)
            out.append("\",\"because\":\"")
            out.append(word: over.because.rawValue)
        }
        out.append("\"},\"break\":{\"scope\":\"")
        out.append(word: ladder.scope.rawValue)
        appendLadder(to: &out)
        out.append("}")
        appendUnit(to: &out)
        appendPromotions(to: &out)
        appendLevies(to: &out)
        if rounding != 0 {
            out.append(",\"rounding\":")
            out.append(decimal: rounding)
        }
        out.append("}")
    }

    /// The same as bytes of their own.
    public var json: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(320)
        append(to: &out)
        return out
    }

    /// A trace as the buyer may read it: a margin on the seller's cost is kept from it, since price
    /// and margin tell the cost.
    public static func withoutMargin(_ json: [UInt8]) -> [UInt8] {
        let margin = Array("\"cost_plus\":{\"basis_points\":".utf8)
        var place = 0
        while place + margin.count <= json.count {
            // Quotes within texts are escaped: what reads like the member is it.
            if json[place] == margin[0], json[place..<place + margin.count].elementsEqual(margin) {
                let end = json[place...].firstIndex(of: UInt8(ascii: "}")) ?? json.endIndex
                let open = place + margin.count - "\"basis_points\":".utf8.count
                return Array(json[..<open]) + Array(json[end...])
            }
            place += 1
        }
        return json
    }

    private func appendAgreed(_ agreed: AgreedChoice, to out: inout [UInt8]) {
        out.append("{\"agreed\":{\"by\":\"")
        out.append(word: agreed.basis.rawValue)
        out.append("\",\"unit_price\":")
        out.append(money: agreed.unitPrice)
        if let listed = agreed.listed {
            out.append(",\"list_price\":")
            out.append(money: listed)
        }
        out.append("}")
        appendLevies(to: &out)
        out.append("}")
    }

    private func appendLadder(to out: inout [UInt8]) {
        out.append("\",\"minimum\":")
        out.append(decimal: ladder.reached)
        if ladder.mode == .graduated { out.append(",\"mode\":\"graduated\"") }
        if ladder.isMixed {
            out.append(",\"mixed\":")
            out.append(decimal: ladder.counted)
        }
        switch ladder.price {
        case .fixed(let amount):
            out.append(",\"price\":")
            out.append(money: Money(amount, currency))
        case .percentOff(let list, let basisPoints):
            out.append(",\"percent_off\":{\"list\":\"pls_")
            Base32.append(list, to: &out)
            out.append("\",\"basis_points\":")
            out.append(decimal: Int64(basisPoints))
            out.append("}")
        case .costPlus(let basisPoints):
            out.append(",\"cost_plus\":{\"basis_points\":")
            out.append(decimal: Int64(basisPoints))
            out.append("}")
        }
        if let next = ladder.next {
            out.append(",\"next\":{\"add\":")
            out.append(decimal: next.add)
            out.append(",\"unit_price\":")
            out.append(money: next.unitPrice)
            out.append("}")
        }
    }

    private func appendPromotions(to out: inout [UInt8]) {
        if promotions.isEmpty { return }
        out.append(",\"promotions\":[")
        for (place, step) in promotions.enumerated() {
            out.append(place == 0 ? "{\"id\":\"pmo_" : ",{\"id\":\"pmo_")
            Base32.append(step.promotion, to: &out)
            out.append("\",\"name\":")
            out.appendQuoted(step.name)
            switch step.outcome {
            case .applied(let saved):
                out.append(",\"saved\":")
                out.append(money: saved)
            case .refused(let refusal): appendRefusal(refusal, to: &out)
            }
            out.append("}")
        }
        out.append("]")
    }

    private func appendRefusal(_ refusal: PromotionRefusal, to out: inout [UInt8]) {
        out.append(",\"refused\":\"")
        out.append(word: refusal.slug)
        out.append("\"")
        switch refusal {
        case .belowQuantity(let add):
            out.append(",\"add\":")
            out.append(decimal: add)
        case .belowAmount(let missing):
            out.append(",\"missing\":")
            out.append(money: missing)
        case .outdone(let other), .exclusive(let other):
            out.append(",\"by\":\"pmo_")
            Base32.append(other, to: &out)
            out.append("\"")
        default: break
        }
    }

    private func appendUnit(to out: inout [UInt8]) {
        switch unit {
        case .asAsked: break
        case .asBaseUnits(let count):
            out.append(",\"unit\":{\"as_base_units\":")
            out.append(decimal: count)
            out.append("}")
        case .shareOfPack(let name, let size):
            out.append(",\"unit\":{\"share_of\":")
            out.appendQuoted(name)
            out.append(",\"size\":")
            out.append(decimal: size)
            out.append("}")
        }
    }
}

extension [UInt8] {
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    mutating func append(word text: String) { append(contentsOf: text.utf8) }

    mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        let start = count
        var rest = value.magnitude
        repeat {
            append(UInt8(truncatingIfNeeded: 0x30 + rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    mutating func append(money: Money) {
        append("{\"amount\":")
        append(decimal: money.amount)
        append(",\"currency\":\"")
        append(word: money.currency.code)
        append("\"}")
    }

    mutating func appendQuoted(_ text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                append("\\u00")
                append(digits[Int(byte >> 4)])
                append(digits[Int(byte & 15)])
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
