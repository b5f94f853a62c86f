import Foundation
import Probing
import Testing

/// The timers that start a probe in each slot.
struct ProbeUnitsTests {
    private func line(_ every: Duration, _ start: String, _ command: [String] = ["slam", "probe"]) -> String {
        let lines = ProbeUnits(command: command, every: every).text.split(separator: "\n").map(String.init)
        return lines.first { $0.hasPrefix(start) } ?? ""
    }

    @Test(
        arguments: [
            (60, "*/1 * * * * "), (900, "*/15 * * * * "), (3600, "0 * * * * "), (7200, "# cron's steps"),
            (2400, "# cron's steps"), (90, "# cron's steps"), (20, "# cron's steps"),
        ] as [(Int, String)]
    )
    func cronHasTheSlotsOfAnHourAlone(seconds: Int, start: String) {
        #expect(!line(.seconds(seconds), start).isEmpty)
    }

    /// Every slot begins where the timer fires; a slot of a length that no calendar has is met by a finer one.
    @Test(
        arguments: [
            (20, "*:*:0/20"), (45, "*:*:0/15"), (60, "*:0/1:00"), (90, "*:*:0/30"), (420, "*:*:00"), (900, "*:0/15:00"),
            (3600, "0/1:00:00"), (21_600, "0/6:00:00"), (86_400, "*-*-* 00:00:00"), (18_000, "*:*:00"),
        ] as [(Int, String)]
    )
    func theCalendarMeetsEverySlot(seconds: Int, calendar: String) {
        #expect(line(.seconds(seconds), "OnCalendar=") == "OnCalendar=\(calendar) UTC")
    }

    @Test func partsOfASecondAreStartedEachSecond() {
        for length in [Duration.milliseconds(500), .milliseconds(1500)] {
            #expect(line(length, "OnCalendar=") == "OnCalendar=*:*:* UTC")
            #expect(!line(length, "# cron's steps").isEmpty)
        }
    }

    @Test func wordsAreQuotedForTheirReader() {
        let words = ["/opt/my tools/slam", "--workspace", "/data/100%/it's", "a$b", "q\"\\"]
        let cron = line(.seconds(60), "*/1", words)
        #expect(cron == #"*/1 * * * * '/opt/my tools/slam' --workspace '/data/100\%/it'\''s' 'a$b' 'q"\'"#)
        let unit = line(.seconds(60), "ExecStart=", words)
        #expect(unit == #"ExecStart="/opt/my tools/slam" --workspace "/data/100%%/it's" "a$$b" "q\"\\""#)
    }
}
