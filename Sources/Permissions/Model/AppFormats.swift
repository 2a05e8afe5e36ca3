import Wire

extension TextFormat {
    /// A web origin as a browser sends it: `https://shop.example.com`, or `http` on loopback.
    static let origin = TextFormat(
        length: 8...300, sample: "https://shop.example.com",
        message: "Must be an origin such as https://shop.example.com; http on loopback only."
    ) { bytes in WebAddress.isOrigin(bytes) }

    /// A host's name under a domain, in lower case.
    static let hostName = TextFormat(
        pattern: "^[a-z0-9-]+(\\.[a-z0-9-]+)+$", length: 3...253, sample: "shop.example.com",
        message: "Must be a host's name in lower case, such as shop.example.com."
    ) { bytes in WebAddress.isHost(bytes) }

    /// Where something stands that anybody may read, by `https`.
    static let secureURL = TextFormat(
        format: "uri", length: 10...2_000, sample: "https://shop.example.com/logo.svg",
        message: "Must be an address that begins with https:// and a host."
    ) { bytes in WebAddress.isSecureURL(bytes) }

    /// A colour as `#rrggbb`.
    static let colour = TextFormat(
        pattern: "^#[0-9A-Fa-f]{6}$", length: 7...7, sample: "#1b4d3e",
        message: "Must be a colour as #rrggbb."
    ) { bytes in
        bytes.first == UInt8(ascii: "#") && bytes.dropFirst().allSatisfy(WebAddress.isHexadecimal)
    }

    /// The name of an app's own role or privilege.
    static let ownName = TextFormat(
        pattern: "^app\\.[a-z][a-z0-9_.]*$", length: 5...40, sample: "app.tastings",
        message: "Must begin with `app.` and go on in lower case, digits, `_` and `.`."
    ) { bytes in
        bytes.starts(with: "app.".utf8) && bytes.count >= 5
            && WebAddress.isLower(bytes[4])
            && bytes.dropFirst(4).allSatisfy {
                WebAddress.isLower($0) || WebAddress.isDigit($0) || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: ".")
            }
    }

    /// The name of any role or privilege.
    static let permissionName = TextFormat(
        pattern: "^[a-z][a-z0-9_.]*$", length: 1...64, sample: "catalog.read",
        message: "Must be lower case, digits, `_` and `.`."
    ) { bytes in
        bytes.first.map(WebAddress.isLower) == true
            && bytes.allSatisfy {
                WebAddress.isLower($0) || WebAddress.isDigit($0) || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: ".")
            }
    }
}

/// The shapes of addresses on the web, as far as they are checked.
enum WebAddress {
    static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
    }

    /// Labels of letters, digits and inner hyphens, two or more of them, the last no number.
    static func isHost(_ bytes: some Collection<UInt8>) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && bytes.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.suffix(1).first != UInt8(ascii: "-")
                    && label.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
            } && !(labels.last?.allSatisfy(isDigit) ?? true)
    }

    /// Scheme, host and perhaps a port that isn't the scheme's own; no path, not even `/`.
    static func isOrigin(_ bytes: some Collection<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return false }
        var host = text.dropFirst(isSecure ? 8 : 7)
        if let colon = host.lastIndex(of: ":"), host[colon...].firstIndex(of: "]") == nil {
            let port = host[host.index(after: colon)...]
            guard let number = UInt16(port), number > 0, String(number) == port,
                number != (isSecure ? 443 : 80)
            else { return false }
            host = host[..<colon]
        }
        let isLoopback = host == "localhost" || host == "127.0.0.1" || host == "[::1]"
        return isLoopback || (isSecure && isHost(host.utf8))
    }

    /// `https`, a host, perhaps a port, and printable ASCII after a slash.
    static func isSecureURL(_ bytes: some Collection<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("https://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return false
        }
        let rest = text.dropFirst(8)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return isOrigin("https://\(authority)".utf8)
    }
}
