/// A measured number, such as a duration: never an amount, a quantity or a rate.
extension Double: OutputValue {
    public func append(to out: inout OutputWriter) { out.json.write(self) }

    public static func schema(of example: Double?, _ components: SchemaComponents) -> Schema {
        Schema(.number)
    }
}
