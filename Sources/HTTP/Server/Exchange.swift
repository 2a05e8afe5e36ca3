import CMicrohttpd
import Loop

/// One request and its answer: where the library's calls, the handler's task and the deadlines
/// meet. Everything happens on the loop.
final class Exchange: @unchecked Sendable {
    /// How far it has come.
    enum Phase {
        /// The request line is there, the header fields are still coming.
        case heading
        /// The body is being collected.
        case reading
        /// The body goes to the handler as it comes.
        case streaming
        /// The answer is decided; what is left of the body is thrown away.
        case discarding
        /// The answer has gone out past the library; the client gets a moment to read it.
        case lingering
        /// All of the request is there; the handler has it.
        case running
        /// The answer is with the library.
        case answering
    }

    let server: HTTPServer
    let line: Connection
    private(set) var phase = Phase.heading
    /// When the present phase began, or the last piece of a streamed body came.
    private(set) var since: UInt64
    private(set) var isSuspended = false
    /// Its name in logs and answers.
    let requestID: String
    private var isGone = false

    private var target: String
    private var library: OpaquePointer?
    private var head: RequestHead?
    private var limit = 0
    private var body: [UInt8] = []
    private var received = 0
    private var pipe: BodyPipe?
    private var writer: ResponseWriter?
    private var response: Response?
    private var task: Task<Void, Never>?

    init(server: HTTPServer, line: Connection, target: String) {
        self.server = server
        self.line = line
        self.target = target
        since = server.now
        requestID = server.nextRequestID()
    }

    /// The library's access callback: called with the head, with each piece of the body, at its
    /// end, and again after being suspended.
    func advance(_ call: AccessCall) -> MHD_Result {
        library = call.connection
        switch phase {
        case .heading where line.isEnded, .reading where line.isEnded:
            // What cannot be answered is not begun.
            return .NO
        case .heading:
            return begin(call)
        case .reading:
            return call.isEnd ? start(call) : collect(call)
        case .streaming:
            return call.isEnd ? endStream(call) : forward(call)
        case .discarding:
            return call.isEnd ? answer(call) : discard(call)
        case .lingering:
            return call.isEnd ? .NO : discard(call)
        case .running:
            return answerOrSuspend(call)
        case .answering:
            return .YES
        }
    }

    /// The library is done with the request, one way or another.
    func complete(isWhole: Bool) {
        library = nil
        isSuspended = false
        pipe?.drained = nil
        if !isWhole {
            pipe?.fail(.disconnected)
            abandon()
        }
        writer?.leave()
    }

    /// The client has gone: whoever works on this may stop.
    func abandon() {
        guard !isGone else { return }
        isGone = true
        if phase == .running || phase == .streaming, response == nil {
            server.counters.disconnects.add(1)
        }
        task?.cancel()
        writer?.leave()
        resume()
    }

    /// The server begins to end: an answer without an end of its own should find one.
    func announceEnd() { writer?.end() }

    /// The client took too long over the head or the body.
    func timeOut() {
        server.counters.timeouts.add(1)
        pipe?.fail(.timedOut)
        switch phase {
        case .heading:
            line.sendLast(refusal(.tooSlow), requestID: requestID)
            line.hangUp()
        case .reading, .discarding, .streaming:
            sendPastLibrary(response ?? refusal(.tooSlow))
        case .lingering, .running, .answering:
            line.hangUp()
        }
    }

    private func refusal(_ refusal: Refusal) -> Response {
        server.refusal(refusal, requestID)
    }

    // MARK: The head

