import Bedrock
import Platform
import Postgres
import Wire

/// Where and when an order is to arrive.
struct Delivery: Sendable, Equatable {
    var address: DeliveryAddress?
    var from: Instant?
    var until: Instant?

    init() {}

    /// Declares the fields of a draft that say it.
    init(_ fields: inout Fields) {
        address = fields.optional("delivery_address", "Where it is to arrive.")
        from = fields.optional("deliver_from", "It is to arrive at this instant or later.")
        until = fields.optional(
            "deliver_until", "It is to arrive before this instant.", inExample: false)
        if let from, let until {
            fields.require(
                from < until, "deliver_until", "range", "Lies after deliver_from.")
        }
    }

    func write(_ out: inout OutputWriter) {
        out("delivery_address", address, "Where it is to arrive; null where the seller knows.")
        out("deliver_from", from, "It is to arrive at this instant or later.")
        out("deliver_until", until, "It is to arrive before this instant.")
    }
}

/// Where an order is delivered.
struct DeliveryAddress: FieldGroup, Output, Sendable, Equatable {
    let name: String?
    let line1: String
    let line2: String?
    let city: String
    let region: String?
    let postalCode: String?
    let country: String
    let phone: String?

    init(_ fields: inout Fields) {
        name = fields.optional("name", "Who receives it.", length: 1...200, example: "Bar 42")
        line1 = fields.body(
            "line1", "Street and number.", length: 1...200, example: "1200 Grand Avenue")
        line2 = fields.optional("line2", "Anything more.", length: 1...200)
        city = fields.body("city", "The town.", length: 1...100, example: "Des Moines")
        region = fields.optional(
            "region", "The state or province.", length: 1...100, example: "IA")
        postalCode = fields.optional(
            "postal_code", "The postal code.", length: 1...20, example: "50309")
        country = fields.body(
            "country", "Two letters of ISO 3166.", format: .deliveryCountry, example: "US")
        phone = fields.optional(
            "phone", "Whom to ring at the door.", length: 1...40, example: "+1 515 555 0100")
    }

    /// The address as a column keeps it; nil where that is not one.
    init?(_ json: JSON) {
        guard let line1 = json["line1"]?.text, let city = json["city"]?.text,
            let country = json["country"]?.text
        else { return nil }
        name = json["name"]?.text
        self.line1 = line1
        line2 = json["line2"]?.text
        self.city = city
        region = json["region"]?.text
        postalCode = json["postal_code"]?.text
        self.country = country
        phone = json["phone"]?.text
    }

    static let example = DeliveryAddress.sample(FieldRule())

    func write(_ out: inout OutputWriter) {
        out("name", name, "Who receives it.")
        out("line1", line1, "Street and number.")
        out("line2", line2, "Anything more.")
        out("city", city, "The town.")
        out("region", region, "The state or province.")
        out("postal_code", postalCode, "The postal code.")
        out("country", country, "Two letters of ISO 3166.")
        out("phone", phone, "Whom to ring at the door.")
    }

    /// What a column keeps of it.
    var json: String {
        let members: [(String, String?)] = [
            ("name", name), ("line1", line1), ("line2", line2), ("city", city),
            ("region", region), ("postal_code", postalCode), ("country", country),
            ("phone", phone),
        ]
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in members {
            guard let value else { continue }
            writer.key(name)
            writer.write(value)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension TextFormat {
    /// The country of an address.
    fileprivate static let deliveryCountry = TextFormat(
        pattern: "^[A-Z]{2}$", length: 2...2, sample: "US",
        message: "Must be a country's two capital letters."
    ) { bytes in bytes.allSatisfy { $0 >= 0x41 && $0 <= 0x5A } }
}

extension RowReader {
    /// The columns that say where and when, in the order in which statements name them.
    mutating func readDelivery() throws(RowError) -> Delivery {
        var delivery = Delivery()
        let address: String? = try read()
        if let address, let json = try? JSON.parse(Array(address.utf8)) {
            delivery.address = DeliveryAddress(json)
        }
        delivery.from = try read()
        delivery.until = try read()
        return delivery
    }
}
