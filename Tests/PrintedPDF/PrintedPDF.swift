import Foundation

/// A PDF as another program reads it.
public struct PrintedPDF: Sendable {
    /// The text of each page, as it stands there.
    public let pages: [String]

    /// It is none.
    public struct Unreadable: Error {
        let reason: String
    }

    /// - Parameter name: under which DRAY_KEEP_PAPERS, a folder, keeps it to be looked at.
    public init(_ bytes: [UInt8], as name: String? = nil) throws {
        if let name, let folder = ProcessInfo.processInfo.environment["DRAY_KEEP_PAPERS"] {
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(name).pdf"))
        }
        let folder = FileManager.default.temporaryDirectory
        let path = folder.appending(path: "paper-\(UUID().uuidString).pdf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw Unreadable(reason: "no file")
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/pdftotext")
        process.arguments = ["-layout", "-enc", "UTF-8", path, "-"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Unreadable(reason: "pdftotext \(process.terminationStatus)")
        }
        pages = String(decoding: data, as: UTF8.self).split(separator: "\u{C}").map(String.init)
    }
}
