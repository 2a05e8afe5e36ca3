import CLinux
import Glibc

/// SIGINT and SIGTERM as something to wait for, in place of something that kills.
///
/// They come by a handler and a pipe and not by signalfd, which needs them blocked in every
/// thread: a main thread parked by the runtime of Swift's async `main` unblocks them all.
public enum TerminationSignals {
    /// Written to by the handler; the other end is what is waited on.
    nonisolated(unsafe) private static var writeEnd: Int32 = -1
    nonisolated(unsafe) private static var readEnd: Int32 = -1

    /// Keeps both from killing the process, and SIGPIPE from doing anything at all; called once, at
    /// the very start.
    public static func install() {
        guard readEnd < 0 else { return }
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0, "no file descriptor left for signals")
        for end in ends {
            prepare(end)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
        signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(TerminationSignals.writeEnd, &byte, 1)
                errno = saved
            }
        }
    }

    /// Gives both their usual effect again, so that a second Ctrl-C ends a slow shutdown.
    public static func uninstall() {
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }

    /// Blocks the calling thread, which is no loop's, until one arrives.
    public static func waitBlocking() -> Int32 {
        var entry = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        while true {
            if poll(&entry, 1, -1) > 0, let number = next() {
                return number
            }
        }
    }

    /// Suspends the calling task until one arrives.
    public static func wait(on loop: EventLoop) async -> Int32 {
        await withUnsafeContinuation { continuation in
            loop.execute {
                var watch: Watch?
                watch = loop.watch(readEnd, .read) { _ in
                    guard let number = next() else { return }
                    watch?.cancel()
                    watch = nil
                    continuation.resume(returning: number)
                }
            }
        }
    }

    private static func next() -> Int32? {
        var byte: UInt8 = 0
        return read(readEnd, &byte, 1) == 1 ? Int32(byte) : nil
    }

    /// Not waiting, and not inherited by programs started from here.
    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
}
