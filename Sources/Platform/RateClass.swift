/// What kind of work an operation is, as far as limits of its rate go.
public enum RateClass: Int, CaseIterable, Sendable {
    /// It reads.
    case read
    /// It changes something.
    case write
    /// It takes a file in.
    case `import`
    /// It is part of the way in: registering, signing in, codes. Counted by address, whoever asks.
    case signIn

    /// As documents spell it.
    public var name: String {
        switch self {
        case .read: "read"
        case .write: "write"
        case .import: "import"
        case .signIn: "sign-in"
        }
    }
}
