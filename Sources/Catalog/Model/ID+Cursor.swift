import Bedrock

extension ID {
    /// Before every id: where a list without a cursor begins.
    static var first: ID { ID(uuid: UUIDBytes(high: 0, low: 0)) }

    /// After every id: where a list that goes backwards begins.
    static var last: ID { ID(uuid: UUIDBytes(high: .max, low: .max)) }
}
