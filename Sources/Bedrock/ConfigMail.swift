extension Configuration {
    /// What happens to mail.
    public enum Mail: String, CaseIterable, Sendable {
        /// Nothing is sent; whoever registers reads the codes in the development mailbox.
        case none
        /// Nothing is sent; the log says to whom it would have been.
        case log
        /// Letters are handed to the mail server of `DRAY_SMTP_URL`.
        case smtp
    }

    /// How the connection to the mail server is protected.
    public enum MailSecurity: String, CaseIterable, Sendable {
        /// Encrypted and the server's certificate checked, or nothing is sent.
        case required
        /// Encrypted where the server offers it.
        case opportunistic
        /// Never encrypted; for a server on the same machine.
        case none
    }

    /// The mail server that letters are handed to.
    public struct MailServer: Sendable {
        /// `smtp://host:587`, or `smtps://host:465` for encryption from the first byte.
        public let url: String
        public let security: MailSecurity
        public let user: String?
        public let password: Secret<String>?
        /// Certificates to trust beside those of the system.
        public let authorities: String?
        public let sender: MailSender
    }
}

/// The settings of mail.
struct MailSettings {
    let mail: Configuration.Mail
    let server: Configuration.MailServer?
    let linkURL: String?

    init(_ reader: inout ConfigReader) {
        mail = reader.choice(
            "DRAY_MAIL",
            "What happens to mail: `smtp` hands it to a mail server, `log` writes that it would "
                + "have been sent (`dray dev` writes the letter too), `none` does nothing.",
            default: Configuration.Mail.log)
        let url = reader.optional(
            "DRAY_SMTP_URL", "The mail server that letters are handed to.",
            form: "smtp://host[:port] or smtps://host[:port]", parse: ConfigForm.mailServer)
        let sender = reader.optional(
            "DRAY_MAIL_SENDER", "Whom letters are from.",
            form: "an address or Name <address>", parse: { MailSender($0) })
        let security = reader.choice(
            "DRAY_SMTP_SECURITY",
            "Whether the connection to the mail server is encrypted (STARTTLS, for smtp://).",
            default: Configuration.MailSecurity.required)
        linkURL = reader.optional(
            "DRAY_LINK_URL",
            "A page of yours that letters with a code link to; without it they have the code "
                + "alone. It finds `#purpose=…&email=…&code=…` behind its address.",
            form: "http:// or https://, without a slash at the end", parse: ConfigForm.url)
        let user = reader.optional(
            "DRAY_SMTP_USER", "As whom to sign in to the mail server; without it, as nobody.",
            form: "printable characters", parse: ConfigForm.printable)
        let password = reader.secret(
            "DRAY_SMTP_PASSWORD", "The password of DRAY_SMTP_USER.", form: "printable characters",
            parse: ConfigForm.printable)
        let authorities = reader.optional(
            "DRAY_SMTP_CA_FILE", "Certificates to trust instead of the system's, in PEM.",
            form: "a path", parse: ConfigForm.printable)
        if user != nil, password == nil {
            reader.refuse("DRAY_SMTP_USER", "goes together with DRAY_SMTP_PASSWORD")
        } else if user == nil, password != nil {
            reader.refuse("DRAY_SMTP_PASSWORD", "goes together with DRAY_SMTP_USER")
        }
        if user != nil, security != .required, url?.hasPrefix("smtps:") == false {
            reader.refuse(
                "DRAY_SMTP_SECURITY", "must be required where DRAY_SMTP_USER is set: a password "
                    + "is not sent in the clear")
        }
        guard mail == .smtp else {
            server = nil
            return
        }
        if url == nil { reader.refuse("DRAY_SMTP_URL", "is required where DRAY_MAIL is smtp") }
        if sender == nil {
            reader.refuse("DRAY_MAIL_SENDER", "is required where DRAY_MAIL is smtp")
        }
        guard let url, let sender else {
            server = nil
            return
        }
        server = Configuration.MailServer(
            url: url, security: security, user: user, password: password,
            authorities: authorities, sender: sender)
    }
}

extension ConfigForm {
    /// A mail server without user, password, path or query.
    static func mailServer(_ text: String) -> String? {
        guard let scheme = ["smtp://", "smtps://"].first(where: text.hasPrefix) else { return nil }
        let parts = text.dropFirst(scheme.count).split(
            separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty,
            host(String(parts[0])) != nil
        else { return nil }
        if parts.count == 2 {
            guard let port = ConfigValue.number(String(parts[1])), (1...65_535).contains(port)
            else { return nil }
        }
        return text
    }

    /// One line of at most 256 bytes without control characters.
    static func printable(_ text: String) -> String? {
        text.utf8.count <= 256 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } ? text : nil
    }
}
