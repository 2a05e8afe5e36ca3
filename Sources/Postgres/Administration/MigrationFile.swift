import Glibc

/// One forward step of the schema: `NNNN_name.sql`.
public struct MigrationFile: Hashable, Sendable {
    /// The place in the order; no two files have the same.
    public let number: Int
    /// The file's name without folder and ending.
    public let name: String
    let bytes: [UInt8]

    /// Reads a folder's migrations in their order; other files are refused, so that a slip in a
    /// name cannot leave a step out.
    public static func all(in folder: String) throws(MigrationProblem) -> [MigrationFile] {
        guard let directory = opendir(folder) else { throw .unreadable(folder) }
        defer { closedir(directory) }
        var files: [MigrationFile] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            guard !name.hasPrefix(".") else { continue }
            files.append(try MigrationFile(name, in: folder))
        }
        files.sort { $0.number < $1.number }
        for (former, latter) in zip(files, files.dropFirst()) where former.number == latter.number {
            throw .sameNumber(former.name, latter.name)
        }
        return files
    }

    private init(_ file: String, in folder: String) throws(MigrationProblem) {
        let digits = file.prefix { $0.isASCII && $0.isNumber }
        guard digits.count == 4, let number = Int(digits), file.hasSuffix(".sql"),
            file.dropFirst(4).first == "_", file.utf8.count > 9
        else { throw .misnamed(file) }
        guard let bytes = Self.contents("\(folder)/\(file)") else { throw .unreadable(file) }
        self.number = number
        self.bytes = bytes
        name = String(file.dropLast(4))
    }

    private static func contents(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes.append(contentsOf: chunk[..<count])
            if count < chunk.count { return ferror(file) == 0 ? bytes : nil }
        }
    }
}
