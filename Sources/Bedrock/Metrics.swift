import Synchronization

/// The instruments of the process by name, and their text for Prometheus (format 0.0.4).
///
/// Instruments are made once and kept by whoever records; asking again for the same name and
/// labels gives the same one. Labels are few and known beforehand: a route, a status, never an id.
public final class Metrics: Sendable {
    /// How many label combinations one name may have; beyond it values are recorded but not shown.
    public static let seriesLimit = 2000

    /// Label names and values.
    public typealias Labels = [(name: String, value: String)]

    enum Instrument: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case reading(@Sendable () -> Double)
        case countReading(@Sendable () -> Double)
        case histogram(Histogram)

        var type: String {
            switch self {
            case .counter, .countReading: "counter"
            case .gauge, .reading: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    struct Family: Sendable {
        let help: String
        let type: String
        var order: [String] = []
        var series: [String: Instrument] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    /// Begins without instruments.
    public init() {}

    /// A counter; its name ends in `_total`.
    public func counter(_ name: String, _ help: String, labels: Labels = []) -> Counter {
        assert(name.hasSuffix("_total"), "counters are named _total")
        let made = add(name, help, labels) { .counter(Counter()) }
        guard case .counter(let counter) = made else { preconditionFailure("\(name): other type") }
        return counter
    }

    /// A gauge that whoever changes it sets.
    public func gauge(_ name: String, _ help: String, labels: Labels = []) -> Gauge {
        let made = add(name, help, labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = made else { preconditionFailure("\(name): other type") }
        return gauge
    }

    /// A gauge that is read when `/metrics` is; the closure may be called from any thread.
    public func reading(
        _ name: String, _ help: String, labels: Labels = [],
        _ read: @escaping @Sendable () -> Double
    ) {
        let made = add(name, help, labels) { .reading(read) }
        guard case .reading = made else { preconditionFailure("\(name): other type") }
    }

    /// A counter that is kept elsewhere and read when `/metrics` is, from any thread.
    public func countReading(
        _ name: String, _ help: String, labels: Labels = [],
        _ read: @escaping @Sendable () -> Double
    ) {
        assert(name.hasSuffix("_total"), "counters are named _total")
        let made = add(name, help, labels) { .countReading(read) }
        guard case .countReading = made else { preconditionFailure("\(name): other type") }
    }

    /// A histogram; its name ends in the unit: `_seconds`, `_bytes`, or what is counted.
    public func histogram(
        _ name: String, _ help: String, unit: Histogram.Unit, labels: Labels = []
    ) -> Histogram {
        let made = add(name, help, labels) { .histogram(Histogram(unit)) }
        guard case .histogram(let histogram) = made else {
            preconditionFailure("\(name): other type")
        }
        return histogram
    }

    /// Everything in Prometheus' text format 0.0.4, families by name.
    public func text() -> [UInt8] {
        let families = self.families.withLock { $0 }
        var text: [UInt8] = []
        text.reserveCapacity(16 << 10)
        for name in families.keys.sorted() {
            if let family = families[name] { MetricsText.append(family, named: name, to: &text) }
        }
        return text
    }

    private func add(
        _ name: String, _ help: String, _ labels: Labels, make: () -> Instrument
    ) -> Instrument {
        precondition(MetricsText.isName(name), "\(name) is no name for a metric")
        let key = MetricsText.labels(labels)
        return families.withLock { families in
            if let known = families[name]?.series[key] { return known }
            let made = make()
            var family = families[name] ?? Family(help: help, type: made.type)
            precondition(family.type == made.type, "\(name) is a \(family.type)")
            guard family.order.count < Self.seriesLimit else { return made }
            family.order.append(key)
            family.series[key] = made
            families[name] = family
            return made
        }
    }
}
