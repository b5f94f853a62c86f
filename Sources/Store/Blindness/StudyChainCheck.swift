import GRDB
import Studies

/// Recomputes a study's chain and compares what is stored with it.
struct StudyChainCheck {
    private let study: Int64
    private let name: String
    private let database: Database
    private(set) var findings: [ChainFinding] = []
    private(set) var events: [StudyEvent] = []

    var head: ChainHead? {
        events.last.map { ChainHead(reviewer: "", sitting: Self.sitting, number: $0.number, sha256: $0.sha256) }
    }

    /// What stands for a session's name in heads and findings.
    static let sitting = "study"

    /// A check of the links and of these parts alone, of rows that are only added.
    init(_ study: Int64, _ name: String, parts: Set<StudyPart>, _ database: Database) throws {
        self.study = study
        self.name = name
        self.database = database
        events = try Self.events(of: study, name, database)
        checkLinks()
        try checkRows(of: parts)
    }

    init(_ study: Int64, _ name: String, _ database: Database) throws {
        self.study = study
        self.name = name
        self.database = database
        events = try Self.events(of: study, name, database)
        guard try Bool.fetchOne(database, sql: "SELECT 1 FROM model WHERE study = ?", arguments: [study]) == true else {
            return
        }
        guard !events.isEmpty else {
            try checkOpenings()
            guard findings.isEmpty else { return }
            find(
                .unknown,
                nil,
                "the study has no log of its own: whether texts, plan and models changed cannot be told"
            )
            return
        }
        checkLinks()
        try checkParts()
        try checkRows()
        try checkTexts()
        try checkReviewersRows()
        try checkMarks()
        try checkPlaces()
        try checkRequests()
        try checkOpenings()
        for finding in try HandOutCheck(study, events, database).findings { find(.broken, nil, finding) }
    }

