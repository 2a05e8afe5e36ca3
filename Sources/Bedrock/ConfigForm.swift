/// What the texts of particular settings must look like.
enum ConfigForm {
    /// libpq's two forms; whether it can connect is for `dray doctor` to say.
    static func connection(_ text: String) -> String? {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") || text.contains("=")
            ? text : nil
    }

    /// Letters, digits, dots, colons and hyphens.
    static func host(_ text: String) -> String? {
        let fits = text.utf8.allSatisfy { byte in
            isAlphanumeric(byte) || ".:-".utf8.contains(byte)
        }
        return fits && text.utf8.count <= 253 ? text : nil
    }

    /// An origin with an optional path.
    static func url(_ text: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let fits = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"<>\\?#".utf8.contains($0) }
        return fits && !rest.isEmpty && !rest.hasPrefix("/") && !rest.hasSuffix("/") ? text : nil
    }

    /// `id:base64url` separated by commas; a secret of 32 bytes has 43 letters.
    static func tokenKeys(_ text: String) -> String? {
        let keys = text.split(separator: ",", omittingEmptySubsequences: false)
        let fits = keys.allSatisfy { key in
            let halves = key.split(separator: ":", omittingEmptySubsequences: false)
            return halves.count == 2 && (1...32).contains(halves[0].utf8.count)
                && halves[0].utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
                && isBase64URL(halves[1], least: 43)
        }
        return fits && keys.count <= 8 ? text : nil
    }

    /// Base64url of 16 bytes or more.
    static func pepper(_ text: String) -> String? {
        isBase64URL(text[...], least: 22) ? text : nil
    }

    /// E-mail addresses in lower case, without blanks around them.
    static func addresses(_ text: String) -> [String]? {
        var addresses: [String] = []
        for part in text.split(separator: ",") {
            let address = part.drop { $0 == " " }.lowercased()
            let halves = address.split(separator: "@", omittingEmptySubsequences: false)
            guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else {
                return nil
            }
            addresses.append(address)
        }
        return addresses
    }

    /// A path without control characters.
    static func path(_ text: String) -> String? {
        text.utf8.count <= 1_024 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } ? text : nil
    }

    /// The name of a bucket or a region.
    static func bucket(_ text: String) -> String? {
        let fits = text.utf8.allSatisfy { byte in
            isAlphanumeric(byte) && !(0x41...0x5A).contains(byte) || ".-".utf8.contains(byte)
        }
        return fits && text.utf8.count <= 63 && !text.contains("..") ? text : nil
    }

    /// The id of a key: nothing that a header would have to escape.
    static func accessKey(_ text: String) -> String? {
        let fits = text.utf8.allSatisfy { isAlphanumeric($0) || "._-/+=".utf8.contains($0) }
        return fits && text.utf8.count <= 128 ? text : nil
    }

    /// Printable ASCII, and not so short that it could be guessed.
    static func secretKey(_ text: String) -> String? {
        let fits = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return fits && (8...256).contains(text.utf8.count) ? text : nil
    }

    /// Addresses or blocks of them, separated by commas.
    static func addressRanges(_ text: String) -> [AddressRange]? {
        var ranges: [AddressRange] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let range = AddressRange(part.drop { $0 == " " }) else { return nil }
            ranges.append(range)
        }
        return ranges.count <= 64 ? ranges : nil
    }

    private static func isBase64URL(_ text: Substring, least: Int) -> Bool {
        text.utf8.count >= least && text.utf8.count % 4 != 1
            && text.utf8.allSatisfy { isAlphanumeric($0) || "-_".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
    }
}
