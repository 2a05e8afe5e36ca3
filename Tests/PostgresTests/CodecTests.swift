import Bedrock
import Postgres
import Testing

private enum Order: Identified {
    static let idPrefix = "ord"
}

private typealias Codable = PostgresEncodable & PostgresDecodable & Equatable & Sendable

@Suite("Values come back from PostgreSQL as they were sent")
struct CodecTests {
    private static let seed = UInt64.random(in: 0 ... .max)

    /// Sends each value through `select $1`, all in one trip.
    private func check<Value: Codable>(
        _ values: [Value], _ statement: Statement<Value, Value>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answers = try await withPool(.narrow) { pool in
            var trip = Trip()
            let replies = values.map { trip.add(statement, $0) }
            try await pool.send(trip)
            return replies.map { $0.first }
        }
        #expect(
            answers == values.map(Optional.some), "seed \(Self.seed)",
            sourceLocation: sourceLocation)
    }

    private func random<Value>(
        _ count: Int = 200, _ make: (inout SeededRandom) -> Value
    ) -> [Value] {
        var random = SeededRandom(seed: Self.seed)
        return (0..<count).map { _ in make(&random) }
    }

    @Test("integers of every width, and their ends")
    func integers() async throws {
        try await check([true, false], Statement("select $1"))
        try await check(
            [.min, .max, 0, -1] + random { Int16.random(in: .min ... .max, using: &$0) },
            Statement("select $1"))
        try await check(
            [.min, .max, 0, -1] + random { Int32.random(in: .min ... .max, using: &$0) },
            Statement("select $1"))
        try await check(
            [.min, .max, 0, -1] + random { Int64.random(in: .min ... .max, using: &$0) },
            Statement("select $1"))
        try await check(
            [0, .infinity, -1.5, .leastNonzeroMagnitude]
                + random { Double.random(in: -1e9...1e9, using: &$0) },
            Statement("select $1"))
    }

    @Test("smaller columns are read as larger integers")
    func widening() async throws {
        try await withPool(.narrow) { pool in
            var trip = Trip()
            let small = trip.add(Statement<Int64>("select 7::smallint"))
            let medium = trip.add(Statement<Int>("select (-8)::integer"))
            let quantity = trip.add(Statement<Quantity>("select 9::integer"))
            try await pool.send(trip)
            #expect(small.first == 7)
            #expect(medium.first == -8)
            #expect(quantity.first == Quantity(9))
        }
    }

    private func text(_ random: inout SeededRandom) -> String {
        let scalars = (0..<Int.random(in: 0...40, using: &random)).map { _ -> Character in
            while true {
                let value = UInt32.random(in: 1...0x10_FFFF, using: &random)
                if let scalar = Unicode.Scalar(value) { return Character(scalar) }
            }
        }
        return String(scalars)
    }

    @Test("texts, bytes and JSON, empty ones too")
    func texts() async throws {
        try await check(["", "é", "日本", "'; --"] + random { text(&$0) }, Statement("select $1"))
        try await check(
            [[], [0], Array(0...255)]
                + random { random in
                    (0..<Int.random(in: 0...99, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }
                },
            Statement<[UInt8], [UInt8]>("select $1"))
        try await check(
            [JSONText(Array("{\"a\": [1, null]}".utf8)), JSONText(Array("1".utf8))],
            Statement("select $1"))
        try await check(["citext-like"], Statement("select $1::varchar"))
    }

    @Test("ids and instants")
    func identifiers() async throws {
        try await check(
            random { UUIDBytes(high: $0.next(), low: $0.next()) }, Statement("select $1"))
        try await check(
            random { ID<Order>(uuid: UUIDBytes(high: $0.next(), low: $0.next())) },
            Statement("select $1"))
        try await check(
            [Instant(microseconds: 0), Instant(microseconds: .min), Instant(microseconds: .max)]
                + random {
                    Instant(microseconds: .random(in: -(1 << 54)...(1 << 57), using: &$0))
                },
            Statement("select $1"))
        try await check([Currency.usd, .jpy], Statement("select $1"))
        try await check([Rate(basisPoints: -250)], Statement("select $1"))
    }

    @Test("an instant is the moment that PostgreSQL prints")
    func instantMeaning() async throws {
        let printed = try await withPool(.narrow) { pool in
            var trip = Trip()
            let reply = trip.add(
                Statement<String, Instant>("select to_char($1 at time zone 'UTC', 'YYYY-MM-DD')"),
                Instant(microseconds: 1_662_000_000_000_000))
            try await pool.send(trip)
            return reply.first
        }
        #expect(printed == "2022-09-01")
    }

    @Test("absent values")
    func optionals() async throws {
        try await check([nil, 4, nil] as [Int?], Statement("select $1"))
        try await check([nil, "", "x"] as [String?], Statement("select $1"))
        try await check([nil, [1]] as [[Int32]?], Statement("select $1"))
    }

    @Test("arrays, empty, large and with gaps")
    func arrays() async throws {
        try await check(
            [[], [1], Array(0..<10_000)] as [[Int]], Statement<[Int], [Int]>("select $1"))
        try await check(
            [random { text(&$0) }, []], Statement<[String], [String]>("select $1"))
        try await check(
            [[nil, 1, nil], []] as [[Int64?]], Statement<[Int64?], [Int64?]>("select $1"))
        try await check([[true, false]], Statement<[Bool], [Bool]>("select $1"))
        try await check(
            [[[], [1, 2]], []] as [[[UInt8]]], Statement<[[UInt8]], [[UInt8]]>("select $1"))
        try await check(
            [random { ID<Order>(uuid: UUIDBytes(high: $0.next(), low: $0.next())) }],
            Statement<[ID<Order>], [ID<Order>]>("select $1"))
        try await check(
            [[Instant(microseconds: 5)]], Statement<[Instant], [Instant]>("select $1"))
        try await check(
            [[JSONText(Array("[]".utf8))]], Statement<[JSONText], [JSONText]>("select $1"))
    }

    @Test("ten megabytes go through a full socket and come back")
    func large() async throws {
        let value = [String](repeating: String(repeating: "x", count: 1000), count: 10_000)
        try await check([value], Statement<[String], [String]>("select $1"))
    }
}
