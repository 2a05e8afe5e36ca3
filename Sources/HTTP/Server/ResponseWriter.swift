import Loop

/// The client of a streamed answer has gone; nothing more can be written.
public struct ClientGone: Error {}

/// Where the producer of a streamed answer writes it, on the server's loop.
public final class ResponseWriter: @unchecked Sendable {
    // Unchecked: used on the loop only.

    private let loop: EventLoop
    private let limit: Int
    private var buffer: [UInt8] = []
    private var first = 0
    private var isFinished = false
    private var isFailed = false
    private var isGone = false
    private var writer: UnsafeContinuation<Void, any Error>?
    private let encoder: GzipStream?
    /// Told when there is something to send, or nothing more to come.
    var filled: (() -> Void)?

    /// Whether the server has been told to end: a producer with no end of its own should find one.
    public private(set) var isEnding: Bool
    /// Told when the server begins to end.
    public var ending: (() -> Void)?

    init(loop: EventLoop, limit: Int, encoder: GzipStream? = nil, isEnding: Bool = false) {
        self.loop = loop
        self.limit = limit
        self.encoder = encoder
        self.isEnding = isEnding
    }

    /// Hands over a piece, which is sent at once; waits while the client is behind.
    /// - Throws: `ClientGone`, or `CancellationError` in a task that is cancelled.
    public func write(_ bytes: [UInt8]) async throws {
        loop.assertCurrent()
        try Task.checkCancellation()
        guard !isGone else { throw ClientGone() }
        guard !bytes.isEmpty else { return }
        buffer.append(contentsOf: encoder?.compress(bytes) ?? bytes)
        filled?()
        guard buffer.count - first > limit else { return }
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                writer = continuation
            }
        } onCancel: {
            loop.execute {
                self.writer?.resume(throwing: CancellationError())
                self.writer = nil
            }
        }
    }

    func finish(failed: Bool) {
        if !failed, let encoder { buffer.append(contentsOf: encoder.finish()) }
        isFinished = true
        isFailed = failed
        filled?()
    }

    /// The server begins to end.
    func end() {
        isEnding = true
        ending?()
    }

    /// The connection is closed.
    func leave() {
        isGone = true
        filled = nil
        writer?.resume(throwing: ClientGone())
        writer = nil
    }

    /// Moves some bytes out.
    /// - Returns: how many; 0 when there are none at present, -1 at the end, -2 at an early end.
    func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        guard !isGone else { return -2 }
        let count = min(buffer.count - first, target.count)
        guard count > 0 else {
            return isFinished ? (isFailed ? -2 : -1) : 0
        }
        buffer.withUnsafeBytes {
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[first..<first + count]))
        }
        first += count
        if first == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            first = 0
        } else if first > limit {
            buffer.removeFirst(first)
            first = 0
        }
        if buffer.count - first <= limit / 2 {
            writer?.resume()
            writer = nil
        }
        return count
    }
}
