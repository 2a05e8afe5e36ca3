import Glibc

/// Processor time that processes have used, from /proc: what a noisy neighbour takes is not in it.
enum ProcessorTime {
    private static let ticksASecond = Double(sysconf(Int32(_SC_CLK_TCK)))

    /// Seconds a process has run, in its own code and in the kernel; 0 where it is gone.
    static func seconds(of process: pid_t) -> Double {
        guard let fields = fields(of: process) else { return 0 }
        return (number(fields, 11) + number(fields, 12)) / ticksASecond
    }

    /// Seconds of a parent and all its children, the ended ones included.
    static func secondsOfFamily(_ parent: pid_t) -> Double {
        var ticks = 0.0
        if let fields = fields(of: parent) {
            for field in 11...14 { ticks += number(fields, field) }
        }
        for process in processes() {
            guard let fields = fields(of: process), number(fields, 1) == Double(parent) else {
                continue
            }
            ticks += number(fields, 11) + number(fields, 12)
        }
        return ticks / ticksASecond
    }

    /// Seconds that ended children of this very process have used.
    static func secondsOfEndedChildren() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
        }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// The parent of a process; nil where there is no such process here.
    static func parent(of process: pid_t) -> pid_t? {
        fields(of: process).map { pid_t(number($0, 1)) }
    }

    /// The most memory a process has held at once, in MiB, since `forgetPeak`.
    static func peakMemory(of process: pid_t) -> Double {
        for line in text("/proc/\(process)/status").split(separator: "\n")
        where line.hasPrefix("VmHWM:") {
            let words = line.split { $0 == " " || $0 == "\t" }
            return words.count > 1 ? (Double(words[1]) ?? 0) / 1024 : 0
        }
        return 0
    }

    /// Begins the peak of a process' memory anew.
    static func forgetPeak(of process: pid_t) {
        guard let file = fopen("/proc/\(process)/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }

    /// The fields of /proc/…/stat behind the program's name, which may hold spaces: state first.
    private static func fields(of process: pid_t) -> [Substring]? {
        let text = text("/proc/\(process)/stat")
        guard let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func number(_ fields: [Substring], _ index: Int) -> Double {
        index < fields.count ? Double(fields[index]) ?? 0 : 0
    }

    private static func processes() -> [pid_t] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var found: [pid_t] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let process = pid_t(name) { found.append(process) }
        }
        return found
    }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
