public import Identity
import Cryptography
import Storage

/// What businesses have to show, as `Policies/` declares it.
public struct RequirementCatalog: Sendable {
    /// Whom a type of business onboards.
    struct Kind: Sendable {
        let name: String
        let onboards: String
        let summary: String
    }

    /// One thing that one type of business has to show.
    struct Declared: Sendable {
        let businessType: String
        let kind: String
        let isNeeded: Bool
        let expires: Bool
        let mediaTypes: [String]
    }

    /// The number of everything in the folder.
    public let version: Int
    let businessTypes: [Kind]
    let requirements: [Declared]

    /// How many requirements are declared.
    public var count: Int { requirements.count }

    /// A digest over everything it says but its version.
    var checksum: String {
        var text = ""
        for type in businessTypes {
            text += "type\t\(type.name)\t\(type.onboards)\t\(type.summary)\n"
        }
        for declared in requirements {
            let types = declared.mediaTypes.joined(separator: " ")
            text += "requirement\t\(declared.businessType)\t\(declared.kind)\t"
            text += "\(declared.isNeeded)\t\(declared.expires)\t\(types)\n"
        }
        return Hexadecimal.encode(SHA256.digest(of: text))
    }
}

/// The files `business_types.csv` and `requirements.csv`: read, checked and applied.
public enum RequirementFiles {
    /// Reads a folder and checks it; throws with every fault of the files.
    public static func load(_ folder: String) throws(PolicyFault) -> RequirementCatalog {
        let version = try PolicyFiles.version(folder)
        let types = try PolicyFiles.rows(
            "business_types.csv", ["name", "onboards", "summary"], in: folder)
        let rows = try PolicyFiles.rows(
            "requirements.csv", ["business_type", "kind", "needed", "expires", "media_types"],
            in: folder)
        let catalog = RequirementCatalog(
            version: version,
            businessTypes: types.map { .init(name: $0[0], onboards: $0[1], summary: $0[2]) },
            requirements: rows.map { row in
                .init(
                    businessType: row[0], kind: row[1], isNeeded: row[2] == "yes",
                    expires: row[3] == "yes",
                    mediaTypes: row[4].split(separator: " ").map(String.init))
            })
        let flags = rows.filter { row in
            ![row[2], row[3]].allSatisfy { $0 == "yes" || $0 == "no" }
        }
        let faults = flags.map { "\($0[0]) × \($0[1]): a flag is yes or no" } + check(catalog)
        if !faults.isEmpty { throw PolicyFault(faults) }
        return catalog
    }

    /// What a catalog contradicts itself in, or the product.
    static func check(_ catalog: RequirementCatalog) -> [String] {
        var faults: [String] = []
        func unique(_ names: [String], _ what: String) {
            var seen: Set<String> = []
            for name in names where !seen.insert(name).inserted {
                faults.append("\(what) \(name) stands twice")
            }
        }
        let names = catalog.businessTypes.map(\.name)
        unique(names, "business type")
        unique(catalog.requirements.map { "\($0.businessType) × \($0.kind)" }, "requirement")
        for type in catalog.businessTypes {
            if BusinessType(rawValue: type.name) == nil {
                faults.append("there is no business type \(type.name)")
            }
            if Onboards(rawValue: type.onboards) == nil {
                faults.append("\(type.name) can't onboard \(type.onboards)")
            }
        }
        for type in BusinessType.allCases where !names.contains(type.rawValue) {
            faults.append("business type \(type.rawValue) is not declared")
        }
        for declared in catalog.requirements { faults += check(declared, catalog) }
        return faults
    }

    private static func check(
        _ declared: RequirementCatalog.Declared, _ catalog: RequirementCatalog
    ) -> [String] {
        var faults: [String] = []
        let name = "\(declared.businessType) × \(declared.kind)"
        let type = catalog.businessTypes.first { $0.name == declared.businessType }
        if type == nil { faults.append("there is no business type \(declared.businessType)") }
        if type?.onboards == Onboards.nobody.rawValue {
            faults.append("\(name): nobody of that type is onboarded")
        }
        if RequirementKind(rawValue: declared.kind) == nil {
            faults.append("there is no kind of requirement \(declared.kind)")
        }
        if declared.mediaTypes.isEmpty { faults.append("\(name): it takes no media type") }
        for mediaType in declared.mediaTypes where FileType(rawValue: mediaType) == nil {
            faults.append("\(name): files of \(mediaType) can't be told")
        }
        return faults
    }
}
