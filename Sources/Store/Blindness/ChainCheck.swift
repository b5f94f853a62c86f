import Studies

/// Recomputes the chains of sessions and compares the ratings with them. The order of a session is its own numbers, never
/// the clock's.
struct ChainCheck {
    /// One stored act of a person.
    struct Act {
        var record: RatingRecord
        /// By the newest rule, then by the first.
        var digests: [String]
        /// The row of the plan that it was given on.
        var presentation: Int64?
        /// What it corrects, as its own session called that.
        var supersedes: String?
        /// Whether what it corrects came in another bundle, of which its session knew nothing.
        var correctsAnother = false
        /// Whether it corrects nothing here though it did in its session: it is not blind, and what it corrected is.
        var standsBeside = false
        var bundle: Int64?
        /// What of it does not match its own id or the plan.
        var mismatch: String?

        var words: String { "\(record.criterion) of \(record.subject.name.prefix(12))…" }
    }

    /// By reviewer, sitting and number.
    let events: [ReviewEvent]
    let expectedHeads: [ChainHead]
    /// Heads that the study's own log names.
    let notedHeads: [ChainHead]
    /// Rows whose ratings came in another bundle than the event.
    let replaced: Set<Int64>
    /// Acts that a merge left out, as its event says: another copy of their bundle had them.
    let leftOut: Set<String>
    private var report = ChainReport()
    /// By the digest of an act the event that tells of it, and what it corrects.
    private var logged: [String: (event: Int, supersedes: String?)] = [:]
    private var stored: Set<String> = []

    /// Checks the events; then every act is to be checked.
    init(
        events: [ReviewEvent],
        expectedHeads: [ChainHead],
        notedHeads: [ChainHead] = [],
        replaced: Set<Int64> = [],
        leftOut: Set<String> = []
    ) {
        self.events = events
        self.expectedHeads = expectedHeads
        self.notedHeads = notedHeads
        self.replaced = replaced
        self.leftOut = leftOut
        checkLinks()
        checkSittings()
        checkOrder()
        readActs()
    }

    /// What was found, once every act is checked.
    consuming func finished() -> ChainReport {
        checkLogged()
        checkHeads()
        return report
    }

    private mutating func find(_ standing: ChainFinding.Standing, _ event: ReviewEvent, _ what: String) {
        report.findings.append(
            ChainFinding(standing, reviewer: event.reviewer, sitting: event.sitting, number: event.number, what)
        )
    }

    private static func isSame(_ one: ReviewEvent?, _ other: ReviewEvent) -> Bool {
        one?.sitting == other.sitting && one?.reviewer == other.reviewer
    }

    private mutating func checkLinks() {
        report.eventCount = events.count
        var last: ReviewEvent?
        var isBroken = false
        for event in events {
            let before = Self.isSame(last, event) ? last : nil
            if before == nil {
                report.sittingCount += 1
                isBroken = false
            }
            // After the first broken link the rest of a sitting proves nothing.
            if !isBroken, let problem = problem(event, after: before) {
                find(.broken, event, problem)
                isBroken = true
            }
            if let before, event.at < before.at {
                find(.note, event, "the clock was set back by \(before.at - event.at) ms")
            }
            last = event
        }
        for (place, event) in events.enumerated()
        where place + 1 == events.count || !Self.isSame(events[place + 1], event) {
            report.heads.append(
                ChainHead(
                    reviewer: event.reviewer,
                    sitting: event.sitting,
                    number: event.number,
                    sha256: event.sha256
                )
            )
        }
    }

    private func problem(_ event: ReviewEvent, after last: ReviewEvent?) -> String? {
        let number = (last?.number ?? 0) + 1
        if event.number != number { return "an event is missing before it: it should be number \(number)" }
        if event.previous != last?.sha256 ?? "" { return "it does not follow the event before it: changed or moved" }
        if event.sha256 != event.expectedSHA256 { return "it was changed: its hash is another" }
        if last == nil, event.kind != EventKind.opened.rawValue { return "the session does not begin with its opening" }
        return nil
    }

    /// Every sitting names the head of the one before it, which must be there.
    private mutating func checkSittings() {
        let known = Set(events.map(\.sha256))
        for event in events where event.kind == EventKind.opened.rawValue {
            let payload = try? JSONValue(parsing: event.payload)
            if payload?["is_restricted"]?.bool != true { report.unrestrictedCount += 1 }
            if let before = payload?["after"]?.string, !known.contains(before) {
                find(.broken, event, "the session before it is missing, or its end is")
            }
        }
    }

