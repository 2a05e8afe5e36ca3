import CArgon2

/// Argon2id version 19, over an arena.
enum Argon2 {
    /// The longest password in bytes; longer ones are a way to keep a server busy.
    static let passwordLimit = 1024

    /// The tag of so many bytes; `associated` data is nothing for passwords.
    ///
    /// Returns nothing when the memory can't be had.
    static func tag(
        of password: [UInt8], salt: [UInt8], pepper: [UInt8], associated: [UInt8] = [],
        parameters: Argon2Parameters, length: Int, arena: Argon2Arena
    ) -> [UInt8]? {
        var password = password
        var salt = salt
        var pepper = pepper
        var associated = associated
        var result: Int32 = 0
        let tag = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            password.withUnsafeMutableBufferPointer { password in
                salt.withUnsafeMutableBufferPointer { salt in
                    pepper.withUnsafeMutableBufferPointer { pepper in
                        associated.withUnsafeMutableBufferPointer { associated in
                            var context = argon2_context()
                            context.out = buffer.baseAddress
                            context.outlen = UInt32(length)
                            context.set(
                                password: password, salt: salt, pepper: pepper,
                                associated: associated)
                            context.set(parameters)
                            result = arena.hash(&context)
                        }
                    }
                }
            }
            filled = length
        }
        if result == ARGON2_MEMORY_ALLOCATION_ERROR.rawValue { return nil }
        precondition(result == ARGON2_OK.rawValue, "Argon2 refused: \(result)")
        return tag
    }
}

extension argon2_context {
    fileprivate mutating func set(
        password: UnsafeMutableBufferPointer<UInt8>, salt: UnsafeMutableBufferPointer<UInt8>,
        pepper: UnsafeMutableBufferPointer<UInt8>, associated: UnsafeMutableBufferPointer<UInt8>
    ) {
        // The library wants no pointer where there are no bytes.
        pwd = password.isEmpty ? nil : password.baseAddress
        pwdlen = UInt32(password.count)
        self.salt = salt.baseAddress
        saltlen = UInt32(salt.count)
        secret = pepper.isEmpty ? nil : pepper.baseAddress
        secretlen = UInt32(pepper.count)
        ad = associated.isEmpty ? nil : associated.baseAddress
        adlen = UInt32(associated.count)
    }

    fileprivate mutating func set(_ parameters: Argon2Parameters) {
        t_cost = UInt32(parameters.passes)
        m_cost = UInt32(parameters.memoryKiB)
        lanes = UInt32(parameters.lanes)
        // One thread, always: the library would start its own ones, and the arena is this one's.
        threads = 1
        version = ARGON2_VERSION_13.rawValue
    }
}
