import Bedrock
import Platform
import Postgres
import Wire

/// What a schedule counts in.
enum StandingCadence: String, FieldEnum, Sendable {
    case days, weeks, months
}

/// A day of the week.
enum StandingDay: String, FieldEnum, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// ISO's number: from Monday, 1.
    var number: Int32 { Int32(StandingDay.allCases.firstIndex(of: self) ?? 0) + 1 }
}

/// When a standing order is due, by its seller's clock.
struct StandingSchedule: FieldGroup, Output, Sendable {
    let cadence: StandingCadence
    let every: Int32
    let weekdays: [StandingDay]
    let monthDay: Int32?
    let time: String
    let startsOn: String
    let endsOn: String?

    static let example = StandingSchedule.sample(FieldRule())

    init(_ fields: inout Fields) {
        cadence = fields.body("cadence", "What it counts in.", example: .weeks)
        every = fields.body("every", "Every so many of them.", in: 1...366, default: 1)
        weekdays =
            fields.optional(
                "weekdays", "Of weeks: on these days.", count: 0...7, example: [.monday]) ?? []
        monthDay = fields.optional(
            "month_day", "Of months: on this day, or the month's last where it has none.",
            in: 1...31, inExample: false)
        time = fields.body("time", "At this time by the seller's clock.", format: .clock)
        startsOn = fields.body("starts_on", "From this day on.", format: .day)
        endsOn = fields.optional(
            "ends_on", "Until this day, which is the last.", format: .day, inExample: false)
        fields.require(
            (cadence == .weeks) == !weekdays.isEmpty, "weekdays", "choice",
            "Give weekdays where it counts in weeks, and only there.")
        fields.require(
            (cadence == .months) == (monthDay != nil), "month_day", "choice",
            "Give month_day where it counts in months, and only there.")
        fields.require(
            cadence == .days || every <= (cadence == .weeks ? 52 : 12), "every", "range",
            "At most 52 weeks or 12 months.")
        fields.require(
            startsOn <= endsOn ?? startsOn, "ends_on", "range", "Must not come before starts_on.")
    }

    init(
        cadence: StandingCadence, every: Int32, weekdays: [Int32], monthDay: Int32?,
        time: String, startsOn: String, endsOn: String?
    ) {
        self.cadence = cadence
        self.every = every
        self.weekdays = StandingDay.allCases.filter { weekdays.contains($0.number) }
        self.monthDay = monthDay
        self.time = time
        self.startsOn = startsOn
        self.endsOn = endsOn
    }

    var days: [Int32] { Set(weekdays.map(\.number)).sorted() }

    func write(_ out: inout OutputWriter) {
        out("cadence", cadence.rawValue, "days, weeks or months.")
        out("every", every, "Every so many of them.")
        out("weekdays", weekdays.map(\.rawValue), "Of weeks: on these days.")
        out("month_day", monthDay, "Of months: on this day.")
        out("time", time, "At this time by the seller's clock.")
        out("starts_on", startsOn, "From this day on.")
        out("ends_on", endsOn, "Until this day.")
    }
}

extension TextFormat {
    /// A time of the day.
    static let clock = TextFormat(
        pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", length: 5...5, sample: "08:00",
        message: "Must be a time such as `08:00`."
    ) { bytes in
        let bytes = Array(bytes)
        func digit(_ place: Int) -> Int? {
            (0x30...0x39).contains(bytes[place]) ? Int(bytes[place]) - 0x30 : nil
        }
        guard bytes.count == 5, bytes[2] == 0x3A, let a = digit(0), let b = digit(1),
            let c = digit(3), digit(4) != nil
        else { return false }
        return a * 10 + b < 24 && c < 6
    }
}
