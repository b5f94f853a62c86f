import Glibc

/// Standard input as it is read beside signals.
enum StandardInput {
    /// A descriptor on which reading never waits where standard input is a terminal: Ctrl-C throws away what was typed,
    /// also what `poll` has just told of, and who then waits in `read` sees no signal. The terminal is opened once more
    /// for that, as whoever shares the first descriptor, such as the shell, counts on its waiting.
    static let descriptor: Int32 = {
        var name = [CChar](repeating: 0, count: 256)
        guard isatty(0) == 1, ttyname_r(0, &name, name.count) == 0 else { return 0 }
        let own = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        return own < 0 ? 0 : own
    }()
}
