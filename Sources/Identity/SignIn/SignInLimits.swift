// Every limit of signing in, each with its unit and default.

/// How long a session lives.
enum SessionLimits {
    /// Without being used.
    static let idleSeconds: Int64 = 8 * 3600
    /// Altogether.
    static let absoluteSeconds: Int64 = 7 * 24 * 3600
}

/// What is taken of people who try passwords.
package struct SignInLimits: Sendable {
    /// Wrong passwords for one user name until the next try has to wait.
    package var freeFailuresPerName = 5
    /// The same for one address, from which several people may come.
    package var freeFailuresPerAddress = 50
    /// The first wait; each further failure doubles it. Seconds.
    package var firstWait: Int64 = 1
    /// The longest wait. Seconds.
    package var longestWait: Int64 = 900
    /// Without a try; then the failures are forgotten. Seconds.
    package var memory: Int64 = 86_400
    /// User names whose failures are remembered, and as many addresses.
    package var rememberedKeys = 10_000
    /// Passwords that wait to be compared or are being compared, 32 MiB each; one more is a 503. A part of the heavy queue, so that others
    /// get through.
    package var triesAtOnce = 16
    /// Addresses whose failures are not counted together, because everybody may come from there: a proxy's.
    package var sharedAddresses = ["127.0.0.1", "::1"]

    /// The defaults.
    package init() {}
}
