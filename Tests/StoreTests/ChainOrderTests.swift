import Studies
import Testing

@testable import Store

/// In which order the events of a session may stand, of chains whose links are whole.
struct ChainOrderTests {
    private typealias Step = (kind: EventKind, row: Int64?)

    /// The chain of sessions with these events, each session opened and following the one before it.
    private func events(_ sessions: [[Step]], version: Int = ReviewEvent.newestVersion) -> [ReviewEvent] {
        var (events, head): ([ReviewEvent], JSONValue) = ([], .null)
        for (place, steps) in sessions.enumerated() {
            var previous = ""
            for (number, step) in ([(.opened, nil)] + steps).enumerated() {
                var event = ReviewEvent(
                    study: "s",
                    reviewer: "ana",
                    sitting: "sitting \(place)",
                    number: number + 1,
                    kind: step.kind.rawValue,
                    presentation: step.row,
                    row: step.row,
                    at: Int64(10 * place + number),
                    payload: step.kind == .opened
                        ? JSONValue.object([("after", head), ("is_restricted", .bool(true))]).canonicalText : "{}",
                    previous: previous,
                    sha256: "",
                    version: version
                )
                event.sha256 = event.expectedSHA256
                previous = event.sha256
                events.append(event)
            }
            head = .string(previous)
        }
        return events
    }

    private func findings(_ sessions: [Step]...) -> [String] {
        ChainCheck(events: events(sessions), expectedHeads: []).finished().findings.map {
            "\($0.standing.rawValue) \($0.sitting) \($0.number ?? 0): \($0.what)"
        }
    }

    @Test func whatIsRatedWasShownInItsOwnSession() {
        #expect(findings([(.claimed, 1), (.shown, 1), (.rated, 1)]) == [])
        #expect(findings([(.shown, 1), (.skipped, 1)], [(.shown, 1), (.rated, 1)]) == [])
        let rated = ["broken sitting 0 3: it rates what was not shown before"]
        #expect(findings([(.claimed, 1), (.rated, 1)]) == rated)
        #expect(findings([(.claimed, 1), (.skipped, 1)]) == rated)
        #expect(findings([(.shown, 2), (.rated, 1)]) == rated)
        let second = ["broken sitting 1 2: it rates what was not shown before"]
        #expect(findings([(.shown, 1), (.rated, 1)], [(.rated, 1)]) == second)
    }

    @Test func whatFollowsARatingComesAfterIt() {
        #expect(findings([(.shown, 1), (.rated, 1), (.revealed, 1), (.guessed, 1)]) == [])
        let early = "what comes after a rating came before it"
        #expect(findings([(.shown, 1), (.revealed, 1), (.rated, 1)]) == ["broken sitting 0 3: \(early)"])
        // A skip is no rating.
        #expect(findings([(.shown, 1), (.skipped, 1), (.guessed, 1)]) == ["broken sitting 0 4: \(early)"])
    }

    @Test func aClockThatIsSetBackIsANoteAndALostHeadIsNot() {
        var events = events([[(.shown, 1)], [(.shown, 1)]])
        let head = ChainHead(reviewer: "ana", sitting: "sitting 0", number: 2, sha256: events[1].sha256)
        func report(_ events: [ReviewEvent], _ heads: [ChainHead]) -> ChainReport {
            ChainCheck(events: events, expectedHeads: heads).finished()
        }
        let whole = report(events, [head])
        #expect(whole.findings.isEmpty && whole.sittingCount == 2 && whole.eventCount == 4)
        #expect(whole.unrestrictedCount == 0 && whole.heads.map(\.number) == [2, 2])
        var other = head
        other.sha256 = "0"
        #expect(report(events, [other]).broken.count == 1)
        events[1].at = -5
        events[1].sha256 = events[1].expectedSHA256
        // The second session names another head of the first than there is now.
        let changed = report(events, [])
        #expect(changed.findings.map(\.standing) == [.note, .broken])
        #expect(changed.findings[0].what == "the clock was set back by 5 ms")
    }

    @Test func aLinkThatWasChangedIsFoundOnceInItsSession() {
        var events = events([[(.shown, 1), (.claimed, 2), (.shown, 2)], [(.shown, 1)]])
        events[1].payload = #"{"shown_sha256":"x"}"#
        let report = ChainCheck(events: events, expectedHeads: []).finished()
        #expect(report.findings.map(\.number) == [2] && report.findings[0].what.contains("its hash is another"))
        // An event of before that is put in elsewhere has a hash of its own, and another one before it.
        var moved = self.events([[(.shown, 1), (.claimed, 2)]])
        moved[2].previous = "x"
        moved[2].sha256 = moved[2].expectedSHA256
        let found = ChainCheck(events: moved, expectedHeads: []).finished().findings
        #expect(found.map(\.number) == [3] && found[0].what.contains("it does not follow the event before it"))
        events.remove(at: 1)
        let missing = ChainCheck(events: events, expectedHeads: []).finished()
        #expect(missing.findings.map(\.number) == [3])
        #expect(missing.findings[0].what == "an event is missing before it: it should be number 2")
    }

    @Test func aSessionBeginsWithItsOpeningWhichSaysWhatItCouldRead() {
        var events = events([[(.shown, 1)]])
        #expect(ChainCheck(events: events, expectedHeads: []).finished().unrestrictedCount == 0)
        events[0].payload = #"{"is_restricted":false}"#
        events[0].sha256 = events[0].expectedSHA256
        events.removeLast()
        let open = ChainCheck(events: events, expectedHeads: []).finished()
        #expect(open.unrestrictedCount == 1 && open.findings.isEmpty)
        events[0].kind = EventKind.claimed.rawValue
        events[0].sha256 = events[0].expectedSHA256
        let found = ChainCheck(events: events, expectedHeads: []).finished().findings
        #expect(found.map(\.what) == ["the session does not begin with its opening"])
    }
}
