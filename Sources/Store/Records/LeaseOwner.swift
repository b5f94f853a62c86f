import Foundation

/// The process that holds a claim: boot, process id and start time tell whether it still runs.
package struct LeaseOwner: Sendable, Hashable {
    /// `boot id:process id:start time`.
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// This process.
    package static let current = LeaseOwner(rawValue: "\(bootID):\(getpid()):\(startTime(of: getpid()) ?? "?")")

    /// False only when the owner ran on this boot of this machine and has ended.
    package var mayBeAlive: Bool {
        let parts = rawValue.split(separator: ":").map(String.init)
        guard parts.count == 3, parts[0] == Self.bootID, let process = Int32(parts[1]) else { return true }
        return Self.startTime(of: process) == parts[2]
    }

    /// Whether it surely runs, on this machine.
    package var isAlive: Bool {
        let parts = rawValue.split(separator: ":").map(String.init)
        return mayBeAlive && parts.first == Self.bootID
    }

    private static let bootID =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"

    /// The process's start in clock ticks since boot, field 22 of its `stat`; nil when it has ended.
    private static func startTime(of process: Int32) -> String? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[name...].split(separator: " ")
        // A zombie has ended, whether or not its parent has noticed.
        guard fields.count > 20, !["Z", "X"].contains(fields[1]) else { return nil }
        return String(fields[20])
    }
}
