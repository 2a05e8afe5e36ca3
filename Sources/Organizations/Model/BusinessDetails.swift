import Bedrock
import Wire

/// What a business says of itself.
struct BusinessDetails: FieldGroup, Output, Sendable {
    let legalName: String
    let tradeName: String
    let registrationNumber: String
    let country: String
    let currency: Currency
    let timeZone: String
    let address: Address
    let phone: String?

    init(_ fields: inout Fields) {
        legalName = fields.body(
            "legal_name", "The name in the register.", length: 1...200,
            example: "Prairie Wines Incorporated")
        tradeName = fields.body(
            "trade_name", "The name customers know.", length: 1...200, example: "Prairie Wines")
        registrationNumber = fields.body(
            "registration_number", "The number in the register.", length: 1...64,
            example: "42-1234567")
        country = fields.body(
            "country", "Two letters of ISO 3166.", format: .country, example: "US")
        currency = fields.body("currency", "What it trades in; fixed once it is set up.")
        timeZone = fields.body(
            "time_zone", "A name of the time zone database.", format: .timeZone,
            example: "America/Chicago")
        address = fields.body("address", "Where it is.")
        phone = fields.optional("phone", "A telephone number.", length: 3...32)
    }

    static let example = BusinessDetails.sample(FieldRule())

    func write(_ out: inout OutputWriter) {
        out("legal_name", legalName, "The name in the register.")
        out("trade_name", tradeName, "The name customers know.")
        out("registration_number", registrationNumber, "The number in the register.")
        out("country", country, "Two letters of ISO 3166.")
        out("currency", currency, "What it trades in.")
        out("time_zone", timeZone, "A name of the time zone database.")
        out("address", address, "Where it is.")
        out("phone", phone, "A telephone number.")
    }
}

/// A postal address.
struct Address: FieldGroup, Output, Sendable {
    let line1: String
    let line2: String?
    let city: String
    let region: String?
    let postalCode: String?

    init(_ fields: inout Fields) {
        line1 = fields.body(
            "line1", "Street and number.", length: 1...200, example: "1200 Grand Avenue")
        line2 = fields.optional("line2", "Anything more.", length: 1...200)
        city = fields.body("city", "The town.", length: 1...100, example: "Des Moines")
        region = fields.optional(
            "region", "The state or province.", length: 1...100, example: "IA")
        postalCode = fields.optional(
            "postal_code", "The postal code.", length: 1...20, example: "50309")
    }

    static let example = Address.sample(FieldRule())

    func write(_ out: inout OutputWriter) {
        out("line1", line1, "Street and number.")
        out("line2", line2, "Anything more.")
        out("city", city, "The town.")
        out("region", region, "The state or province.")
        out("postal_code", postalCode, "The postal code.")
    }
}

extension TextFormat {
    /// A country's two capital letters.
    static let country = TextFormat(
        pattern: "^[A-Z]{2}$", length: 2...2, sample: "US",
        message: "Must be a country's two capital letters."
    ) { bytes in bytes.allSatisfy { $0 >= 0x41 && $0 <= 0x5A } }

    /// A name of the time zone database, by its shape.
    static let timeZone = TextFormat(
        pattern: "^[A-Za-z][A-Za-z0-9_+/-]*$", length: 1...64, sample: "America/Chicago",
        message: "Must be a time zone's name, such as America/Chicago."
    ) { bytes in
        bytes.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
                || byte == 0x5F || byte == 0x2B || byte == 0x2F || byte == 0x2D
        }
    }
}
