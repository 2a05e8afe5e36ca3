/// What is declared of one environment variable, as the documents show it.
public struct ConfigSetting: Hashable, Sendable {
    /// The environment variable.
    public let name: String

    /// What it decides, in a sentence or two.
    public let documentation: String

    /// What may stand in it: `10…65535`, `log or none`, `a duration`.
    public let form: String

    /// What holds without it; empty when nothing does.
    public let fallback: String

    /// Whether its value is hidden everywhere.
    public let isSecret: Bool

    /// Whether the server refuses to start without it outside development.
    public let isRequired: Bool
}
