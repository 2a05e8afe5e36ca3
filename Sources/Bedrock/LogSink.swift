import Glibc
import Synchronization

/// Where log lines go: a bounded buffer, and a thread that writes it out in large pieces.
///
/// Whoever logs copies the line under a lock and goes on: a pipe that nobody reads fills the
/// buffer, not the request loop. What does not fit is dropped, counted, and reported by a line.
public final class LogSink: @unchecked Sendable {
    /// How many bytes wait at most.
    public static let bufferLimit = 1 << 20

    /// How long lines gather before they are written: one system call for many of them.
    private static let gathering: UInt32 = 5_000  // microseconds

    /// The least level that is written.
    public var level: LogLevel {
        get { LogLevel.allCases[leastRank.load(ordering: .relaxed)] }
        set { leastRank.store(newValue.rank, ordering: .relaxed) }
    }

    /// How many lines have been dropped since the start.
    public var dropped: Int { droppedLines.load(ordering: .relaxed) }

    private let write: @Sendable ([UInt8]) -> Void
    private let leastRank: Atomic<Int>
    private let droppedLines = Atomic(0)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    // Guarded by the mutex.
    private var buffer: [UInt8] = []
    private var reported = 0
    private var isWriting = false

    /// Writes to a file descriptor, standard error by default. Lives as long as the process.
    public convenience init(level: LogLevel = .info, descriptor: Int32 = 2) {
        self.init(level: level) { bytes in LogSink.writeAll(bytes, to: descriptor) }
    }

    /// Hands the bytes of whole lines to a closure, on the sink's own thread.
    public init(level: LogLevel = .info, write: @escaping @Sendable ([UInt8]) -> Void) {
        leastRank = Atomic(level.rank)
        self.write = write
        mutex.initialize(to: pthread_mutex_t())
        changed.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        start()
    }

    /// Takes a whole line with its line feed, or drops it when the buffer is full.
    func take(_ line: [UInt8]) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard buffer.count + line.count <= Self.bufferLimit else {
            droppedLines.add(1, ordering: .relaxed)
            return
        }
        let wasEmpty = buffer.isEmpty
        buffer.append(contentsOf: line)
        if wasEmpty { pthread_cond_broadcast(changed) }
    }

    /// Waits until everything taken so far has been written.
    public func flush() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while isWriting || !buffer.isEmpty { pthread_cond_wait(changed, mutex) }
    }

    private func start() {
        var thread = pthread_t()
        let failed = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<LogSink>.fromOpaque(argument).takeRetainedValue().loop()
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(failed == 0, "no thread for the log")
        pthread_detach(thread)
    }

    private func loop() -> Never {
        // Signals are for the threads that wait for them; and a closed pipe is an error, no end.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        while true {
            pthread_mutex_lock(mutex)
            while buffer.isEmpty { pthread_cond_wait(changed, mutex) }
            pthread_mutex_unlock(mutex)
            usleep(Self.gathering)
            writeOut()
        }
    }

    private func writeOut() {
        pthread_mutex_lock(mutex)
        var bytes: [UInt8] = []
        swap(&bytes, &buffer)
        let lost = dropped
        let unreported = lost - reported
        reported = lost
        isWriting = true
        pthread_mutex_unlock(mutex)
        if unreported > 0 { bytes.append(contentsOf: Self.lineAbout(dropped: unreported)) }
        write(bytes)
        pthread_mutex_lock(mutex)
        isWriting = false
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }

    private static func lineAbout(dropped: Int) -> [UInt8] {
        let time = Instant.now().rfc3339
        let line = #"{"time":"\#(time)","level":"warning","event":"log lines dropped","#
        return Array((line + #""lines":\#(dropped)}"# + "\n").utf8)
    }

    /// Writes all of it, in as few system calls as the descriptor allows.
    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = Glibc.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if written < 0, errno == EAGAIN {
                    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = Glibc.poll(&poll, 1, 100)
                } else if written < 0, errno != EINTR {
                    // Nobody is left to tell: a log that can't be written must not stop the server.
                    return
                }
            }
        }
    }
}
