public import Bedrock

/// What is to be printed: a head, a table over as many pages as it takes, sums and notes.
public struct PaperDocument: Sendable {
    public let size: PaperSize
    /// What it is: "Packing slip".
    public let title: String
    /// Which one: the order's number.
    public let number: String
    /// Whose paper it is.
    public let sender: PaperAddress
    /// When what it says became true: the same document is the same file.
    public let madeAt: Instant
    public var addresses: [PaperAddress] = []
    public var facts: [PaperFact] = []
    public var columns: [PaperColumn] = []
    /// A cell for each column.
    public var rows: [[String]] = []
    public var sums: [PaperSum] = []
    public var notes: [PaperNote] = []
    /// What people sign, side by side: "Packed by".
    public var signatures: [String] = []

    public init(
        size: PaperSize, title: String, number: String, sender: PaperAddress, madeAt: Instant
    ) {
        self.size = size
        self.title = title
        self.number = number
        self.sender = sender
        self.madeAt = madeAt
    }
}

/// The paper that offices of a country have.
public enum PaperSize: Sendable, Equatable {
    case a4, letter

    private static let letterCountries: Set<String> = [
        "US", "CA", "MX", "PR", "PH", "CL", "CO", "VE", "CR", "GT", "PA", "DO", "SV", "NI", "BO",
    ]

    /// By the two letters of ISO 3166.
    public init(country: String?) {
        self = Self.letterCountries.contains(country ?? "") ? .letter : .a4
    }

    /// In points.
    var width: Double { self == .a4 ? 595.28 : 612 }
    var height: Double { self == .a4 ? 841.89 : 792 }
}

/// Somebody and where they are.
public struct PaperAddress: Sendable {
    /// What they are here: "Deliver to".
    public let heading: String
    public let name: String
    public let lines: [String]

    public init(heading: String, name: String, lines: [String]) {
        self.heading = heading
        self.name = name
        self.lines = lines
    }
}

/// A thing that is said once: "Your reference", "PO-7".
public struct PaperFact: Sendable {
    public let label: String
    public let value: String

    public init(_ label: String, _ value: String) {
        self.label = label
        self.value = value
    }
}

/// A column of the table.
public struct PaperColumn: Sendable {
    /// How its cells are set.
    public enum Kind: Sendable {
        case text
        /// To the right, figures under figures.
        case number
        /// An empty box to tick; its cells say nothing.
        case box
    }

    public let heading: String
    public let kind: Kind
    /// In points; nil of the one that takes what is left.
    public let width: Double?

    public init(_ heading: String, _ kind: Kind = .text, width: Double? = nil) {
        self.heading = heading
        self.kind = kind
        self.width = width
    }
}

/// A line under the table.
public struct PaperSum: Sendable {
    public let label: String
    public let value: String
    /// What it all comes to.
    public let isTotal: Bool

    public init(_ label: String, _ value: String, isTotal: Bool = false) {
        self.label = label
        self.value = value
        self.isTotal = isTotal
    }
}

/// A text under all else.
public struct PaperNote: Sendable {
    public let heading: String
    public let text: String

    public init(_ heading: String, _ text: String) {
        self.heading = heading
        self.text = text
    }
}
