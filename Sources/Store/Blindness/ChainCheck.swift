import Studies

/// What does not hold in a log of reviews.
package struct ChainFinding: Sendable, Equatable {
    package var reviewer: String
    package var sitting: String
    /// The event within its sitting; nil where a rating is meant.
    package var number: Int?
    package var what: String

    /// Whether only the clock is at fault, which clocks do by themselves.
    var isOfClock: Bool { what.hasPrefix(Self.clock) }

    static let clock = "the clock was set back"
}

/// The last event of each sitting: kept elsewhere, it shows a tail that was cut off.
package struct ChainHead: Sendable, Equatable {
    package var reviewer: String
    package var sitting: String
    package var number: Int
    package var sha256: String

    package init(reviewer: String, sitting: String, number: Int, sha256: String) {
        self.reviewer = reviewer
        self.sitting = sitting
        self.number = number
        self.sha256 = sha256
    }
}

/// What was checked and what was found.
package struct ChainReport: Sendable, Equatable {
    package var eventCount = 0
    package var sittingCount = 0
    /// Ratings of people that were given in the program.
    package var ratingCount = 0
    /// Ratings of people that came in files, of which the log says nothing.
    package var importedCount = 0
    /// Sittings whose connection could read more than the blind view.
    package var unrestrictedCount = 0
    package var findings: [ChainFinding] = []
    package var heads: [ChainHead] = []
}

/// Recomputes the chains and holds the ratings to them.
struct ChainCheck {
    /// One stored act of a person: its digest, and the row of the plan that it was given on.
    struct Act {
        var reviewer: String
        var digest: String
        var presentation: Int64?
        var words: String
    }

    /// By reviewer, sitting and number.
    let events: [ReviewEvent]
    let acts: [Act]
    let expectedHeads: [ChainHead]
    private(set) var report = ChainReport()

    init(events: [ReviewEvent], acts: [Act], expectedHeads: [ChainHead]) {
        self.events = events
        self.acts = acts
        self.expectedHeads = expectedHeads
        checkLinks()
        checkSittings()
        checkActs()
        checkHeads()
    }

    private mutating func find(_ event: ReviewEvent, _ what: String) {
        report.findings.append(
            ChainFinding(reviewer: event.reviewer, sitting: event.sitting, number: event.number, what: what)
        )
    }

    private mutating func checkLinks() {
        report.eventCount = events.count
        var last: ReviewEvent?
        var broken: Set<String> = []
        for event in events {
            let isFirst = last?.sitting != event.sitting || last?.reviewer != event.reviewer
            if isFirst { report.sittingCount += 1 }
            let sitting = "\(event.reviewer) \(event.sitting)"
            let before = isFirst ? nil : last
            // After the first broken link the rest of a sitting proves nothing.
            if !broken.contains(sitting), let problem = problem(event, after: before) {
                find(event, problem)
                if !problem.hasPrefix(ChainFinding.clock) { broken.insert(sitting) }
            }
            last = event
        }
        for (place, event) in events.enumerated()
        where place + 1 == events.count || events[place + 1].sitting != event.sitting
            || events[place + 1].reviewer != event.reviewer
        {
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
        if last == nil, event.kind != EventKind.opened.rawValue { return "the sitting does not begin with its opening" }
        if let last, event.at < last.at { return "\(ChainFinding.clock) by \(last.at - event.at) ms" }
        return nil
    }

    /// Every sitting names the head of the one before it, which must be there.
    private mutating func checkSittings() {
        let known = Set(events.map(\.sha256))
        for event in events where event.kind == EventKind.opened.rawValue {
            let payload = try? JSONValue(parsing: event.payload)
            if payload?["is_restricted"]?.bool != true { report.unrestrictedCount += 1 }
            if let before = payload?["after"]?.string, !known.contains(before) {
                find(event, "the sitting before it is missing, or its end is")
            }
        }
    }

    /// Every rating has its event, every event its ratings, and what is rated was shown before.
    private mutating func checkActs() {
        var logged: [String: ReviewEvent] = [:]
        var shown: [String: [Int64: Int64]] = [:]
        var rated: [String: Set<Int64>] = [:]
        for event in events.sorted(by: {
            ($0.at, $0.reviewer, $0.sitting, $0.number) < ($1.at, $1.reviewer, $1.sitting, $1.number)
        }) {
            guard let presentation = event.presentation else { continue }
            switch EventKind(rawValue: event.kind) {
            case .shown: shown[event.reviewer, default: [:]][presentation] = event.at
            case .rated, .skipped, .retracted:
                if event.kind != EventKind.retracted.rawValue, shown[event.reviewer]?[presentation] == nil {
                    find(event, "it rates what was not shown before")
                }
                if event.kind == EventKind.rated.rawValue { rated[event.reviewer, default: []].insert(presentation) }
                let acts = (try? JSONValue(parsing: event.payload))?["acts"]?.array ?? []
                for act in acts { if let digest = act.array?.last?.string { logged[digest] = event } }
            case .revealed, .guessed:
                if rated[event.reviewer]?.contains(presentation) != true {
                    find(event, "what comes after a rating came before it")
                }
            case .opened, nil: break
            }
        }
        var stored: Set<String> = []
        for act in acts {
            guard act.presentation != nil else {
                report.importedCount += 1
                continue
            }
            report.ratingCount += 1
            stored.insert(act.digest)
            if logged[act.digest] == nil {
                report.findings.append(
                    ChainFinding(
                        reviewer: act.reviewer,
                        sitting: "",
                        what: "\(act.words): no event of the log is of this rating: it was changed or put in"
                    )
                )
            }
        }
        for (digest, event) in logged.sorted(by: {
            ($0.value.sitting, $0.value.number, $0.key) < ($1.value.sitting, $1.value.number, $1.key)
        })
        where !stored.contains(digest) {
            find(event, "a rating that it tells of is not there as it was given")
        }
    }

    private mutating func checkHeads() {
        let known = Dictionary(events.map { ("\($0.reviewer) \($0.sitting) \($0.number)", $0.sha256) }) { one, _ in one
        }
        for head in expectedHeads where known["\(head.reviewer) \(head.sitting) \(head.number)"] != head.sha256 {
            report.findings.append(
                ChainFinding(
                    reviewer: head.reviewer,
                    sitting: head.sitting,
                    number: head.number,
                    what: "the event of the exported heads is not there: the log was cut or rewritten"
                )
            )
        }
    }
}
