package import Bedrock
package import Paper
import Platform
package import Postgres
import Wire

/// What stands on an order's papers beside its lines.
package struct PaperHead: Sendable {
    /// Whether the caller sells it; else the caller buys it.
    package let isSeller: Bool
    package let number: String
    package let state: String
    package let currency: Currency
    let totalAmount: Int64
    package let reference: String?
    package let note: String?
    package let ordered: String
    let placed: String
    package let deliverFrom: String?
    package let deliverUntil: String?
    let zone: String
    package let placedAt: Instant
    let deliveryAddress: String?
    package let companyCode: String?
    package let warehouse: String?
    let seller: PaperParty
    let buyer: PaperParty

    /// A paper of the order with its parties on it.
    package func document(_ title: String) -> PaperDocument {
        var document = PaperDocument(
            size: PaperSize(country: seller.country), title: title, number: number,
            sender: seller.address("From"), madeAt: placedAt)
        document.addresses = [buyer.address("Sold to"), delivery]
        document.facts = facts
        return document
    }

    /// Where it goes: as the order says, else to its buyer.
    private var delivery: PaperAddress {
        guard let deliveryAddress, let json = try? JSON.parse(Array(deliveryAddress.utf8)) else {
            return buyer.address("Deliver to", isBrief: true)
        }
        return PaperAddress(
            heading: "Deliver to", name: json["name"]?.text ?? buyer.name,
            lines: json.addressLines + [json["country"]?.text, json["phone"]?.text]
                .compactMap { $0 })
    }

    private var facts: [PaperFact] {
        var facts = [PaperFact("Ordered", ordered)]
        if let reference { facts.append(PaperFact("Reference", reference)) }
        if let companyCode { facts.append(PaperFact("Customer no.", companyCode)) }
        if let deliverFrom { facts.append(PaperFact("Deliver from", deliverFrom)) }
        if let deliverUntil { facts.append(PaperFact("Deliver until", deliverUntil)) }
        return facts
    }

    /// Of which zone the moments are.
    package var zoneNote: PaperNote { PaperNote("Times", "Times are those of \(zone).") }
}

/// A party of an order as its papers show it.
struct PaperParty: Sendable {
    let name: String
    let country: String
    /// What the business said of itself, as it is kept.
    let details: String?

    /// - Parameter isBrief: nothing but what a letter needs.
    func address(_ heading: String, isBrief: Bool = false) -> PaperAddress {
        var lines: [String] = []
        if let details, let json = try? JSON.parse(Array(details.utf8)) {
            if let legal = json["legal_name"]?.text, legal != name, !isBrief {
                lines.append(legal)
            }
            lines += json["address"]?.addressLines ?? []
            lines.append(country)
            if let number = json["registration_number"]?.text, !isBrief {
                lines.append("Register no. \(number)")
            }
            if let phone = json["phone"]?.text { lines.append(phone) }
        } else {
            lines.append(country)
        }
        return PaperAddress(heading: heading, name: name, lines: lines)
    }
}

extension JSON {
    /// Street, town, region and postal code, a line each as letters have them.
    fileprivate var addressLines: [String] {
        let region = [self["region"]?.text, self["postal_code"]?.text].compactMap { $0 }
        let town = [self["city"]?.text, region.isEmpty ? nil : region.joined(separator: " ")]
        return [
            self["line1"]?.text, self["line2"]?.text,
            town.compactMap { $0 }.joined(separator: ", "),
        ].compactMap { $0 }.filter { !$0.isEmpty }
    }
}

enum PaperStatements {
    static let head = Statement<PaperHead, ID<Order>>(
        """
        select is_seller, number, state, currency, total_amount, reference, note, ordered, placed,
            deliver_from, deliver_until, zone, placed_at, delivery_address, company_code,
            warehouse, seller_name, seller_country, seller_details, buyer_name, buyer_country,
            buyer_details
        from orders.paper_head($1)
        """, row: PaperHead.read)
}

extension PaperHead {
    /// Reads the columns of `orders.paper_head`, in their order.
    package static let read: @Sendable (inout RowReader) throws(RowError) -> PaperHead = { row in
        PaperHead(
            isSeller: try row.read(), number: try row.read(), state: try row.read(),
            currency: try row.readCurrency(), totalAmount: try row.read(),
            reference: try row.read(), note: try row.read(), ordered: try row.read(),
            placed: try row.read(), deliverFrom: try row.read(), deliverUntil: try row.read(),
            zone: try row.read(), placedAt: try row.read(), deliveryAddress: try row.read(),
            companyCode: try row.read(), warehouse: try row.read(),
            seller: PaperParty(
                name: try row.read(), country: try row.read(), details: try row.read()),
            buyer: PaperParty(
                name: try row.read(), country: try row.read(), details: try row.read()))
    }
}
