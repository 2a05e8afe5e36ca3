public import Bedrock

/// An operation's inputs on the way in, or the description of them.
///
/// In reading mode each call reads one field and every violation is kept; a field that is missing
/// or wrong gives a stand-in, which never escapes, as `Fields.read` then answers the violations.
/// In describing mode no input is touched: each call adds to the schema, the docs, the example.
///
/// Which constraints apply: `in` to whole numbers, quantities, rates and money (minor units);
/// `length` and `format` to texts (and in bytes to `FreeForm`); `count` to lists, whose items
/// follow the others.
public struct Fields: ~Copyable {
    @usableFromInline
    enum Mode: UInt8 {
        case reading, describing, sampling
    }

    @usableFromInline let mode: Mode
    let describer: FieldDescriber?
    let sources: FieldSources
    /// The object whose members are being read.
    var object: ObjectFrame?
    var path: [PathStep] = []
    /// Bits of the query parameters that were asked for.
    var queried: UInt64 = 0
    /// What is wrong so far, at most `WireLimits.violations`.
    public private(set) var violations: [Violation] = []
    private(set) var hasMore = false

    init(reading sources: FieldSources) {
        mode = .reading
        describer = nil
        self.sources = sources
    }

    init(describing describer: FieldDescriber) {
        mode = .describing
        self.describer = describer
        sources = FieldSources()
    }

    init(sampling: Void) {
        mode = .sampling
        describer = nil
        sources = FieldSources()
    }

    mutating func add(_ violation: Violation) {
        guard violations.count < WireLimits.violations else {
            hasMore = true
            return
        }
        violations.append(violation)
    }

    /// Records what is wrong with the value being read: for values' own `read`.
    public mutating func refuse(_ code: StaticString, _ message: @autoclosure () -> String) {
        guard violations.count < WireLimits.violations else {
            hasMore = true
            return
        }
        add(Violation(pointer: pointer(), code: code.description, message: message()))
    }

    /// Records, when the condition doesn't hold, what is wrong with a body field of this group.
    ///
    /// For rules between fields: they are not asked while one of the group's fields is wrong, nor
    /// while describing.
    public mutating func require(
        _ condition: @autoclosure () -> Bool, _ name: StaticString, _ code: StaticString,
        _ message: @autoclosure () -> String
    ) {
        guard mode == .reading, violations.count == object?.violationsBefore ?? 0 else { return }
        guard !condition() else { return }
        path.append(.name(name))
        refuse(code, message())
        path.removeLast()
    }

    /// Requires that something that holds from `valid_from` until before `valid_until` ever holds.
    public mutating func requireValidity(from: Instant?, until: Instant?) {
        let isEver = from.flatMap { from in until.map { from < $0 } } ?? true
        require(isEver, "valid_until", "range", "Must come after valid_from.")
    }

    /// Whether the body has that member, null or not; true while describing.
    public func isPresent(_ name: StaticString) -> Bool {
        guard mode == .reading else { return true }
        guard var probe = object else { return false }
        return probe.find(name) != nil
    }
}
