// swift-tools-version: 6.2
// The manifest is the architecture: an arrow only points down (docs/architecture.md).
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

/// Every context; the API assembles them, and the tests see into them.
let contexts = [
    "Exchange",
    "Identity",
    "Images",
    "Ledger",
    "Organizations",
    "Staff",
    "Permissions",
    "Levies",
    "Catalog",
    "Pricing",
    "Inventory",
    "Orders",
    "Fulfillment",
    "Search",
    "Returns",
    "Quotes",
    "StandingOrders",
]

func module(_ name: String, uses dependencies: String...) -> Target {
    module(name, uses: dependencies)
}

func module(_ name: String, uses dependencies: [String]) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: house)
}

/// A context stands on Platform and on the contexts named, never beside or above itself.
func context(_ name: String, uses dependencies: String...) -> Target {
    let floor = ["Platform", "Postgres", "Wire", "Bedrock"]
    return .target(
        name: name, dependencies: (floor + dependencies).map { .byName(name: $0) },
        swiftSettings: house)
}

func tests(_ name: String, uses dependencies: String...) -> Target {
    tests(name, uses: dependencies)
}

func tests(_ name: String, uses dependencies: [String]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: house)
}

func library(_ name: String, _ pkgConfig: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig)
}

let package = Package(
    name: "dray",
    products: [.executable(name: "dray", targets: ["dray"])],
    targets: [
        // C libraries: module maps, and one shim.
        .systemLibrary(name: "CLinux"),
        library("CPostgres", "libpq"),
        library("COpenSSL", "libcrypto"),
        library("CArgon2", "libargon2"),
        library("CMicrohttpd", "libmicrohttpd"),
        library("CCurl", "libcurl"),
        library("CZlib", "zlib"),
        .systemLibrary(name: "CGd"),
        library("CPango", "pangocairo"),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

        // The ground floor.
        module("Bedrock"),
        module("Loop", uses: "Bedrock", "CLinux"),
        module("Cryptography", uses: "Bedrock", "COpenSSL", "CArgon2"),
        module("Wire", uses: "Bedrock", "CSimdjson"),
        module("Postgres", uses: "Bedrock", "Loop", "CPostgres"),
        module("HTTP", uses: "Bedrock", "Loop", "CMicrohttpd", "CCurl", "CZlib"),
        module("PriceEngine", uses: "Bedrock"),
        module(
            "Platform", uses: "Bedrock", "Loop", "Cryptography", "Wire", "Postgres", "HTTP"),
        module(
            "Storage", uses: "Bedrock", "Loop", "Cryptography", "HTTP", "Postgres", "Platform"),
        module("Paper", uses: "Bedrock", "Loop", "Platform", "CPango"),
        module(
            "SMTP", uses: "Bedrock", "Loop", "Cryptography", "Postgres", "HTTP", "Platform",
            "CCurl"),

        // The contexts.
        context("Exchange"),
        context("Identity", uses: "Cryptography", "Loop"),
        context("Ledger", uses: "Loop"),
        context("Images", uses: "Storage", "Cryptography", "HTTP", "Loop", "CGd"),
        context(
            "Organizations", uses: "Identity", "Exchange", "Storage", "Cryptography", "HTTP",
            "Loop"),
        context("Staff", uses: "Identity", "Organizations", "Cryptography"),
        context(
            "Permissions", uses: "Identity", "Organizations", "Images", "Cryptography", "HTTP",
            "Loop"),
        context("Levies", uses: "PriceEngine"),
        context("Catalog", uses: "Levies", "Organizations", "Exchange", "Images"),
        context(
            "Pricing",
            uses: "Catalog", "Levies", "Organizations", "Exchange", "Images", "PriceEngine"),
        context("Inventory", uses: "Catalog", "Organizations", "Exchange", "Loop"),
        context(
            "Orders",
            uses: "Pricing", "PriceEngine", "Levies", "Inventory", "Catalog", "Organizations",
            "Exchange", "Paper"),
        context(
            "Fulfillment", uses: "Orders", "Inventory", "Organizations", "Paper", "Cryptography",
            "HTTP", "Loop"),
        context(
            "Search", uses: "Pricing", "PriceEngine", "Catalog", "Images", "Organizations",
            "Loop"),
        context("Quotes", uses: "Orders", "Pricing", "Organizations"),
        context("StandingOrders", uses: "Orders", "Pricing", "Organizations", "Loop"),
        context("Returns", uses: "Fulfillment", "Orders", "Inventory", "Organizations"),

        // The roof.
        module(
            "API",
            uses: [
                "Bedrock", "Loop", "HTTP", "Wire", "Postgres", "Cryptography", "Platform", "SMTP",
                "Storage", "Paper",
            ] + contexts),
        // The commands: what they all stand on, the benchmark, and the one executable.
        module("Console"),
        module(
            "Bench",
            uses: "Console", "Bedrock", "Loop", "Wire", "Postgres", "Cryptography", "Platform",
            "Identity", "PriceEngine", "Pricing", "Orders", "CLinux"),
        .executableTarget(
            name: "dray",
            dependencies: [
                "API", "Bedrock", "Loop", "HTTP", "Wire", "Postgres", "Cryptography", "Platform",
                "SMTP", "Storage", "Identity", "Organizations", "Catalog", "Pricing", "CZlib",
                "Console", "Bench",
            ],
            swiftSettings: house),

        // What tests of two floors share.
        .target(name: "RawHTTP", path: "Tests/RawHTTP", swiftSettings: house),
        .target(name: "Rclone", path: "Tests/Rclone", swiftSettings: house),
        .target(name: "PrintedPDF", path: "Tests/PrintedPDF", swiftSettings: house),
        .target(name: "TemporaryFolder", path: "Tests/TemporaryFolder", swiftSettings: house),

        tests("BedrockTests", uses: "Bedrock"),
        tests("LoopTests", uses: "Loop", "Bedrock"),
        tests("CryptographyTests", uses: "Cryptography", "Bedrock"),
        tests("WireTests", uses: "Wire", "Bedrock"),
        tests("PostgresTests", uses: "Postgres", "Loop", "Bedrock"),
        tests("HTTPTests", uses: "HTTP", "Loop", "Bedrock", "RawHTTP"),
        tests(
            "StorageTests",
            uses: "Storage", "HTTP", "Loop", "Cryptography", "Bedrock", "Rclone",
            "TemporaryFolder"),
        tests(
            "PlatformTests",
            uses: "Platform", "Identity", "Cryptography", "Postgres", "Wire", "Bedrock"),
        tests("SMTPTests", uses: "SMTP", "Platform", "Bedrock"),
        tests("PriceEngineTests", uses: "PriceEngine", "Bedrock"),
        tests("CatalogTests", uses: "Catalog", "Exchange"),
        tests("ImagesTests", uses: "Images", "Storage", "Cryptography", "Bedrock", "CGd"),
        tests("PaperTests", uses: "Paper", "PrintedPDF", "Platform", "Bedrock"),
        tests("ReplayTests", uses: "dray", "Console", "Bedrock"),
        tests(
            "DrayTests",
            uses: [
                "API", "Bedrock", "Loop", "HTTP", "Wire", "Postgres", "Cryptography", "Platform",
                "PriceEngine", "SMTP", "Storage", "RawHTTP", "Rclone", "TemporaryFolder", "CGd",
                "Paper", "PrintedPDF",
            ] + contexts),
    ],
    cxxLanguageStandard: .cxx17
)
