package import Foundation

/// How long a program that says nothing is waited for. What counts is the time in which it had nothing to do: on a busy
/// machine a program that works waits for its turn, and one that hangs sleeps.
package struct Patience {
    /// The seconds after which a program is given up: idle ones, and ones of the processor.
    private static let longest = 60.0

    private let session: pid_t
    private var looked = ContinuousClock.now
    private var idle = 0.0
    /// What the processes had used of the processor at the first look, and at the last.
    private var worked: (first: Double, last: Double)?

    /// With the processes of a session.
    package init(session: pid_t) { self.session = session }

    /// Whether the program is given up; looks at it once a second.
    package mutating func isOver() -> Bool {
        let now = ContinuousClock.now
        guard looked.duration(to: now) >= .seconds(1) else { return false }
        looked = now
        let (seconds, isRunnable) = Self.work(session)
        let former = worked ?? (seconds, seconds)
        // One second a look, whatever has passed: who looks may have waited for its turn too.
        if !isRunnable { idle += max(0, 1 - (seconds - former.last)) }
        worked = (former.first, seconds)
        return idle > Self.longest || seconds - former.first > Self.longest
    }

    /// What the processes of a session have used of the processor, and whether a thread of one could use more.
    private static func work(_ session: pid_t) -> (seconds: Double, isRunnable: Bool) {
        let hundredths = Double(sysconf(Int32(_SC_CLK_TCK)))
        var (seconds, isRunnable) = (0.0, false)
        for process in names("/proc") where process.first?.isNumber == true {
            guard let fields = fields("/proc/\(process)/stat"), fields.count > 12, fields[3] == "\(session)" else {
                continue
            }
            seconds += ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / hundredths
            for thread in names("/proc/\(process)/task") {
                // Running or waiting for its turn, or for a disk.
                if let state = self.fields("/proc/\(process)/task/\(thread)/stat")?.first, ["R", "D"].contains(state) {
                    isRunnable = true
                }
            }
        }
        return (seconds, isRunnable)
    }

    private static func names(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// The fields behind the program's name; nil for a process that has ended meanwhile.
    private static func fields(_ path: String) -> [Substring]? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let end = text.lastIndex(of: ")") else {
            return nil
        }
        return text[text.index(after: end)...].split(separator: " ")
    }
}
