import Testing

@testable import Bedrock

@Suite("Metrics render as Prometheus reads them")
struct MetricsTests {
    private func lines(_ metrics: Metrics) -> [String] {
        String(decoding: metrics.text(), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("counters and gauges, families by name, series in the order they were made")
    func text() {
        let metrics = Metrics()
        metrics.gauge("open", "Open connections.").set(-3)
        metrics.counter("requests_total", "Answers.", labels: [("status", "200")]).add(5)
        metrics.counter("requests_total", "Answers.", labels: [("status", "404")]).add()
        metrics.reading("half", "A half.") { 0.5 }
        metrics.countReading("seconds_total", "Seconds.") { 2 }
        #expect(
            lines(metrics) == [
                "# HELP half A half.", "# TYPE half gauge", "half 0.5",
                "# HELP open Open connections.", "# TYPE open gauge", "open -3",
                "# HELP requests_total Answers.", "# TYPE requests_total counter",
                #"requests_total{status="200"} 5"#, #"requests_total{status="404"} 1"#,
                "# HELP seconds_total Seconds.", "# TYPE seconds_total counter",
                "seconds_total 2.0",
            ])
    }

    @Test("help and labels are escaped as the format says")
    func escaping() {
        let metrics = Metrics()
        let labels: Metrics.Labels = [("path", "C:\\\"x\"\n"), ("b", "é")]
        metrics.counter("odd_total", "Back\\slash, \"quote\"\nand line.", labels: labels).add()
        #expect(
            lines(metrics) == [
                #"# HELP odd_total Back\\slash, "quote"\nand line."#, "# TYPE odd_total counter",
                #"odd_total{path="C:\\\"x\"\n",b="é"} 1"#,
            ])
    }

    @Test("the same name and labels are the same instrument")
    func identity() {
        let metrics = Metrics()
        let first = metrics.counter("a_total", "A.", labels: [("x", "1")])
        #expect(first === metrics.counter("a_total", "A.", labels: [("x", "1")]))
        #expect(first !== metrics.counter("a_total", "A.", labels: [("x", "2")]))
    }

    @Test("increments of many threads add up")
    func manyThreads() async {
        let metrics = Metrics()
        let counter = metrics.counter("a_total", "A.")
        let histogram = metrics.histogram("b_count", "B.", unit: .count)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for value in 0..<10_000 {
                        counter.add()
                        histogram.record(value)
                    }
                }
            }
        }
        #expect(counter.value == 80_000)
        #expect(histogram.count == 80_000)
        #expect(histogram.sum == 8 * 10_000 * 9_999 / 2)
    }

    @Test("a histogram shows cumulative buckets, a sum in its unit, and a count")
    func histogram() {
        let metrics = Metrics()
        let labels: Metrics.Labels = [("route", "x")]
        let histogram = metrics.histogram("took_seconds", "Took.", unit: .seconds, labels: labels)
        histogram.record(.nanoseconds(1024))
        histogram.record(.microseconds(3))
        histogram.record(.seconds(1000))
        let lines = lines(metrics)
        #expect(lines.contains(#"took_seconds_bucket{route="x",le="1.024e-06"} 1"#))
        #expect(lines.contains(#"took_seconds_bucket{route="x",le="2.048e-06"} 1"#))
        #expect(lines.contains(#"took_seconds_bucket{route="x",le="4.096e-06"} 2"#))
        #expect(lines.contains(#"took_seconds_bucket{route="x",le="68.719476736"} 2"#))
        #expect(lines.contains(#"took_seconds_bucket{route="x",le="+Inf"} 3"#))
        #expect(lines.contains(#"took_seconds_count{route="x"} 3"#))
        #expect(lines.contains { $0.hasPrefix(#"took_seconds_sum{route="x"} 1000.0000040"#) })
    }

    @Test("every value lies at or below its slot's bound, and above the one before")
    func slots() {
        for unit in [Histogram.Unit.seconds, .bytes, .count] {
            let histogram = Histogram(unit)
            let top = 1 << unit.exponents.upperBound
            let edges = (0..<62).flatMap { [(1 << $0) - 1, 1 << $0, (1 << $0) + 1] }
            for value in edges + Array(0...5000) + [Int.max] {
                let slot = histogram.slot(of: value)
                if value > top {
                    #expect(slot == histogram.slot(of: Int.max))
                } else {
                    #expect(value <= histogram.upperBound(of: slot))
                    if slot > 0 { #expect(value > histogram.upperBound(of: slot - 1)) }
                }
            }
        }
    }

    @Test("quantiles are right to a quarter of a doubling")
    func quantiles() {
        let histogram = Histogram(.seconds)
        #expect(histogram.quantile(0.5) == 0)
        for value in 1...10_000 { histogram.record(value * 1000) }
        for (share, exact) in [(0.5, 5_000_000), (0.99, 9_900_000), (1.0, 10_000_000)] {
            let found = histogram.quantile(share)
            #expect(found >= exact && Double(found) <= Double(exact) * 1.25)
        }
        histogram.record(.seconds(3600))
        #expect(histogram.quantile(1) == 1 << 36)
    }

    @Test("a name may have only so many series; the rest count without being shown")
    func limit() {
        let metrics = Metrics()
        for index in 0..<Metrics.seriesLimit + 10 {
            metrics.counter("a_total", "A.", labels: [("x", "\(index)")]).add()
        }
        #expect(lines(metrics).count == Metrics.seriesLimit + 2)
    }

    @Test("the process tells its memory, time and files")
    func process() throws {
        let metrics = Metrics()
        metrics.addProcess()
        let lines = lines(metrics)
        for name in ["process_resident_memory_bytes", "process_cpu_seconds_total",
            "process_open_fds", "process_max_fds", "process_start_time_seconds"]
        {
            let line = try #require(lines.first { $0.hasPrefix("\(name) ") })
            #expect(try #require(Double(line.dropFirst(name.count + 1))) > 0)
        }
    }
}
