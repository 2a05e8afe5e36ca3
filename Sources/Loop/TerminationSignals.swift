import CLinux
import Glibc

/// SIGINT and SIGTERM as something to wait for, in place of something that interrupts.
public enum TerminationSignals {
    /// Keeps both from killing the process, and SIGPIPE from doing anything at all.
    ///
    /// Called once at the very start, before there are other threads: they inherit it.
    public static func block() {
        var set = signals
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Lets both have their usual effect again, so that a second Ctrl-C ends a slow shutdown.
    public static func unblock() {
        var set = signals
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Blocks the calling thread, which is no loop's, until one arrives.
    public static func waitBlocking() -> Int32 {
        var set = signals
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        return number
    }

    /// Suspends the calling task until one arrives.
    public static func wait(on loop: EventLoop) async -> Int32 {
        await withUnsafeContinuation { continuation in
            loop.execute {
                var set = signals
                let flags = Int32(SFD_CLOEXEC | SFD_NONBLOCK)
                let descriptor = signalfd(-1, &set, flags)
                precondition(descriptor >= 0, "no file descriptor left for signals")
                var watch: Watch?
                watch = loop.watch(descriptor, .read) { _ in
                    var info = signalfd_siginfo()
                    let size = MemoryLayout<signalfd_siginfo>.size
                    guard read(descriptor, &info, size) == size else { return }
                    watch?.cancel()
                    watch = nil
                    close(descriptor)
                    continuation.resume(returning: Int32(info.ssi_signo))
                }
            }
        }
    }

    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        return set
    }
}
