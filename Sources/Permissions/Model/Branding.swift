import Bedrock
import Platform
import Wire

/// How an app looks to those who use it: under an organization's own name.
struct Branding: FieldGroup, Output, Sendable {
    let name: String?
    let colours: BrandColours?
    let logoURL: String?
    let logoImage: ID<Image>?
    let domain: String?

    init(_ fields: inout Fields) {
        name = fields.optional(
            "name", "What its users call it.", length: 1...100, example: "Prairie Shop")
        colours = fields.optional("colours", "Its colours.")
        logoURL = fields.optional("logo_url", "Where its logo stands.", format: .secureURL)
        logoImage = fields.optional(
            "logo_image_id", "Or the image of the library that its logo is.", inExample: false)
        fields.require(
            logoURL == nil || logoImage == nil, "logo_image_id", "exclusive",
            "One of logo_url and logo_image_id is given at most.")
        domain = fields.optional(
            "domain", "The host it is reached by; of one app among all.",
            format: .hostName)
    }

    private init() {
        name = nil
        colours = nil
        logoURL = nil
        logoImage = nil
        domain = nil
    }

    /// An app that has no looks of its own.
    static let none = Branding()

    static let example = Branding.sample(FieldRule())

    func write(_ out: inout OutputWriter) {
        out("name", name, "What its users call it.")
        out("colours", colours, "Its colours.")
        out("logo_url", logoURL, "Where its logo stands.")
        out("logo_image_id", logoImage, "The image of the library that its logo is.")
        out("domain", domain, "The host it is reached by.")
    }
}

/// The colours of an app; what is null is the client's to choose.
struct BrandColours: FieldGroup, Output, Sendable {
    let primary: String?
    let accent: String?
    let background: String?
    let text: String?

    init(_ fields: inout Fields) {
        primary = fields.optional("primary", "Of what leads the eye.", format: .colour)
        accent = fields.optional("accent", "Of what can be pressed.", format: .colour)
        background = fields.optional("background", "Behind everything.", format: .colour)
        text = fields.optional("text", "Of what is read.", format: .colour)
    }

    static let example = BrandColours.sample(FieldRule())

    func write(_ out: inout OutputWriter) {
        out("primary", primary, "Of what leads the eye.")
        out("accent", accent, "Of what can be pressed.")
        out("background", background, "Behind everything.")
        out("text", text, "Of what is read.")
    }
}
