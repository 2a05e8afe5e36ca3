import CMicrohttpd

/// One call of the library's access callback.
struct AccessCall {
    let connection: OpaquePointer
    let upload: UnsafeRawBufferPointer
    let uploadSize: UnsafeMutablePointer<Int>

    private let methodText: UnsafePointer<CChar>
    private let versionText: UnsafePointer<CChar>

    init(
        connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
        upload: UnsafePointer<CChar>?, uploadSize: UnsafeMutablePointer<Int>
    ) {
        self.connection = connection
        methodText = method
        versionText = version
        self.upload = UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
        self.uploadSize = uploadSize
    }

    var method: String { String(cString: methodText) }
    var version: String { String(cString: versionText) }

    /// Whether the whole body has been handed over.
    var isEnd: Bool { upload.isEmpty }

    /// Says that all of this piece has been taken.
    func consume() {
        uploadSize.pointee = 0
    }
}
