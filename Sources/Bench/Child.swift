import Foundation

/// A process that a benchmark runs, and what it cost.
struct Child {
    /// Seconds from start to end.
    var wall: Double
    /// Seconds of processor time, user and system.
    var processor: Double
    /// The largest resident set in megabytes.
    var megabytes: Double
    var output: String
    var status: Int32

    /// The built program that lies beside this one.
    static let slam = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "slam").path

    /// Runs a program to its end, on that core if one is named; its standard error is thrown away.
    static func run(_ program: String, _ arguments: [String], on core: Core? = nil) throws -> Child {
        let words = (core?.prefix ?? []) + [program] + arguments
        let file = FileManager.default.temporaryDirectory.appending(path: "slam-bench-\(UUID().uuidString)").path
        defer { unlink(file) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, file, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var copies: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        var process = pid_t()
        let clock = ContinuousClock()
        let start = clock.now
        guard posix_spawnp(&process, words[0], &actions, nil, &copies, environ) == 0 else {
            throw CocoaError(.fileNoSuchFile)
        }
        var (status, usage) = (Int32(0), rusage())
        while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return Child(
            wall: (clock.now - start) / .seconds(1),
            processor: usage.ru_utime.seconds + usage.ru_stime.seconds,
            megabytes: Double(usage.ru_maxrss) / 1024,
            output: text,
            status: status >> 8 & 0xFF
        )
    }
}

extension timeval {
    fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
