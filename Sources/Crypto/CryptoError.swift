// What can go wrong in this room.

/// The refusal of a cryptographic operation.
package enum CryptoError: Error, Equatable {
    /// The system gave no random bytes.
    case randomUnavailable
    /// The number of bytes asked for is negative or too large.
    case lengthOutOfRange
    /// The cost parameters of scrypt are outside of their bounds.
    case parametersOutOfRange
    /// Deriving a key failed, for want of memory as a rule.
    case derivationFailed
    /// A stored password hash is not of the form that `PasswordHash.make` writes.
    case malformedPasswordHash
    /// Sealing a secret failed, for want of memory as a rule.
    case sealingFailed
}
