import Cryptography
import HTTP

// What a request's headers say of how it is to be carried out.
extension RequestTerms {
    /// Reads the headers that an operation asks for; those that it needs must be there.
    init(
        of operation: DeclaredOperation, _ head: RequestHead, _ body: [UInt8]
    ) throws(Problem) {
        self.init()
        operationID = operation.id
        isCommand = operation.isCommand
        success = operation.success
        constraints = operation.constraints
        userAgent = head.header("user-agent")
        if operation.makes {
            guard let key = head.header("idempotency-key") else {
                throw Problem(.idempotencyKeyRequired)
            }
            guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ $0 < 0x7F }) else {
                throw .invalid(
                    "header:idempotency-key", "length", "It takes 1 to 255 ASCII characters.")
            }
            idempotencyKey = key
            requestHash = SHA256.digest(
                of: Array("\(head.method.rawValue) \(head.path)?\(head.rawQuery)\n".utf8)
                    + body)
        }
        if operation.edits {
            guard let text = head.header("if-match") else { throw Problem(.versionRequired) }
            if text != "*" {
                guard let version = IfMatch.version(text) else {
                    throw .invalid("header:if-match", "format", "It takes an ETag given before.")
                }
                ifMatch = version
            }
        }
    }
}

/// The version inside an entity tag such as `"3"`.
enum IfMatch {
    static func version(_ text: String) -> Int32? {
        guard text.count > 2, text.first == "\"", text.last == "\"" else { return nil }
        return Int32(text.dropFirst().dropLast())
    }
}
