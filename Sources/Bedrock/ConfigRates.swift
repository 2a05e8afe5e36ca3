extension RateSettings {
    init(_ reader: inout ConfigReader) {
        let areOn = reader.flag(
            "DRAY_RATE_LIMITS", "Whether rates are limited at all; off, the limits below are none.",
            default: true)
        func limit(_ name: String, _ doc: String, _ count: Int, _ seconds: Int) -> RateLimit? {
            let limit = reader.rate(
                "DRAY_RATE_\(name)", doc, default: RateLimit(count, in: .seconds(seconds)))
            return areOn ? limit : nil
        }
        addressRead = limit(
            "ADDRESS_READ",
            "Reads without an account, and refused requests, by address (IPv6: by /64).", 1200, 60)
        addressWrite = limit(
            "ADDRESS_WRITE", "Changes without an account, by address.", 600, 60)
        accountRead = limit("ACCOUNT_READ", "Reads, by account.", 6000, 60)
        accountWrite = limit("ACCOUNT_WRITE", "Changes, by account.", 1200, 60)
        accountImport = limit("ACCOUNT_IMPORT", "Imports, by account.", 30, 60)
        keyRead = limit("KEY_READ", "Reads, by API key.", 12_000, 60)
        keyWrite = limit("KEY_WRITE", "Changes, by API key.", 6000, 60)
        keyImport = limit("KEY_IMPORT", "Imports, by API key.", 30, 60)
        signIn = limit(
            "SIGN_IN", "Registering, signing in, codes and the like, by address.", 300, 60)
        signInGuesses = limit(
            "SIGN_IN_GUESSES",
            "Wrong passwords and codes, by e-mail address and the client's address.", 10, 600)
        signInStrangers = limit(
            "SIGN_IN_STRANGERS",
            "Wrong passwords and codes, by e-mail address, from wherever it was not signed in "
                + "before.", 100, 3600)
        letters = limit("LETTERS", "Letters that anybody can ask for, by recipient.", 10, 3600)
        couponGuesses = limit(
            "COUPON_GUESSES", "Codes that open no promotion, by the company that gives them.", 60,
            3600)
        buckets = reader.integer(
            "DRAY_RATE_BUCKETS",
            "Buckets that each limit remembers, of 16 bytes; full ones need not be remembered.",
            default: 16_384, in: 128...16_777_216)
    }
}
