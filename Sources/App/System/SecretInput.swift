// Reading a password: from the terminal without showing it, or the first line of standard input.

import Glibc

/// Where secrets are typed.
enum SecretInput {
    /// A password, asked for twice on a terminal. Throws `CommandFailure` where none is given or the two differ.
    static func password(for name: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine(), !line.isEmpty else { throw CommandFailure("standard input holds no password") }
            return line
        }
        let first = try ask("Password for \(name): ")
        guard try ask("The same again: ") == first else { throw CommandFailure("the two passwords differ") }
        guard !first.isEmpty else { throw CommandFailure("a password must not be empty") }
        return first
    }

    private static func ask(_ prompt: String) throws -> String {
        Console.prompt(prompt)
        let line = withoutEcho { readLine() }
        Console.note("")
        guard let line else { throw CommandFailure("no password was typed") }
        return line
    }

    /// Has the terminal not show what is typed meanwhile.
    private static func withoutEcho<Result>(_ body: () -> Result) -> Result {
        var settings = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &settings) == 0 else { return body() }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
        return body()
    }
}
