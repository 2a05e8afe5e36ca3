import Cryptography

/// How an order's progress looks in a browser: one page, which asks no other host for anything.
enum TrackingHTML {
    /// What the page may do: its own style and script by their digests, its own events, no more.
    static let policy = """
        default-src 'none'; style-src 'sha256-\(digest(style))'; \
        script-src 'sha256-\(digest(script))'; connect-src 'self'; base-uri 'none'; \
        form-action 'none'; frame-ancestors 'none'
        """

    /// The page of an order.
    static func page(_ tracked: Tracked) -> String {
        let progress = TrackingProgress(html: progress(tracked))
        return document(
            title: "Order \(tracked.order.number)",
            main: "<main data-version=\"\(progress.version)\" aria-live=\"polite\">"
                + "\(progress.html)</main><script>\(script)</script>",
            head: "<noscript><meta http-equiv=\"refresh\" content=\"60\"></noscript>")
    }

    /// The page of a link that shows nothing.
    static func nothing() -> String {
        document(
            title: "Nothing here",
            main: """
                <main><header><h1>This link leads nowhere</h1></header><p class="note">It may be \
                incomplete, it may have ended, or whoever shared it has taken it back. Ask them \
                for a new one.</p></main>
                """, head: "")
    }

    /// The part that changes.
    static func progress(_ tracked: Tracked) -> String {
        let order = tracked.order
        var html = "<header><p class=\"seller\">\(escaped(order.seller))</p>"
        html += "<h1>\(order.headline)</h1>"
        html += "<p class=\"number\">Order <b>\(escaped(order.number))</b></p></header>"
        html += "<ol class=\"way\(order.state == "cancelled" ? " off" : "")\">"
        let steps = order.steps
        let reached = steps.lastIndex { $0.isReached }
        for (place, step) in steps.enumerated() {
            let kind = place == reached ? "now" : step.isReached ? "done" : "next"
            let current = place == reached ? " aria-current=\"step\"" : ""
            html += "<li class=\"\(kind)\"\(current)><b>\(step.name)</b>"
            if let at = step.at { html += "<span>\(escaped(at))</span>" }
            html += "</li>"
        }
        html += "</ol>"
        if !tracked.parcels.isEmpty { html += parcels(tracked.parcels) }
        if !tracked.lines.isEmpty { html += goods(tracked.lines) }
        return html + "<p class=\"note\">Times are those of \(escaped(order.zone)).</p>"
    }

    private static func parcels(_ parcels: [TrackedParcel]) -> String {
        var html = "<section><h2>\(parcels.count == 1 ? "Parcel" : "Parcels")</h2>"
        for parcel in parcels {
            let has = parcel.state == "delivered"
            let carrier = escaped(parcel.carrier ?? "On its way")
            html += "<article><div class=\"top\"><h3>\(carrier)</h3>"
            html += "<span class=\"tag \(has ? "here" : "")\">"
            html += "\(has ? "Delivered" : "On its way")</span></div><dl>"
            html += pair("Tracking number", parcel.number)
            html += pair("Bottles and other units", parcel.quantity.map { "\($0)" })
            html += pair("Shipped", parcel.shipped)
            html += has ? pair("Delivered", parcel.delivered) : pair("Expected", parcel.expected)
            html += "</dl>"
            if let url = parcel.url, url.hasPrefix("https://") {
                html += "<a href=\"\(escaped(url))\" rel=\"noopener noreferrer\">"
                html += "Follow it with the carrier</a>"
            }
            html += "</article>"
        }
        return html + "</section>"
    }

    private static func goods(_ lines: [TrackedLine]) -> String {
        var html = "<section><h2>What is in it</h2><article><ul class=\"goods\">"
        for line in lines {
            html += "<li><span><b>\(escaped(line.name))</b> "
            html += "\(line.quantity) × \(escaped(line.unit))</span>"
            if let progress = line.progress {
                let isHere = line.wanted > 0 && line.delivered >= line.wanted
                html += "<span class=\"tag \(isHere ? "here" : "")\">\(progress)</span>"
            }
            html += "</li>"
        }
        let more = (lines.first?.total ?? 0) - Int64(lines.count)
        if more > 0 { html += "<li>and \(more) more</li>" }
        return html + "</ul></article></section>"
    }

    private static func pair(_ name: String, _ value: String?) -> String {
        guard let value else { return "" }
        return "<div><dt>\(name)</dt><dd>\(escaped(value))</dd></div>"
    }

    private static func document(title: String, main: String, head: String) -> String {
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(escaped(title))</title>\
        <meta name="viewport" content="width=device-width, initial-scale=1">\
        <meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">\
        \(head)<style>\(style)</style></head><body>\(main)</body></html>
        """
    }

    private static func digest(_ text: String) -> String {
        Base64.encode(SHA256.digest(of: text))
    }

    /// A text that is nothing but text, also between quotes.
    static func escaped(_ text: String) -> String {
        var html = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            default: html.unicodeScalars.append(scalar)
            }
        }
        return html
    }
}
