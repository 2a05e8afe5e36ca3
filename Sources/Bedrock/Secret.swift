/// A value that must not be printed: in text, logs and dumps it is `***`.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    private let value: Value

    /// Wraps the value.
    public init(_ value: Value) { self.value = value }

    /// The value itself: a word to look for when reviewing where secrets go.
    public func reveal() -> Value { value }

    /// Three stars.
    public var description: String { "***" }

    /// Three stars.
    public var debugDescription: String { "***" }

    /// No children, so that `dump` and interpolation of what holds it show nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Secret: Equatable where Value: Equatable {}
