extension Configuration {
    /// Every setting, in the order of its declaration.
    public static var settings: [ConfigSetting] {
        var reader = ConfigReader(environment: [:], isDevelopment: true)
        _ = Configuration(reading: &reader)
        return reader.settings
    }

    /// The settings as a table in Markdown, for docs/configuration.md.
    public static var markdown: String {
        var text = "| Setting | What it decides | Form | Default |\n|---|---|---|---|\n"
        for setting in settings {
            var notes: [String] = []
            if !setting.fallback.isEmpty { notes.append("`\(setting.fallback)`") }
            if setting.isRequired { notes.append("required outside development") }
            if setting.isSecret { notes.append("secret") }
            let cells = [
                "`\(setting.name)`", setting.documentation, setting.form,
                notes.joined(separator: ", "),
            ]
            text += "| \(cells.map(escaped).joined(separator: " | ")) |\n"
        }
        return text
    }

    private static func escaped(_ cell: String) -> String {
        cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
