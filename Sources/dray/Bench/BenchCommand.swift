struct BenchCommand {
    static let help = "usage: dray bench"
    static func run(arguments: [String], environment: [String: String]) async -> Int32 { 1 }
}
