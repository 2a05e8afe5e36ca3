import Bedrock
import Platform
import Postgres
import Wire

/// How an app is used. Days and months are those of UTC.
struct AppStatistics: Output, Sendable {
    let app: ID<App>
    let accounts: Int64
    let activeToday: Int64
    let activeThisMonth: Int64
    let days: [AppDay]

    static let example = AppStatistics(
        app: .sample(FieldRule()), accounts: 12, activeToday: 3, activeThisMonth: 9,
        days: [.example])

    func write(_ out: inout OutputWriter) {
        out("app_id", app, "The app.")
        out("accounts", accounts, "Accounts that ever used it.")
        out("active_today", activeToday, "Those of them that used it today.")
        out("active_this_month", activeThisMonth, "Those that used it this month.")
        out("requests", days.reduce(0) { $0 + $1.requests }, "Requests on those days.")
        out("errors", days.reduce(0) { $0 + $1.errors }, "Those answered with 400 or more.")
        out("days", days, "The last thirty days on which it was used, the latest first.")
    }
}

/// How many accounts used an app.
struct AppPeople: Sendable {
    let ever: Int64
    let today: Int64
    let thisMonth: Int64
}

/// One day's use of an app.
struct AppDay: Output, Sendable {
    let day: String
    let requests: Int64
    let errors: Int64

    static let example = AppDay(day: "2026-09-01", requests: 1_200, errors: 4)

    func write(_ out: inout OutputWriter) {
        out("day", day, "The day.")
        out("requests", requests, "Requests with a token of the app.")
        out("errors", errors, "Those answered with 400 or more.")
    }
}