    static func events(of study: Int64, _ name: String, _ database: Database) throws -> [StudyEvent] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM study_event WHERE study = ? ORDER BY number",
            arguments: [study]
        ).map { row in
            StudyEvent(
                study: name,
                number: row["number"],
                kind: row["kind"],
                at: row["at"],
                payload: row["payload"],
                previous: row["previous"],
                sha256: row["sha256"],
                version: row["digest_version"]
            )
        }
    }

    private mutating func find(_ standing: ChainFinding.Standing, _ number: Int?, _ what: String) {
        findings.append(ChainFinding(standing, reviewer: "", sitting: Self.sitting, number: number, what))
    }

    /// Finds that there are rows that a count of them, of this study, should not have.
    private mutating func findCounted(_ sql: String, _ what: (Int) -> String) throws {
        let count = try Int.fetchOne(database, sql: sql, arguments: [study]) ?? 0
        if count > 0 { find(.broken, nil, what(count)) }
    }

    private mutating func checkLinks() {
        var last: StudyEvent?
        for event in events {
            let number = (last?.number ?? 0) + 1
            let problem: String? =
                if event.number != number {
                    "an event is missing before it: it should be number \(number)"
                } else if event.previous != last?.sha256 ?? "" {
                    "it does not follow the event before it: changed or moved"
                } else if event.sha256 != event.expectedSHA256 {
                    "it was changed: its hash is another"
                } else { nil }
            if let problem {
                // After the first broken link the rest proves nothing.
                return find(.broken, event.number, problem)
            }
            let payload = event.isNoteOfSession ? nil : try? JSONValue(parsing: event.payload)
            if let count = payload?["read_again"]?.integer {
                find(.note, event.number, "\(count) verdicts became others as kept replies were read again")
            }
            if event.kind == StudyEventKind.outside.rawValue {
                let parts = payload?["parts"]?.array?.compactMap(\.string).joined(separator: ", ") ?? ""
                find(.broken, event.number, "\(parts): changed outside of the program before it")
            }
            if event.kind == StudyEventKind.begun.rawValue, payload?["is_found"]?.bool == true {
                find(
                    .note,
                    event.number,
                    "what an earlier build stored is under this log from here on, as it was found"
                )
            }
            if let before = last, event.at < before.at {
                find(.note, event.number, "the clock was set back by \(before.at - event.at) ms")
            }
            last = event
        }
    }

    private mutating func checkParts() throws {
        let roots = try StudyLog(study: study, database: database).roots()
        for part in StudyPart.whole {
            guard let root = roots[part] else {
                // A log that began before the part was under it.
                if part == .kept, try part.root(of: study, database).count > 0 {
                    find(.unknown, nil, "whether \(part.words) were declared with the program cannot be told")
                }
                continue
            }
            if try part.root(of: study, database).root != root {
                find(.broken, nil, "\(part.words) as stored are not those of the log")
            }
        }
    }

    private mutating func checkRows(of parts: Set<StudyPart> = Set(StudyPart.added)) throws {
        var through: [StudyPart: Int64] = [:]
        for event in events where !event.isNoteOfSession {
            for (name, range) in (try JSONValue(parsing: event.payload))["rows"]?.members ?? [] {
                guard let part = StudyPart(rawValue: name), parts.contains(part), let values = range.array,
                    values.count == 4,
                    let after = values[0].number.map({ Int64($0) }), let last = values[1].number.map({ Int64($0) }),
                    let root = values[3].string
                else { continue }
                let found = try part.root(of: study, after: after, through: last, version: event.version, database)
                if found.root != root {
                    let count = Int(values[2].number ?? 0)
                    find(
                        .broken,
                        event.number,
                        "\(part.words) that were stored then (rows \(after + 1) to \(last)): \(count) logged, "
                            + (found.count == count ? "of which some were changed" : "\(found.count) there")
                    )
                }
                through[part] = max(last, through[part] ?? 0)
            }
        }
        for part in StudyPart.added where parts.contains(part) {
            let count = try part.root(of: study, after: through[part] ?? 0, database).count
            if count > 0 { find(.broken, nil, "\(count) \(part.words) that no event of the log tells of: put in") }
        }
    }

    /// Names by hash are those of the texts.
    private mutating func checkTexts() throws {
        var changed: [(sha256: String, prompt: String)] = []
        try RowCursor(
            database,
            """
            SELECT i.sha256, i.text, p.name, (SELECT group_concat(m.sha256, ':') FROM (
                SELECT x.sha256 FROM set_member s JOIN item x ON x.id = s.member WHERE s.item_set = i.id
                ORDER BY s.place) m) AS members
            FROM item i JOIN prompt p ON p.id = i.prompt WHERE p.study = ?
            """,
            [study]
        ).forEach { row in
            let (sha256, prompt) = (row.text(0), row.text(2))
            let expected =
                row.knownText(3) ?? ItemID(study: name, prompt: prompt, text: row.text(1)).rawValue
            if expected != sha256 { changed.append((sha256, prompt)) }
        }
        for (sha256, prompt) in changed {
            find(.broken, nil, "the text \(sha256.prefix(12))… of '\(prompt)' is not the one of its hash")
        }
        for row in try Row.fetchAll(
            database,
            sql: "SELECT name, sha256, definition FROM criterion WHERE study = ? AND form != 'metric'",
            arguments: [study]
        ) {
            let definition = (try? JSONValue(parsing: row["definition"] as String)).flatMap(Criterion.init(json:))
            if let definition, definition.sha256 != row["sha256"] {
                find(.broken, nil, "the criterion '\(row["name"] as String)' is not the one of its hash")
            }
        }
    }

    /// A row that a review made is one of the plan's over again.
    private mutating func checkReviewersRows() throws {
        let rows = try Int64.fetchAll(
            database,
            sql: """
                SELECT n.id FROM presentation n WHERE n.study = ? AND n.is_reviewers = 1 AND NOT EXISTS (
                    SELECT 1 FROM presentation o WHERE o.study = n.study AND o.is_reviewers = 0 AND o.first = n.first
                        AND o.second IS n.second AND o.phase = n.phase AND o.design = n.design)
                """,
            arguments: [study]
        )
        for row in rows { find(.broken, nil, "row \(row) of the plan is a review's and repeats none of the plan's") }
    }

    /// A rating that was given in the program bears no mark of a file, and a row that was rated or skipped has who did.
    private mutating func checkMarks() throws {
        // Who rated which text in files is listed once: looked for from each row of a large plan it takes five times as long.
        var rated: [Int64: RowSet] = [:]
        try RowCursor(
            database,
            """
            SELECT rater, first FROM rating WHERE +study = ?1 AND presentation IS NULL
                AND criterion IN (SELECT id FROM criterion WHERE study = ?1)
            """,
            [study]
        ).forEach { rated[$0.integer(0), default: RowSet()].insert($0.integer(1)) }
        var settled: [(row: Int64, isDone: Bool)] = []
        try RowCursor(
            database,
            """
            SELECT n.id, n.state = 'done', n.reviewer, iif(n.arrangement IS NULL, n.first,
                (SELECT m.member FROM set_member m WHERE m.item_set = n.first AND m.place = 0))
            FROM presentation n WHERE n.study = ? AND n.state IN ('done', 'skipped')
                AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.presentation = n.id)
            """,
            [study]
        ).forEach { row in
            guard row.isNull(2) || row.isNull(3) || rated[row.integer(2)]?.contains(row.integer(3)) != true else {
                return
            }
            settled.append((row.integer(0), row.integer(1) == 1))
        }
        for (row, isDone) in settled {
            let words = isDone ? "rated, and nobody rated it" : "skipped, and nobody skipped it"
            find(.broken, nil, "row \(row) of the plan stands as \(words): changed")
        }
        try findCounted(
            "SELECT count(*) FROM rating WHERE +study = ? AND presentation IS NOT NULL AND named_by IS NOT NULL"
        ) { "\($0) ratings that were given in the program are marked as from a file: changed" }
    }

    /// A rating is about what the row of the plan shows on which it was given, whoever has that row since; a rank is of a
    /// member of its set.
    private mutating func checkPlaces() throws {
        try findCounted(
            """
            SELECT count(*) FROM rating r LEFT JOIN presentation n ON n.id = r.presentation
            WHERE +r.study = ? AND r.presentation IS NOT NULL AND NOT coalesce(n.study = r.study
                AND n.first = coalesce(r.item_set, r.first) AND n.second IS r.second
                AND (n.arrangement IS NULL) = (r.item_set IS NULL), 0)
            """
        ) { "\($0) ratings stand on a row of the plan that shows something else: changed" }
        try findCounted(
            """
            SELECT count(*) FROM rating r WHERE +r.study = ? AND r.item_set IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM set_member m WHERE m.item_set = r.item_set AND m.member = r.first)
            """
        ) { "\($0) ratings are about a set that their text is no member of: changed" }
    }

    /// What became of a request for a response is what its attempts say.
    private mutating func checkRequests() throws {
        try findCounted(
            """
            WITH tried AS (SELECT request, generation, max(class = 'ok') AS is_ok, max(class != 'ok') AS is_bad,
                max(id IN (SELECT attempt FROM response WHERE attempt IS NOT NULL)) AS is_kept
                FROM attempt GROUP BY request, generation)
            SELECT count(*) FROM request q LEFT JOIN tried t ON t.request = q.id AND t.generation = q.generation
            WHERE q.study = ? AND q.purpose = 'response' AND NOT CASE q.state WHEN 'done' THEN coalesce(t.is_ok, 0)
                WHEN 'failed' THEN coalesce(t.is_bad AND NOT t.is_kept, 0) ELSE NOT coalesce(t.is_kept, 0) END
            """
        ) { "\($0) requests stand as done, failed or to be asked where their attempts say otherwise: changed" }
    }

    /// What sessions knew of this chain when they began.
    private mutating func checkOpenings() throws {
        let known = Set(events.map(\.sha256))
        let openings = try Row.fetchAll(
            database,
            sql: """
                SELECT e.number, e.sitting, t.name, e.payload ->> '$.study' AS head FROM event e
                JOIN rater t ON t.id = e.reviewer WHERE e.study = ? AND e.kind = 'opened' AND head IS NOT NULL
                """,
            arguments: [study]
        )
        for row in openings where !known.contains(row["head"]) {
            findings.append(
                ChainFinding(
                    .broken,
                    reviewer: row["name"],
                    sitting: row["sitting"],
                    number: row["number"],
                    "the study's log as it was when the session began is not there: cut or rewritten"
                )
            )
        }
    }

    /// Compares with the head that somebody kept.
    mutating func check(_ heads: [ChainHead]) {
        let known = Dictionary(events.map { ($0.number, $0.sha256) }) { first, _ in first }
        for head in heads where head.sitting == Self.sitting && head.reviewer.isEmpty {
            guard known[head.number] != head.sha256 else { continue }
            find(.broken, head.number, "the event of the exported heads is not there: the log was cut or rewritten")
        }
    }

    /// The heads of sessions that events of this log name.
    func notedHeads() throws -> [ChainHead] {
        var newest: [[String]: ChainHead] = [:]
        for event in events where event.payload.contains("\"sessions\":[") {
            for head in try Self.sessions(in: event) {
                newest[[head.reviewer, head.sitting, "\(head.number)", head.sha256]] = head
            }
        }
        // Of what was noted act by act, the last stands on all before it: the others, one for each rating, are not read.
        var seen: Set<String> = []
        for event in events.reversed() where event.isNoteOfSession && seen.insert(event.notedSession).inserted {
            for head in try Self.sessions(in: event) { newest[[head.reviewer, head.sitting]] = head }
        }
        return newest.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// Acts that merges left out, as their sessions call them.
    func leftOut() throws -> Set<String> {
        var digests: Set<String> = []
        for event in events where event.kind == StudyEventKind.merged.rawValue {
            let own = (try JSONValue(parsing: event.payload))["left_out"]?.array ?? []
            digests.formUnion(own.compactMap(\.string))
        }
        return digests
    }

    private static func sessions(in event: StudyEvent) throws -> [ChainHead] {
        let payload = try JSONValue(parsing: event.payload)
        let heads = payload["sessions"]?.array ?? payload["session"].map { [$0] } ?? []
        return heads.compactMap(\.array).compactMap { parts in
            guard parts.count == 4, let reviewer = parts[0].string, let sitting = parts[1].string,
                let number = parts[2].integer, let sha256 = parts[3].string
            else { return nil }
            return ChainHead(reviewer: reviewer, sitting: sitting, number: number, sha256: sha256)
        }
    }

    /// The heads of sessions that a code stands for; nil where no event has it.
    mutating func heads(of code: HeadCode) throws -> [ChainHead] {
        guard let event = events.first(where: { code.matches($0.sha256) }) else {
            find(
                .broken,
                nil,
                "no event of the study's log has that code: it was cut or rewritten, or the code is another study's"
            )
            return []
        }
        let heads = try Self.sessions(in: event)
        if heads.isEmpty { find(.note, event.number, "the code covers the study's log up to here, and no session") }
        return heads
    }
}

extension StudyPart {
    fileprivate var words: String {
        switch self {
        case .study: "the study's settings"
        case .prompts: "the prompts"
        case .models: "the models"
        case .criteria: "the criteria"
        case .answers: "the known answers"
        case .copies: "the degraded copies"
        case .masks: "the masked texts"
        case .plan: "the rows of the plan"
        case .current: "the responses that are set aside"
        case .unblinding: "the acts of unblinding"
        case .kept: "the edits declared to keep a criterion's meaning"
        case .items: "texts"
        case .responses: "responses, by model,"
        case .attempts: "attempts"
        case .draws: "probabilities of drawn labels"
        case .looks: "looks"
        case .maps: "calibration maps"
        case .ratings: "ratings of automatic raters or from files"
        }
    }
}