    /// Within each session: what is rated was shown before, and what follows a rating comes after it.
    private mutating func checkOrder() {
        var last: ReviewEvent?
        var shown: Set<Int64> = []
        var texts: Set<String> = []
        var rated: Set<Int64> = []
        for event in events {
            if !Self.isSame(last, event) { (shown, texts, rated) = ([], [], []) }
            last = event
            guard let presentation = event.presentation else { continue }
            let payload = try? JSONValue(parsing: event.payload)
            switch EventKind(rawValue: event.kind) {
            case .shown:
                shown.insert(presentation)
                if let text = payload?["shown_sha256"]?.string { texts.insert(text) }
            case .rated, .skipped:
                let isKnown = shown.contains(presentation) || isOlderTakeover(event, payload, texts)
                if !isKnown { find(.broken, event, "it rates what was not shown before") }
                if event.kind == EventKind.rated.rawValue { rated.insert(presentation) }
            case .revealed, .guessed:
                if !rated.contains(presentation) { find(.broken, event, "what comes after a rating came before it") }
            case .retracted, .opened, .claimed, .adjudicated, nil: break
            }
        }
    }

    /// The first rule logged a rating on a row that somebody else had taken meanwhile under a row of its own, which was
    /// never shown under that number: its text was.
    private func isOlderTakeover(_ event: ReviewEvent, _ payload: JSONValue?, _ texts: Set<String>) -> Bool {
        guard event.version == 1 else { return false }
        guard let text = payload?["shown_sha256"]?.string else {
            return event.kind == EventKind.skipped.rawValue && !texts.isEmpty
        }
        return texts.contains(text)
    }

    /// What the events tell of ratings.
    private mutating func readActs() {
        for (place, event) in events.enumerated()
        where event.presentation != nil || event.kind == EventKind.adjudicated.rawValue {
            let acts = (try? JSONValue(parsing: event.payload))?["acts"]?.array ?? []
            for act in acts.compactMap(\.array) where act.count > 1 {
                if let digest = act[1].string { logged[digest] = (place, act.count > 2 ? act[2].string : nil) }
            }
        }
    }

    /// Every rating has its event.
    mutating func check(_ act: Act) {
        if let mismatch = act.mismatch { broken(act, mismatch) }
        let found = act.digests.first { logged[$0] != nil }
        guard act.presentation != nil || found != nil else {
            report.importedCount += 1
            return
        }
        report.ratingCount += 1
        guard let found, let entry = logged[found] else {
            return broken(act, "no event of the log is of this rating: it was changed or put in")
        }
        stored.insert(found)
        let event = events[entry.event]
        if event.version > 1, let row = event.row, let own = act.presentation, row != own {
            broken(act, "it stands on another row of the plan than its event says: changed")
        }
        if event.bundle != nil, event.bundle != act.bundle {
            broken(act, "it stands in another bundle than its event: changed")
        }
        if event.version == 1 {
            report.olderRuleCount += 1
        } else if entry.supersedes != act.supersedes, !(entry.supersedes == nil && act.correctsAnother),
            !(act.supersedes == nil && act.standsBeside)
        {
            broken(act, "it corrects another rating than its event says: changed")
        }
    }

    private mutating func broken(_ act: Act, _ what: String) {
        report.findings.append(ChainFinding(.broken, reviewer: act.record.rater, "\(act.words): \(what)"))
    }

    /// Every event has its ratings; what is said of several ratings of one event is said once.
    private mutating func checkLogged() {
        let missing = logged.filter { !stored.contains($0.key) }.map { (place: $0.value.event, digest: $0.key) }
        var said: Set<String> = []
        for (place, digest) in missing.sorted(by: { ($0.place, $0.digest) < ($1.place, $1.digest) }) {
            let event = events[place]
            let isReplaced = event.row.map(replaced.contains) ?? false
            let (standing, what): (ChainFinding.Standing, String) =
                if leftOut.contains(digest) {
                    (.note, "rated in two copies of a bundle, or here too: the rating that came first counts")
                } else if isReplaced {
                    (.note, "its bundle was replaced by a later one, whose rating stands")
                } else {
                    (.broken, "a rating that it tells of is not there as it was given")
                }
            if said.insert("\(place) \(what)").inserted { find(standing, event, what) }
        }
    }

    private mutating func checkHeads() {
        let known = Dictionary(events.map { ("\($0.reviewer) \($0.sitting) \($0.number)", $0.sha256) }) { one, _ in one
        }
        for (heads, whose) in [(expectedHeads, "exported heads"), (notedHeads, "heads in the study's log")] {
            for head in heads where known["\(head.reviewer) \(head.sitting) \(head.number)"] != head.sha256 {
                report.findings.append(
                    ChainFinding(
                        .broken,
                        reviewer: head.reviewer,
                        sitting: head.sitting,
                        number: head.number,
                        "the event of the \(whose) is not there: the log was cut or rewritten"
                    )
                )
            }
        }
    }
}