    private func begin(_ call: AccessCall) -> MHD_Result {
        server.counters.requests.add(1)
        let size = mhd_header_size(call.connection)
        let reader = HeaderReader(
            connection: call.connection, version: call.version, size: size + 64)
        let hasBody = reader.isChunked || (reader.contentLength ?? 0) > 0
        let method: Method
        let parts: TargetParts
        do throws(Refusal) {
            (method, parts) = try judge(call, reader, size)
        } catch {
            server.counters.requestsRefused.add(1)
            return refuseAtOnce(refusal(error), call)
        }
        let head = RequestHead(
            method: method, path: parts.path, rawQuery: parts.query,
            requestID: requestID, contentLength: reader.contentLength,
            hasBody: hasBody, headers: reader.block, connection: line)
        self.head = head
        target = ""
        since = server.now
        return admit(head, call)
    }

    private func judge(
        _ call: AccessCall, _ reader: HeaderReader, _ size: Int
    ) throws(Refusal) -> (Method, TargetParts) {
        if let refusal = reader.refusal { throw refusal }
        guard call.version == "HTTP/1.1" || call.version == "HTTP/1.0" else {
            throw .unknownVersion
        }
        guard size <= server.limits.headerBytes else {
            throw .headersTooLarge(limit: server.limits.headerBytes)
        }
        guard let method = Method(rawValue: call.method) else {
            throw .unsupported("The method is not one this server knows.")
        }
        guard let parts = TargetParts(target) else {
            throw .malformed("The request target is not a path.")
        }
        return (method, parts)
    }

    private func admit(_ head: RequestHead, _ call: AccessCall) -> MHD_Result {
        switch server.handler.admit(head) {
        case .body(let limit):
            self.limit = limit
            if let length = head.contentLength, length > limit {
                return refuseUnread(refusal(.bodyTooLarge(limit: limit)), head, call)
            }
            phase = .reading
            body.reserveCapacity(head.contentLength ?? 0)
        case .stream(let limit):
            self.limit = limit
            if let length = head.contentLength, length > limit {
                return refuseUnread(refusal(.bodyTooLarge(limit: limit)), head, call)
            }
            phase = .streaming
            let pipe = BodyPipe(loop: server.loop, limit: server.limits.streamBuffer)
            pipe.drained = { [unowned self] in resume() }
            self.pipe = pipe
            run(Request(head: head, body: [], stream: BodyStream(pipe: pipe)))
        case .refuse(let response):
            return refuseUnread(response, head, call)
        }
        return .YES
    }

    /// Refuses a request whose framing cannot be trusted: nothing more is read after it.
    private func refuseAtOnce(_ response: Response, _ call: AccessCall) -> MHD_Result {
        self.response = response
        self.response?.closesConnection = true
        return answer(call)
    }

    /// Refuses a sound request; a short body is read and dropped to keep the connection.
    private func refuseUnread(
        _ response: Response, _ head: RequestHead, _ call: AccessCall
    ) -> MHD_Result {
        let isShort = (head.contentLength ?? 0) <= server.limits.discardedBody
        if response.status == 413 {
            server.counters.requestsRefused.add(1)
        }
        if head.hasBody, head.headerBytes("expect") != nil {
            // The client waits for a word before it sends the body: there is nothing to drop.
            return refuseAtOnce(response, call)
        } else if !head.hasBody || (isShort && head.contentLength != nil) {
            self.response = response
            limit = server.limits.discardedBody
            phase = .discarding
        } else {
            sendPastLibrary(response)
        }
        return .YES
    }

    // MARK: The body

    private func collect(_ call: AccessCall) -> MHD_Result {
        guard count(call) else {
            server.counters.requestsRefused.add(1)
            sendPastLibrary(refusal(.bodyTooLarge(limit: limit)))
            return discard(call)
        }
        body.append(contentsOf: call.upload)
        call.consume()
        return .YES
    }

    private func forward(_ call: AccessCall) -> MHD_Result {
        since = server.now
        guard let pipe, count(call) else {
            server.counters.requestsRefused.add(1)
            self.pipe?.fail(.tooLarge)
            sendPastLibrary(refusal(.bodyTooLarge(limit: limit)))
            return discard(call)
        }
        if response == nil {
            pipe.write(call.upload)
            if pipe.isFull {
                suspend(call.connection)
            }
        }
        call.consume()
        return .YES
    }

