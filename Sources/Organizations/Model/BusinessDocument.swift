import Wire

/// A paper that a business shows: a licence, a permit.
struct BusinessDocument: FieldGroup, Output, Sendable {
    let kind: String
    let number: String
    let expiresOn: String?

    init(_ fields: inout Fields) {
        kind = fields.body(
            "kind", "What it is.", length: 1...64, format: .code, example: "liquor_licence")
        number = fields.body("number", "Its number.", length: 1...64, example: "LE0001234")
        expiresOn = fields.optional(
            "expires_on", "The last day it holds.", format: .day, example: "2027-06-30")
    }

    static let example = BusinessDocument.sample(FieldRule())

    func write(_ out: inout OutputWriter) {
        out("kind", kind, "What it is.")
        out("number", number, "Its number.")
        out("expires_on", expiresOn, "The last day it holds.")
    }
}

/// The papers of an onboarding together, as they are given and stored.
struct BusinessDocuments: FieldGroup, Output, Sendable {
    let documents: [BusinessDocument]

    init(_ fields: inout Fields) {
        documents = fields.body("documents", "The papers; they replace those given before.",
            count: 1...20)
    }

    static let example = BusinessDocuments.sample(FieldRule())

    func write(_ out: inout OutputWriter) {
        out("documents", documents, "The papers.")
    }
}
