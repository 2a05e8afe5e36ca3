/// An answer as bytes of the protocol, for when the library cannot send one.
enum RawAnswer {
    static func bytes(of response: Response, requestID: String) -> [UInt8] {
        guard case .bytes(let body) = response.body else {
            preconditionFailure("only an answer that is complete can be sent past the library")
        }
        var text = "HTTP/1.1 \(response.status) \(phrase(response.status))\r\n"
        for (name, value) in response.headers {
            text += "\(name): \(value)\r\n"
        }
        text += "x-request-id: \(requestID)\r\n"
        text += "connection: close\r\ncontent-length: \(body.count)\r\n\r\n"
        return Array(text.utf8) + body
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 503: "Service Unavailable"
        default: "Refused"
        }
    }
}
