import Bedrock
import CCurl
import Glibc

/// One request of the client and what has come of it so far.
final class ClientTransfer: Transfer, @unchecked Sendable {
    // Unchecked: touched on the client's loop only.

    let easy: UnsafeMutableRawPointer
    var continuation: UnsafeContinuation<ClientResponse, any Error>?

    private let request: ClientRequest
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var headers: [(name: String, value: String)] = []
    private var body: [UInt8] = []
    private var isTooLarge = false

    init(_ request: ClientRequest) throws(ClientError) {
        guard let easy = curl_easy_init() else { throw .broken("no memory for a request") }
        self.easy = easy
        self.request = request
        try prepare()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(fields)
    }

    func end(_ outcome: TransferOutcome) {
        switch outcome {
        case .finished(let code): continuation?.resume(with: result(code))
        case .cancelled: continuation?.resume(throwing: CancellationError())
        case .closed: continuation?.resume(throwing: ClientError.closed)
        }
        continuation = nil
    }

    /// What the library's verdict means.
    private func result(_ code: CURLcode) -> Result<ClientResponse, any Error> {
        guard code == CURLE_OK else { return .failure(error(code)) }
        let status = curl_get_long(easy, CURLINFO_RESPONSE_CODE)
        return .success(ClientResponse(status: status, headers: headers, body: body))
    }

    private func error(_ code: CURLcode) -> ClientError {
        let text = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_WRITE_ERROR where isTooLarge, CURLE_FILESIZE_EXCEEDED:
            return .responseTooLarge
        case CURLE_OPERATION_TIMEDOUT:
            return .timeout
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return .unsendable(text)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CACERT_BADFILE:
            return .unreachable(text)
        default:
            return .broken(text)
        }
    }

    private func prepare() throws(ClientError) {
        guard isPlain(request.method), isPlain(request.url) else {
            throw .unsendable("The method or the URL has a character that is not allowed in it.")
        }
        curl_set_text(easy, CURLOPT_URL, request.url)
        curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        if let signature = request.signature {
            sign(signature)
        } else {
            curl_set_text(easy, CURLOPT_ACCEPT_ENCODING, "")
        }
        curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        curl_set_long(easy, CURLOPT_TIMEOUT_MS, milliseconds(request.timeout))
        curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connectTimeout))
        try addFields()
        setBody()
        let context = Unmanaged.passUnretained(self).toOpaque()
        curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        curl_set_callback(easy, CURLOPT_WRITEFUNCTION) { data, _, count, context in
            ClientTransfer.from(context).take(UnsafeRawBufferPointer(start: data, count: count))
        }
        curl_set_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            let line = UnsafeRawBufferPointer(start: data, count: size * count)
            ClientTransfer.from(context).takeHeader(String(decoding: line, as: UTF8.self))
            return size * count
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> ClientTransfer {
        Unmanaged<ClientTransfer>.fromOpaque(context!).takeUnretainedValue()
    }

    private func sign(_ signature: RequestSignature) {
        curl_set_text(
            easy, CURLOPT_AWS_SIGV4, "aws:amz:\(signature.region):\(signature.service)")
        curl_set_text(easy, CURLOPT_USERNAME, signature.accessKey)
        curl_set_text(easy, CURLOPT_PASSWORD, signature.secretKey.reveal())
    }

    private func addFields() throws(ClientError) {
        // Without this a server that does not know of it costs a second. The library would sign
        // it as a header and then not send it.
        if request.signature == nil { fields = curl_slist_append(fields, "Expect:") }
        for (name, value) in request.headers {
            guard isPlain(name), isPlain(value), !name.isEmpty, !name.utf8.contains(0x3A) else {
                throw .unsendable("A header has a character that is not allowed in it.")
            }
            // The library takes a field without a value for an order to leave it out.
            let line = value.isEmpty ? "\(name);" : "\(name): \(value)"
            fields = curl_slist_append(fields, line)
        }
        curl_set_pointer(easy, CURLOPT_HTTPHEADER, fields)
    }

    private func setBody() {
        if request.method == "HEAD" {
            curl_set_long(easy, CURLOPT_NOBODY, 1)
        } else if request.body.isEmpty && request.method != "POST" && request.method != "PUT" {
            curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
        } else {
            curl_set_long(easy, CURLOPT_POST, 1)
            curl_set_offset(
                easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            if request.body.isEmpty {
                curl_set_text(easy, CURLOPT_COPYPOSTFIELDS, "")
            } else {
                request.body.withUnsafeBytes { bytes in
                    _ = curl_set_pointer(
                        easy, CURLOPT_COPYPOSTFIELDS,
                        UnsafeMutableRawPointer(mutating: bytes.baseAddress))
                }
            }
            if request.method != "POST" {
                curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
            }
        }
    }

    private func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return max(1, Int(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }

    private func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= request.responseLimit else {
            isTooLarge = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    private func takeHeader(_ line: String) {
        if line.hasPrefix("HTTP/") {
            // The head of a new answer: what came before was only preliminary.
            headers = []
            return
        }
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return }
        let value = parts[1].drop { $0 == " " || $0 == "\t" }
        let end = value.lastIndex { !$0.isWhitespace }
        headers.append(
            (name: parts[0].lowercased(), value: end.map { String(value[...$0]) } ?? ""))
    }
}
