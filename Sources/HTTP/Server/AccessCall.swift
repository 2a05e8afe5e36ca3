import CMicrohttpd

/// One call of the library's access callback.
struct AccessCall {
    let connection: OpaquePointer
    let method: String
    let version: String
    let upload: UnsafeRawBufferPointer
    let uploadSize: UnsafeMutablePointer<Int>

    init(
        connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
        upload: UnsafePointer<CChar>?, uploadSize: UnsafeMutablePointer<Int>
    ) {
        self.connection = connection
        self.method = String(cString: method)
        self.version = String(cString: version)
        self.upload = UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
        self.uploadSize = uploadSize
    }

    /// Whether the whole body has been handed over.
    var isEnd: Bool { upload.isEmpty }

    /// Says that all of this piece has been taken.
    func consume() {
        uploadSize.pointee = 0
    }
}
