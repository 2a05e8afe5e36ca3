import Loop

/// Why a streamed body ended before its end.
public enum BodyStreamError: Error, Sendable {
    /// More came than the route takes; answered 413 whatever the handler says.
    case tooLarge
    /// The client went away.
    case disconnected
    /// The client stopped sending; answered 408 whatever the handler says.
    case timedOut
}

/// A request body as it comes, read once, by one task, on the server's loop.
///
/// What the task is slow to take is held up to `HTTPLimits.streamBuffer`, after which the client
/// is made to wait.
public struct BodyStream: AsyncSequence, Sendable {
    /// The pieces, of whatever size they came in.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let pipe: BodyPipe

        public mutating func next() async throws -> [UInt8]? {
            try await pipe.next()
        }
    }

    let pipe: BodyPipe

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pipe: pipe)
    }
}

/// What is between the library, which writes, and the task, which reads.
final class BodyPipe: @unchecked Sendable {
    // Unchecked: used on the loop only.

    private let loop: EventLoop
    private let limit: Int
    private var buffer: [UInt8] = []
    private var outcome: Result<Void, any Error>?
    private var reader: UnsafeContinuation<[UInt8]?, any Error>?
    /// Told when there is room again.
    var drained: (() -> Void)?

    init(loop: EventLoop, limit: Int) {
        self.loop = loop
        self.limit = limit
    }

    var isFull: Bool { buffer.count >= limit }

    func write(_ bytes: UnsafeRawBufferPointer) {
        guard outcome == nil else { return }
        buffer.append(contentsOf: bytes)
        deliver()
    }

    func finish() { end(.success(())) }

    func fail(_ error: BodyStreamError) { end(.failure(error)) }

    func next() async throws -> [UInt8]? {
        loop.assertCurrent()
        try Task.checkCancellation()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                precondition(reader == nil, "a body is read by one task")
                reader = continuation
                deliver()
            }
        } onCancel: {
            loop.execute {
                self.reader?.resume(throwing: CancellationError())
                self.reader = nil
            }
        }
    }

    private func end(_ outcome: Result<Void, any Error>) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        deliver()
    }

    private func deliver() {
        guard let reader else { return }
        if !buffer.isEmpty {
            self.reader = nil
            let bytes = buffer
            buffer = []
            reader.resume(returning: bytes)
            drained?()
        } else if let outcome {
            self.reader = nil
            reader.resume(with: outcome.map { nil })
        }
    }
}
