import Bedrock
import CCurl
import Glibc
import HTTP

/// One letter on its way to the mail server, or a look at whether the server is there.
final class MailTransfer: Transfer, @unchecked Sendable {
    // Unchecked: touched on the driver's loop only.

    let easy: UnsafeMutableRawPointer
    var continuation: UnsafeContinuation<MailFailure?, Never>?

    private let bytes: [UInt8]
    private var sent = 0
    private var recipients: UnsafeMutablePointer<curl_slist>?
    /// The server's answers so far, and the last of them that was a refusal.
    private var replies = 0
    private var refusal = ""

    /// A letter; or, without one, only the way to it: connecting, encryption, signing in.
    init(_ message: MailMessage?, to server: Configuration.MailServer) throws(MailFailure) {
        guard let easy = curl_easy_init() else { throw MailFailure("no memory for a letter") }
        self.easy = easy
        bytes = message?.bytes ?? []
        connect(server)
        if let message {
            address(message)
        } else {
            curl_set_long(easy, CURLOPT_CONNECT_ONLY, 1)
        }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(recipients)
    }

    func end(_ outcome: TransferOutcome) {
        switch outcome {
        case .finished(let code): continuation?.resume(returning: failure(code))
        case .cancelled, .closed:
            continuation?.resume(returning: MailFailure("the server is shutting down"))
        }
        continuation = nil
    }

    private func connect(_ server: Configuration.MailServer) {
        curl_set_text(easy, CURLOPT_URL, server.url)
        curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        curl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(MailLimits.transfer.components.seconds) * 1000)
        curl_set_long(
            easy, CURLOPT_CONNECTTIMEOUT_MS, Int(MailLimits.connecting.components.seconds) * 1000)
        switch server.security {
        case .required: curl_set_long(easy, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        case .opportunistic: curl_set_long(easy, CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .none: curl_set_long(easy, CURLOPT_USE_SSL, Int(CURLUSESSL_NONE.rawValue))
        }
        if let authorities = server.authorities {
            curl_set_text(easy, CURLOPT_CAINFO, authorities)
        }
        if let user = server.user, let password = server.password {
            curl_set_text(easy, CURLOPT_USERNAME, user)
            curl_set_text(easy, CURLOPT_PASSWORD, password.reveal())
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        curl_set_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            let line = UnsafeRawBufferPointer(start: data, count: size * count)
            MailTransfer.from(context).hear(String(decoding: line, as: UTF8.self))
            return size * count
        }
        // What the server says goes nowhere but to the line above.
        curl_set_callback(easy, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
    }

    private func address(_ message: MailMessage) {
        curl_set_text(easy, CURLOPT_MAIL_FROM, "<\(message.sender.address.text)>")
        recipients = curl_slist_append(nil, "<\(message.recipient.text)>")
        curl_set_pointer(easy, CURLOPT_MAIL_RCPT, recipients)
        curl_set_long(easy, CURLOPT_UPLOAD, 1)
        curl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count))
        curl_set_pointer(
            easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
        curl_set_callback(easy, CURLOPT_READFUNCTION) { data, size, count, context in
            MailTransfer.from(context).give(
                UnsafeMutableRawBufferPointer(start: data, count: size * count))
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> MailTransfer {
        Unmanaged<MailTransfer>.fromOpaque(context!).takeUnretainedValue()
    }

    private func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - sent)
        bytes[sent..<(sent + count)].withUnsafeBytes { piece in buffer.copyMemory(from: piece) }
        sent += count
        return count
    }

    private func hear(_ line: String) {
        let scalars = Array(line.unicodeScalars.prefix(MailLimits.error))
        guard scalars.count > 3, scalars[3] == " " || scalars[3] == "\r" else { return }
        replies += 1
        if scalars[0] == "4" || scalars[0] == "5" { refusal = line }
    }

    /// What the library's verdict means; nil where the server has taken the letter.
    private func failure(_ code: CURLcode) -> MailFailure? {
        if code == CURLE_OK { return nil }
        let status = curl_get_long(easy, CURLINFO_RESPONSE_CODE)
        let words = String(cString: curl_easy_strerror(code))
        let said = refusal.isEmpty ? words : "\(words): \(refusal)"
        // A refusal of this sender, recipient or letter; the greeting is the first answer, and one
        // that turns everybody away may end.
        let isRefusal = code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY
        return MailFailure(
            said, isFinal: isRefusal && (550...559).contains(status) && replies > 1)
    }
}
