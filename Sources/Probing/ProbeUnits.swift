import Foundation

/// A crontab line, and a service and a timer of systemd, that run a command once in each slot.
package struct ProbeUnits {
    let command: [String]
    let every: Duration

    package init(command: [String], every: Duration) { (self.command, self.every) = (command, every) }

    package var text: String {
        let seconds = max(1, Int(every.components.seconds))
        let shell = command.map(Self.quoted).joined(separator: " ")
        let cron =
            seconds % 60 == 0 && seconds < 3600 && 3600 % seconds == 0
            ? "*/\(seconds / 60) * * * * \(Self.percentSafe(shell))"
            : seconds % 3600 == 0 && seconds < 86_400 && 86_400 % seconds == 0
                ? "0 */\(seconds / 3600) * * * \(Self.percentSafe(shell))"
                : "# cron has no steps of \(seconds) s that stay in step with the slots: use the timer below"
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
            OnCalendar=\(Self.calendar(seconds))
            AccuracySec=1s
            Unit=slam-probe.service

            [Install]
            WantedBy=timers.target

            # then: systemctl --user daemon-reload && systemctl --user enable --now slam-probe.timer

            """
    }

    /// The beginnings of the slots, which are counted in UTC.
    private static func calendar(_ seconds: Int) -> String {
        if seconds < 60, 60 % seconds == 0 { return "*:*:0/\(seconds) UTC" }
        if seconds % 60 == 0, seconds < 3600, 3600 % seconds == 0 { return "*:0/\(seconds / 60):00 UTC" }
        if seconds % 3600 == 0, seconds <= 86_400, 86_400 % seconds == 0 {
            return seconds == 86_400 ? "*-*-* 00:00:00 UTC" : "0/\(seconds / 3600):00:00 UTC"
        }
        return "*:*:00 UTC"
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
