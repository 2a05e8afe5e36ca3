import Glibc

extension Metrics {
    /// Adds what Prometheus expects of every process: memory, processor time, open files.
    public func addProcess() {
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        let started = Double(Instant.now().microseconds) / 1e6
        reading("process_start_time_seconds", "When the process began, seconds since 1970 UTC.") {
            started
        }
        reading("process_resident_memory_bytes", "Resident memory.") {
            Double(Self.residentPages()) * page
        }
        countReading("process_cpu_seconds_total", "Processor time, of user and system.") {
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
            return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        }
        reading("process_open_fds", "Open file descriptors.") { Double(Self.openFiles()) }
        reading("process_max_fds", "The limit on open file descriptors.") {
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            return Double(limit.rlim_cur)
        }
    }

    /// The second number of `/proc/self/statm`; zero where it can't be read.
    private static func residentPages() -> Int {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            let count = read(file, buffer.baseAddress, buffer.count)
            guard count > 0 else { return 0 }
            let text = String(decoding: buffer[..<count], as: UTF8.self)
            let numbers = text.split(separator: " ")
            return numbers.count > 1 ? Int(numbers[1]) ?? 0 : 0
        }
    }

    private static func openFiles() -> Int {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Not the directory itself, its parent, nor the descriptor that reads it.
        return max(count - 3, 0)
    }
}
