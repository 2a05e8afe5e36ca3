import Bedrock
import Platform
import Postgres
import Wire

/// What a company is as a buyer; price lists may name it.
enum CompanyRole: String, FieldEnum {
    case retailer, distributor, wholesaler, consumer
    case brandOwner = "brand_owner"
}

/// What a seller writes down of a company beside its name.
struct CompanyRecord: Equatable, Sendable {
    var taxNumber: String?
    /// In lower case.
    var email: String?
    var phone: String?
    var paymentDays: Int32?
    var address: CompanyAddress?

    init() {}

    static var example: CompanyRecord {
        var record = CompanyRecord()
        record.taxNumber = "42-1234567"
        record.email = "bar@example.com"
        record.paymentDays = 30
        record.address = .example
        return record
    }

    /// Declares the fields of a company that is made.
    init(_ fields: inout Fields) {
        taxNumber = fields.optional(
            "tax_number", "Its number at the tax office.", length: 1...64, example: "42-1234567")
        email = fields.optional(
            "email", "Whom letters go to.", format: .email, example: "bar@example.com")
        phone = fields.optional(
            "phone", "A telephone number.", length: 3...40, example: "+1 515 555 0100")
        paymentDays = fields.optional(
            "payment_days", "After how many days an invoice is due.", in: 0...365, example: 30)
        address = fields.optional("address", "Where it is.")
        email = email?.lowercased()
        if address?.isEmpty == true { address = nil }
    }

    static func read(_ row: inout RowReader) throws(RowError) -> CompanyRecord {
        var record = CompanyRecord()
        record.taxNumber = try row.read()
        record.email = try row.read()
        record.phone = try row.read()
        record.paymentDays = try row.read()
        let address: JSONText? = try row.read()
        record.address = address.flatMap { try? JSON.parse($0.bytes) }.map(CompanyAddress.init)
        return record
    }

    func write(_ out: inout OutputWriter) {
        out("tax_number", taxNumber, "Its number at the tax office.")
        out("email", email, "Whom letters go to.")
        out("phone", phone, "A telephone number.")
        out("payment_days", paymentDays, "After how many days an invoice is due.")
        out("address", address, "Where it is, as the seller wrote it down.")
    }

    /// The members that hold something, as `organizations.add_companies` takes them.
    func write(_ json: inout JSONWriter) {
        for (name, text) in [("tax_number", taxNumber), ("email", email), ("phone", phone)] {
            guard let text else { continue }
            json.key(name)
            json.write(text)
        }
        if let paymentDays {
            json.key("payment_days")
            json.write(Int64(paymentDays))
        }
        if let address {
            json.key("address")
            json.writeVerbatim(address.column.bytes)
        }
    }

    /// The same with what another says where this says nothing.
    func filled(from other: CompanyRecord) -> CompanyRecord {
        var record = self
        record.taxNumber = taxNumber ?? other.taxNumber
        record.email = email ?? other.email
        record.phone = phone ?? other.phone
        record.paymentDays = paymentDays ?? other.paymentDays
        record.address = address ?? other.address
        return record
    }
}

/// Where a company is, as far as its seller knows.
struct CompanyAddress: FieldGroup, Output, Equatable, Sendable {
    var line1: String?
    var line2: String?
    var city: String?
    var region: String?
    var postalCode: String?
    var country: String?

    init() {}

    init(_ fields: inout Fields) {
        line1 = fields.optional(
            "line1", "Street and number.", length: 1...200, example: "1200 Grand Avenue")
        line2 = fields.optional("line2", "Anything more.", length: 1...200)
        city = fields.optional("city", "The town.", length: 1...100, example: "Des Moines")
        region = fields.optional(
            "region", "The state or province.", length: 1...100, example: "IA")
        postalCode = fields.optional(
            "postal_code", "The postal code.", length: 1...20, example: "50309")
        country = fields.optional(
            "country", "Two letters of ISO 3166.", format: .country, example: "US")
    }

    /// The address as a column keeps it.
    init(_ json: JSON) {
        line1 = json["line1"]?.text
        line2 = json["line2"]?.text
        city = json["city"]?.text
        region = json["region"]?.text
        postalCode = json["postal_code"]?.text
        country = json["country"]?.text
    }

    static let example = CompanyAddress.sample(FieldRule())

    var isEmpty: Bool { self == CompanyAddress() }

    /// What a column keeps of it.
    var column: JSONText {
        let members: [(String, String?)] = [
            ("line1", line1), ("line2", line2), ("city", city), ("region", region),
            ("postal_code", postalCode), ("country", country),
        ]
        var json = JSONWriter()
        json.beginObject()
        for (name, value) in members {
            guard let value else { continue }
            json.key(name)
            json.write(value)
        }
        json.endObject()
        return JSONText(json.bytes)
    }

    func write(_ out: inout OutputWriter) {
        out("line1", line1, "Street and number.")
        out("line2", line2, "Anything more.")
        out("city", city, "The town.")
        out("region", region, "The state or province.")
        out("postal_code", postalCode, "The postal code.")
        out("country", country, "Two letters of ISO 3166.")
    }
}
