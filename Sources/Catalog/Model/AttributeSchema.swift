import Bedrock
import Wire

/// What a product type asks of its products' attributes, or of their variants'.
struct AttributeSchema: Sendable {
    private let attributes: [String: ProductAttribute]

    init(_ attributes: [ProductAttribute], of level: AttributeLevel) {
        self.attributes = Dictionary(
            attributes.filter { $0.level == level }.map { ($0.name, $0) }
        ) { first, _ in first }
    }

    /// Whether something must be given.
    var asks: Bool { attributes.values.contains(where: \.isRequired) }

    /// What is wrong with these values, each by its place.
    func violations(of values: [String: FreeScalar], at pointer: String) -> [Violation] {
        var violations: [Violation] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let fault = fault(of: value, as: name) else { continue }
            violations.append(
                Violation(
                    pointer: "\(pointer)/\(name.pointerEscaped)", code: fault.code,
                    message: fault.message))
        }
        for attribute in attributes.values.sorted(by: { $0.name < $1.name })
        where attribute.isRequired && values[attribute.name] == nil {
            violations.append(
                Violation(
                    pointer: "\(pointer)/\(attribute.name.pointerEscaped)", code: "required",
                    message: "Is required by the product type."))
        }
        return violations
    }

    /// Those of the values that are as they must be.
    func fitting(_ values: [String: FreeScalar]) -> [String: FreeScalar] {
        values.filter { fault(of: $0.value, as: $0.key) == nil }
    }

    private func fault(
        of value: FreeScalar, as name: String
    ) -> (code: String, message: String)? {
        guard let attribute = attributes[name] else {
            return ("unknown_attribute", "The product type has no such attribute.")
        }
        switch (attribute.kind, value) {
        case (.text, .text), (.boolean, .boolean): return nil
        case (.date, .text(let text)):
            return Instant(day: text) == nil
                ? ("format", "Must be a day as 2022-09-01.") : nil
        case (.choice, .text(let text)):
            return attribute.choices.contains(text)
                ? nil
                : ("choice", "Must be one of \(attribute.choices.joined(separator: ", ")).")
        case (.integer, .number(let value)) where !value.isMultiple(of: FreeScalar.one):
            return ("type", "Must be a whole number.")
        case (.integer, .number(let value)), (.decimal, .number(let value)):
            return attribute.isWithin(value) ? nil : ("range", attribute.rangeMessage)
        default: return ("type", "Must be \(attribute.kind.article).")
        }
    }
}

extension ProductAttribute {
    fileprivate func isWithin(_ value: Int64) -> Bool {
        value >= minimum?.number ?? .min && value <= maximum?.number ?? .max
    }

    fileprivate var rangeMessage: String {
        let bounds = (minimum?.number, maximum?.number)
        func text(_ value: Int64) -> String { FreeScalar.digits(ofTenThousandths: value) }
        return switch bounds {
        case (let least?, let most?): "Must be between \(text(least)) and \(text(most))."
        case (let least?, nil): "Must be at least \(text(least))."
        case (nil, let most?): "Must be at most \(text(most))."
        case (nil, nil): "Must be another number."
        }
    }
}

extension AttributeKind {
    /// As a sentence names it.
    fileprivate var article: String {
        switch self {
        case .text: "a text"
        case .integer: "a whole number"
        case .decimal: "a number"
        case .boolean: "true or false"
        case .choice: "one of its choices"
        case .date: "a day as 2022-09-01"
        }
    }
}

extension String {
    /// As a JSON pointer names a member.
    fileprivate var pointerEscaped: String {
        var text = ""
        for character in self {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
        return text
    }
}
