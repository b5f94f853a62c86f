import Foundation

/// The cores of a bench of two sides, which must not take each other's time; a machine of one core has no say.
enum Core {
    case server, client, all

    private static let count = ProcessInfo.processInfo.processorCount

    /// As taskset lists them.
    private var list: String {
        switch self {
        case .server: "0"
        case .client: "1"
        case .all: "0-\(Self.count - 1)"
        }
    }

    /// What stands before a command that is to run there.
    var prefix: [String] { Self.count < 2 ? [] : ["taskset", "-c", list] }

    /// Keeps this program's own threads there.
    static func keep(to core: Core) {
        guard count > 1 else { return }
        _ = try? Child.run("taskset", ["-a", "-c", "-p", core.list, "\(getpid())"])
    }
}
