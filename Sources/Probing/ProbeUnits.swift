import Foundation

/// A crontab line, and a service and a timer of systemd, that run a command once in each slot.
package struct ProbeUnits {
    let command: [String]
    let every: Duration

    package init(command: [String], every: Duration) { (self.command, self.every) = (command, every) }

    package var text: String {
        return """
            # crontab -e; keys of the endpoints must stand in the crontab's environment
            \(cron)

            # ~/.config/systemd/user/slam-probe.service
            [Unit]
            Description=Probe the models of a SLaM study

            [Service]
            Type=oneshot
            ExecStart=\(command.map(Self.systemdQuoted).joined(separator: " "))

            # ~/.config/systemd/user/slam-probe.timer
            [Unit]
            Description=Probe the models of a SLaM study in each slot

            [Timer]
            OnCalendar=\(calendar)
            AccuracySec=1us
            Unit=slam-probe.service

            [Install]
            WantedBy=timers.target

            # then: systemctl --user daemon-reload && systemctl --user enable --now slam-probe.timer

            """
    }

    private var seconds: Int { max(1, Int(every.components.seconds)) }

    private var isWhole: Bool { every >= .seconds(1) && every.components.attoseconds == 0 }

    /// cron keeps local time in whole minutes: of the slots, which are counted in UTC, it meets those of an hour or less.
    private var cron: String {
        let shell = Self.percentSafe(command.map(Self.quoted).joined(separator: " "))
        guard isWhole, seconds % 60 == 0, seconds <= 3600, 3600 % seconds == 0 else {
            return "# cron's steps, in minutes and in local time, do not begin with these slots: use the timer below"
        }
        return seconds == 3600 ? "0 * * * * \(shell)" : "*/\(seconds / 60) * * * * \(shell)"
    }

    /// Each slot's beginning, or more: a start within a slot that was made does nothing, and one that is late misses the probes
    /// that were due before it.
    private var calendar: String {
        // Parts of a second are no calendar's.
        guard isWhole else { return "*:*:* UTC" }
        if seconds < 60, 60 % seconds == 0 { return "*:*:0/\(seconds) UTC" }
        if seconds % 60 == 0, seconds < 3600, 3600 % seconds == 0 { return "*:0/\(seconds / 60):00 UTC" }
        if seconds % 3600 == 0, seconds <= 86_400, 86_400 % seconds == 0 {
            return seconds == 86_400 ? "*-*-* 00:00:00 UTC" : "0/\(seconds / 3600):00:00 UTC"
        }
        // Every beginning is a multiple of what the slot and a minute have in common.
        var (step, rest) = (60, seconds % 60)
        while rest > 0 { (step, rest) = (rest, step % rest) }
        return step == 60 ? "*:*:00 UTC" : "*:*:0/\(step) UTC"
    }

    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=,:".contains($0)) }
        return isPlain ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }

    /// In a crontab a bare percent sign ends the command.
    private static func percentSafe(_ line: String) -> String { line.replacingOccurrences(of: "%", with: "\\%") }

    private static func systemdQuoted(_ word: String) -> String {
        let escaped = word.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "%", with: "%%").replacingOccurrences(of: "$", with: "$$")
        return escaped.contains(" ") || escaped != word ? "\"\(escaped)\"" : escaped
    }
}
