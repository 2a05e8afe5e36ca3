extension Configuration {
    /// Where documents are kept, and how much of them.
    public struct Storage: Sendable {
        /// The folder of documents, or of uploads on their way to S3.
        public let folder: String
        /// Bytes of its volume that uploads leave free.
        public let reserve: Int
        /// Bytes of a document at most.
        public let documentLimit: Int
        /// How often files that belong to no document are removed.
        public let sweepPeriod: Duration
        /// The S3 server to keep them on; nil for the folder.
        public let s3: S3?
    }

    /// An S3 server and the keys it knows us by.
    public struct S3: Sendable {
        public let endpoint: String
        public let region: String
        public let bucket: String
        public let accessKey: String
        public let secretKey: Secret<String>
    }
}
