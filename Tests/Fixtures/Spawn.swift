import Foundation

/// Programs started by posix_spawn(3).
///
/// Foundation's `Process` reads 256 bytes of each name in /proc/self/fd, also where fewer are left of what readdir(3) holds:
/// of some hundred runs of all tests one crashed there.
package enum Spawn {
    /// posix_spawn_file_actions_addclosefrom_np(3), which Glibc's module lacks.
    private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, CInt) -> CInt

    /// Starts a program; of files it has what `open` opens, and no other.
    static func start(
        _ command: [String],
        _ variables: [String: String],
        flags: Int16,
        open: (inout posix_spawn_file_actions_t) -> Void
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        open(&actions)
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { throw POSIXError(.ENOSYS) }
        _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, flags)
        var words = command.map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, command[0], &actions, &attributes, &words, &settings)
        guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
        return process
    }

    /// Runs a program with its standard files in a group of its own and waits for its end: its exit code, or the signal that
    /// ended it.
    package static func run(
        _ command: [String],
        _ variables: [String: String],
        input: String,
        output: String,
        errors: String
    ) throws -> Int32 {
        // POSIX_SPAWN_SETPGROUP
        let process = try start(command, variables, flags: 0x02) { actions in
            posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY, 0)
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECHILD) }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : signal
    }
}
