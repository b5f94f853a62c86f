import Foundation
import GRDB
import Studies

/// What happens in a reviewer's sitting.
package enum EventKind: String, Sendable, CaseIterable {
    /// `claimed` comes before the paint, `shown` after it.
    case opened, claimed, shown, rated, skipped, retracted, revealed, guessed, adjudicated

    /// Whether somebody did something, where the others say what was to be seen.
    var isAct: Bool {
        switch self {
        case .opened, .claimed, .shown: false
        case .rated, .skipped, .retracted, .revealed, .guessed, .adjudicated: true
        }
    }
}

/// One link of a chain: what happened, with the hash of what happened before it.
package struct ReviewEvent: Sendable, Equatable {
    package var study: String
    package var reviewer: String
    package var sitting: String
    /// From 1 within the sitting.
    package var number: Int
    package var kind: String
    /// What the row of the plan is called in the hash: its id, or its name in a bundle.
    package var presentation: Int64?
    /// The row of the plan here, which is no part of the hash.
    package var row: Int64?
    /// Milliseconds UTC.
    package var at: Int64
    /// Canonical JSON.
    package var payload: String
    package var previous: String
    package var sha256: String
    /// By which rule the hash and the digests of acts are made; 1 for what build 644d720 and earlier ones wrote.
    package var version = 1
    /// The bundle that it came in.
    package var bundle: Int64?

    /// The newest rule.
    static let newestVersion = 2

    /// The hash that its other members give.
    package var expectedSHA256: String {
        SHA256.hex(
            of: JSONValue.array(
                (version > 1 ? [.number(Double(version))] : []) + [
                    .string(previous), .string(study), .string(reviewer), .string(sitting), .number(Double(number)),
                    .string(kind), presentation.map { .number(Double($0)) } ?? .null, .number(Double(at)),
                    .string(payload),
                ]
            ).canonicalBytes
        )
    }
}

extension LeaseOwner {
    /// One sitting is one run of the program.
    var sitting: String { String(SHA256.hex(of: rawValue).prefix(16)) }
}

extension Store {
    /// Adds an event to the chain of the reviewer's sitting, which it opens where it is the first; the study's chain notes
    /// every act in the same transaction, so that no kill leaves one that can be cut off unseen.
    func log(
        _ kind: EventKind,
        _ payload: [(String, JSONValue)],
        of presentation: Int64?,
        study: String,
        reviewer: String,
        owner: LeaseOwner = .current,
        at time: Int64,
        _ database: Database
    ) throws {
        let rater = try Self.reviewer(reviewer, study: study, database)
        let sitting = owner.sitting
        let last = try Row.fetchOne(
            database,
            sql: "SELECT number, sha256 FROM event WHERE reviewer = ? AND sitting = ? ORDER BY number DESC LIMIT 1",
            arguments: [rater, sitting]
        )
        var event = ReviewEvent(
            study: study,
            reviewer: reviewer,
            sitting: sitting,
            number: (last?["number"] ?? 0) + 1,
            kind: kind.rawValue,
            presentation: presentation,
            row: presentation,
            at: time,
            payload: JSONValue.object(payload).canonicalText,
            previous: last?["sha256"] ?? "",
            sha256: "",
            version: ReviewEvent.newestVersion
        )
        if last == nil, kind != .opened {
            let before = try String.fetchOne(
                database,
                sql: "SELECT sha256 FROM event WHERE reviewer = ? ORDER BY id DESC LIMIT 1",
                arguments: [rater]
            )
            try log(
                .opened,
                [
                    ("after", before.map(JSONValue.string) ?? .null), ("is_restricted", .bool(isRestricted)),
                    (
                        "study",
                        try StudyLog(study: try Self.studyID(study, database), database: database).head()
                            .map(JSONValue.string) ?? .null
                    ),
                ],
                of: nil,
                study: study,
                reviewer: reviewer,
                owner: owner,
                at: time,
                database
            )
            return try log(
                kind,
                payload,
                of: presentation,
                study: study,
                reviewer: reviewer,
                owner: owner,
                at: time,
                database
            )
        }
        event.sha256 = event.expectedSHA256
        try Self.insert(event, rater: rater, database)
        if kind.isAct {
            try StudyLog(study: try Self.studyID(study, database), database: database).note(event, at: StudyLog.now)
        }
    }

    /// Notes that a presentation is about to be shown; what was gone back to before is not on the screen any more.
    func logClaim(
        _ presentation: BlindPresentation,
        study: String,
        reviewer: String,
        owner: LeaseOwner,
        at time: Int64,
        _ database: Database
    ) throws {
        try Self.letGo(owner, database)
        try log(
            .claimed,
            [("subject", .string(presentation.name))],
            of: presentation.id,
            study: study,
            reviewer: reviewer,
            owner: owner,
            at: time,
            database
        )
    }

    /// Notes that a claimed presentation was painted, and what exactly; nothing where this session's log ends with that.
    package func logShown(
        _ presentation: BlindPresentation,
        study: String,
        reviewer: String,
        owner: LeaseOwner = .current,
        at time: Int64
    ) throws {
        try write { database in
            try logShown(presentation, study: study, reviewer: reviewer, owner: owner, at: time, database)
        }
    }

    func logShown(
        _ presentation: BlindPresentation,
        study: String,
        reviewer: String,
        owner: LeaseOwner = .current,
        at time: Int64,
        _ database: Database
    ) throws {
        // Another session of the reviewer may have claimed or painted it since, and given it back.
        let newest = try Row.fetchOne(
            database,
            sql: """
                SELECT kind, sitting FROM event WHERE presentation = ? AND reviewer = ? AND kind IN ('claimed', 'shown')
                ORDER BY id DESC LIMIT 1
                """,
            arguments: [presentation.id, try Self.reviewer(reviewer, study: study, database)]
        )
        guard newest?["kind"] != EventKind.shown.rawValue || newest?["sitting"] != owner.sitting else { return }
        try log(
            .shown,
            [
                ("shown_sha256", .string(presentation.shownSHA256)), ("subject", .string(presentation.name)),
                ("prompt_sha256", .string(SHA256.hex(of: presentation.promptText))),
                ("side", presentation.side.map { .string($0.rawValue) } ?? .null),
            ],
            of: presentation.id,
            study: study,
            reviewer: reviewer,
            owner: owner,
            at: time,
            database
        )
    }

    /// Stores an event as it is.
    static func insert(_ event: ReviewEvent, rater: Int64, bundle: Int64? = nil, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO event (study, reviewer, sitting, number, kind, presentation, named, at, payload, previous,
                    sha256, bundle, digest_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                try studyID(event.study, database), rater, event.sitting, event.number, event.kind,
                event.row, event.row == event.presentation ? nil : event.presentation, event.at, event.payload,
                event.previous, event.sha256, bundle, event.version,
            ]
        )
    }
}
