import Foundation

/// The cores of a bench of two sides, which must not take each other's time; a machine of one core has no say.
enum Core: String {
    case server = "0"
    case client = "1"
    case all

    private static let count = ProcessInfo.processInfo.processorCount

    /// What stands before a command that is to run there.
    var prefix: [String] {
        Self.count < 2 ? [] : ["taskset", "-c", self == .all ? "0-\(Self.count - 1)" : rawValue]
    }

    /// Keeps this program's own threads there.
    static func keep(to core: Core) {
        guard let program = core.prefix.first else { return }
        _ = try? Child.run(
            program,
            ["-a"] + core.prefix.dropFirst().dropLast() + ["-p", core.prefix[2], "\(getpid())"]
        )
    }
}
