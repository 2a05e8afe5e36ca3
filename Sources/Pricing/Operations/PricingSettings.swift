import Bedrock
import Platform
import Postgres
import PriceEngine
public import Wire

extension ResolutionMode: FieldEnum {}
extension PricingStrategy: FieldEnum {}

/// What a seller settled about its pricing.
struct PricingSettingsView: Output, Sendable {
    var mode = ResolutionMode.mostSpecific
    var strategy = PricingStrategy.both
    var lanes: [String] = []
    var version: Int32 = 1

    static let example = PricingSettingsView(lanes: ["seasonal", "volume"])

    func write(_ out: inout OutputWriter) {
        out("mode", mode, "Which of the lists that apply prices a line.")
        out("strategy", strategy, "Whether list breaks, promotions or both run.")
        out("lanes", lanes, "The order of promotions' lanes; others come after, by name.")
        out("version", version, "Its version, which If-Match takes.")
    }
}

/// Reads how the organization prices.
struct ReadPricingSettings: Query {
    static let route = Route.get("/v1/pricing-settings")
    static let summary = "Read how prices are found: mode, strategy and lanes."
    static let access = Access.member(.readPrices)

    init(_ fields: inout Fields) {}

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PricingSettingsView> {
        var trip = context.trip()
        let found = trip.add(PromotionStatements.settings, context.caller.organization)
        try await context.read(trip)
        let settings = found.first ?? PricingSettingsView()
        return .answer(settings).version(settings.version)
    }
}

/// Changes how the organization prices; every price follows at once.
struct EditPricingSettings: Command {
    static let route = Route.patch("/v1/pricing-settings")
    static let summary = "Change how prices are found; what is left out stays as it is."
    static let access = Access.member(.writePrices)
    static let edits = true

    let mode: ResolutionMode?
    let strategy: PricingStrategy?
    let lanes: [String]?

    init(_ fields: inout Fields) {
        mode = fields.optional("mode", "Which of the lists that apply prices a line.")
        strategy = fields.optional("strategy", "Whether list breaks, promotions or both run.")
        lanes = fields.optional(
            "lanes", "The order of promotions' lanes.", length: 1...60, count: 0...100)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PricingSettingsView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            reading.add(PromotionStatements.lockSettings, own)
            let found = reading.add(PromotionStatements.settings, own)
            try await effect.send(reading)
            var settings = found.first ?? PricingSettingsView()
            try context.checkVersion(settings.version)
            settings.mode = mode ?? settings.mode
            settings.strategy = strategy ?? settings.strategy
            settings.lanes = lanes ?? settings.lanes
            settings.version += 1
            var trip = Trip()
            trip.add(
                PromotionStatements.storeSettings, own, settings.mode.rawValue,
                settings.strategy.rawValue, settings.lanes, context.now, settings.version)
            context.record(
                PricingEvents.settingsEdited, own, of: "pricing_settings", in: own, &trip)
            try await effect.send(trip)
            return .answer(settings).version(settings.version)
        }
    }
}