    private func endStream(_ call: AccessCall) -> MHD_Result {
        phase = .running
        since = server.now
        pipe?.finish()
        return answerOrSuspend(call)
    }

    private func discard(_ call: AccessCall) -> MHD_Result {
        call.consume()
        return .YES
    }

    private func count(_ call: AccessCall) -> Bool {
        received += call.upload.count
        server.counters.bytesReceived.add(call.upload.count)
        return received <= limit
    }

    private func sendPastLibrary(_ response: Response) {
        var complete = response
        if case .stream = response.body {
            complete.body = .bytes([])
        }
        phase = .lingering
        since = server.now
        line.sendLast(complete, requestID: requestID)
        task?.cancel()
        resume()
    }

    // MARK: The answer

    private func start(_ call: AccessCall) -> MHD_Result {
        guard let head else { preconditionFailure("a body has a head") }
        phase = .running
        since = server.now
        let body = body
        self.body = []
        run(Request(head: head, body: body, stream: nil))
        return answerOrSuspend(call)
    }

    private func run(_ request: Request) {
        server.counters.inFlight.add(1)
        task = server.loop.runNow { [self] in
            let response = await server.handler.respond(request)
            server.counters.inFlight.add(-1)
            self.response = response
            // Also from a streamed body nobody reads on: what is left of it is thrown away.
            resume()
        }
    }

    private func answerOrSuspend(_ call: AccessCall) -> MHD_Result {
        guard response == nil else { return answer(call) }
        suspend(call.connection)
        return .YES
    }

    private func answer(_ call: AccessCall) -> MHD_Result {
        guard var response, !isGone else { return .NO }
        phase = .answering
        var encoder: GzipStream?
        if let head {
            encoder = server.compressor.compress(&response, for: head)
        }
        guard let object = object(for: response, encoder) else { return .NO }
        defer { MHD_destroy_response(object) }
        LibraryResponse.add(response.headers, to: object)
        MHD_add_response_header(object, "x-request-id", requestID)
        if response.closesConnection || server.isDraining {
            MHD_add_response_header(object, "connection", "close")
        }
        self.response = nil
        return MHD_queue_response(call.connection, UInt32(response.status), object)
    }

    private func object(for response: Response, _ encoder: GzipStream?) -> OpaquePointer? {
        switch response.body {
        case .bytes where response.status == 204 || response.status == 304:
            return LibraryResponse.make([])
        case .bytes(let bytes):
            server.counters.bytesSent.add(bytes.count)
            return LibraryResponse.make(bytes)
        case .stream(let producer):
            guard head?.method != .head else { return LibraryResponse.make([]) }
            let writer = ResponseWriter(
                loop: server.loop, limit: server.limits.streamBuffer, encoder: encoder,
                isEnding: server.isDraining)
            writer.filled = { [unowned self] in resume() }
            self.writer = writer
            task = server.loop.runNow {
                do {
                    try await producer(writer)
                    writer.finish(failed: false)
                } catch {
                    writer.finish(failed: true)
                }
            }
            return LibraryResponse.make(from: self)
        }
    }

    /// The library asks for more of a streamed answer.
    func produce(into target: UnsafeMutableRawBufferPointer) -> Int {
        guard let writer, let library else { return -2 }
        let count = writer.read(into: target)
        if count == 0 {
            suspend(library)
        } else if count > 0 {
            server.counters.bytesSent.add(count)
        }
        return count
    }

    // MARK: Waiting

    private func suspend(_ connection: OpaquePointer) {
        guard !isSuspended else { return }
        isSuspended = true
        since = server.now
        MHD_suspend_connection(connection)
    }

    private func resume() {
        guard isSuspended, let library else { return }
        isSuspended = false
        since = server.now
        MHD_resume_connection(library)
        server.needsPump = true
    }
}
