import Wire

/// Why the server refused a request, or why there is no answer, in words a person can act on.
struct APIProblem: Error, CustomStringConvertible {
    /// `POST /v1/draft-orders`.
    let request: String
    /// 0 where there was no answer.
    let status: Int
    /// The stable end of the problem's `type`; empty where the answer is no problem document.
    let kind: String
    let description: String

    /// What an answer beyond 299 says.
    init(_ request: String, status: Int, body: [UInt8]) {
        self.request = request
        self.status = status
        let document = try? JSON.parse(body)
        kind = document?["type"]?.text?.split(separator: "/").last.map(String.init) ?? ""
        var text = "\(request) was answered \(status)"
        if let title = document?["title"]?.text { text += ": \(title)." }
        if let detail = document?["detail"]?.text { text += " \(detail)" }
        for violation in document?["violations"]?.items?.prefix(5) ?? [] {
            let place = violation["pointer"]?.text ?? ""
            text += " [\(place): \(violation["message"]?.text ?? "")]"
        }
        if let short = document?["short"] { text += " \(short.compact.prefix(300))" }
        if let id = document?["request_id"]?.text { text += " (request \(id))" }
        description = text
    }

    /// What went wrong without an answer, or with one that can't be read.
    init(_ request: String, _ complaint: String) {
        self.request = request
        status = 0
        kind = ""
        description = "\(request): \(complaint)"
    }
}
